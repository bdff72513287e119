// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalizetest

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"gambeson/event"
	"gambeson/normalize"
)

// Fuzz gives the format that open makes records of any kind. The seeds are
// those of the room's scenarios. What is claimed becomes an event that can be
// written, or an error that wraps [normalize.ErrMalformed].
func Fuzz[F normalize.Format](f *testing.F, open func(*event.Fields) F) {
	f.Helper()
	fields := event.NewFields()
	format := open(fields)
	if err := fields.Freeze(); err != nil {
		f.Fatal(err)
	}
	for _, raw := range Records(f, format) {
		f.Add(raw)
	}
	n, err := normalize.New([]normalize.Format{format}, "")
	if err != nil {
		f.Fatal(err)
	}
	e := event.New(fields)
	f.Fuzz(func(t *testing.T, raw []byte) {
		start(e, raw)
		err := n.Normalize(e)
		if err != nil {
			if e.Format != "" && !errors.Is(err, normalize.ErrMalformed) {
				t.Fatalf("not marked as malformed: %v", err)
			}
			return
		}
		if out := e.AppendOCSF(nil); !json.Valid(out) {
			t.Errorf("not JSON: %q", out)
		}
	})
}

// Benchmark measures claiming and reading the records of the room's scenarios
// whose file has the given name, such as "exec". Bytes are a record's on
// average.
func Benchmark[F normalize.Format](b *testing.B, open func(*event.Fields) F, scenario string) {
	b.Helper()
	fields := event.NewFields()
	format := open(fields)
	if err := fields.Freeze(); err != nil {
		b.Fatal(err)
	}
	records := recordsOf(b, format, filepath.Join("testdata", scenario+".txtar"))
	total := 0
	for _, raw := range records {
		total += len(raw)
	}
	n, err := normalize.New([]normalize.Format{format}, "")
	if err != nil {
		b.Fatal(err)
	}
	e := event.New(fields)
	b.SetBytes(int64(total / len(records)))
	b.ReportAllocs()
	at := 0
	for b.Loop() {
		e.Reset(records[at])
		if err := n.Normalize(e); err != nil {
			b.Fatal(err)
		}
		at = (at + 1) % len(records)
	}
}

// Records returns the good records of all the room's scenarios.
func Records(t testing.TB, format normalize.Format) [][]byte {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var out [][]byte
	for _, p := range paths {
		out = append(out, recordsOf(t, format, p)...)
	}
	return out
}

func recordsOf(t testing.TB, format normalize.Format, path string) [][]byte {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]byte
	s := scenario{format: format, fields: event.NewFields()}
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "in.") {
			s.each(t, f, func(_ int, raw []byte) { out = append(out, raw) })
		}
	}
	if len(out) == 0 {
		t.Fatalf("%s: no records", path)
	}
	return out
}
