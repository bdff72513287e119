// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"gambeson/event"
	"gambeson/normalize"
)

// TestRecognition shows that the formats do not take each other's records:
// whatever a format's scenarios have is read by that format where all are asked,
// or by one that reads everything.
func TestRecognition(t *testing.T) {
	fields := event.NewFields()
	formats := recordFormats(fields)
	if err := fields.Freeze(); err != nil {
		t.Fatal(err)
	}
	var joiners []normalize.Joiner
	for _, f := range formats {
		if j, ok := f.(normalize.Joiner); ok {
			joiners = append(joiners, j)
		}
	}
	for _, f := range formats {
		name := f.Info().Name
		if readsAll(name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			paths, err := filepath.Glob(filepath.Join("..", "normalize", name, "testdata", "*.txtar"))
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range paths {
				archive, err := txtar.ParseFile(p)
				if err != nil {
					t.Fatal(err)
				}
				for _, file := range archive.Files {
					if strings.HasPrefix(file.Name, "in.") {
						recognize(t, fields, formats, joiners, name, filepath.Base(p), file.Data)
					}
				}
			}
		})
	}
}

func readsAll(format string) bool { return format == "json" || format == "line" }

// recognize reads the records of data, each as the first of its source.
func recognize(t *testing.T, fields *event.Fields, formats []normalize.Format, joiners []normalize.Joiner, want, path string, data []byte) {
	t.Helper()
	stream, err := normalize.Open(bytes.NewReader(data), normalize.Options{Joiners: joiners})
	if err != nil {
		t.Fatal(err)
	}
	e := event.New(fields)
	for {
		record, err := stream.Next(e)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		n, err := normalize.New(formats, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := n.Normalize(e); err != nil {
			t.Errorf("%s record %d: %v", path, record, err)
		} else if e.Format != want && !readsAll(e.Format) {
			t.Errorf("%s record %d is read as %s", path, record, e.Format)
		}
	}
}
