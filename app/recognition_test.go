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

// recognizeScenarios reads the scenarios of the format name with all formats at hand.
func recognizeScenarios(t *testing.T, f *event.Fields, all []normalize.Format, name string) {
	t.Helper()
	paths, err := filepath.Glob("../normalize/" + name + "/testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	var o normalize.Options
	for _, x := range all {
		if j, ok := x.(normalize.Joiner); ok {
			o.Joiners = append(o.Joiners, j)
		}
	}
	for _, p := range paths {
		archive, err := txtar.ParseFile(p)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasPrefix(file.Name, "in.") {
				recognizeRecords(t, f, all, o, name, filepath.Base(p)+":"+file.Name, file.Data)
			}
		}
	}
}

func recognizeRecords(t *testing.T, f *event.Fields, all []normalize.Format, o normalize.Options, name, where string, data []byte) {
	t.Helper()
	stream, err := normalize.Open(bytes.NewReader(data), o)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	e := event.New(f)
	for {
		record, err := stream.Next(e)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", where, err)
		}
		n, err := normalize.New(all, "") // afresh: a single record has to be enough
		if err != nil {
			t.Fatal(err)
		}
		if err := n.Normalize(e); err != nil {
			t.Errorf("%s record %d: %v", where, record, err)
		} else if e.Format != name {
			t.Errorf("%s record %d was read as %s", where, record, e.Format)
		}
	}
}
