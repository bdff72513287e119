// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalizetest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"gambeson/event"
	"gambeson/event/ocsf"
	"gambeson/internal/testkit"
	"gambeson/normalize"
)

// wantFile is the name of a scenario's golden file.
const wantFile = "want.ndjson"

// Accept runs the scenarios in the room's testdata folder against the format
// that open makes. The words of syntax, where a format of text has any, are its
// own and no values, so that an event need not have them.
func Accept[F normalize.Format](t *testing.T, open func(*event.Fields) F, syntax ...string) {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Fatal("no scenario in testdata: a format ships with at least one")
	}
	fields := event.NewFields()
	format := open(fields)
	if err := fields.Freeze(); err != nil {
		t.Fatalf("the format's mappings: %v", err)
	}
	registry, err := ocsf.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(p), ".txtar"), func(t *testing.T) {
			s := scenario{format: format, fields: fields, registry: registry, syntax: syntax}
			s.run(t, p)
		})
	}
}

type scenario struct {
	format   normalize.Format
	fields   *event.Fields
	registry *ocsf.Registry
	syntax   []string
}

func (s scenario) run(t *testing.T, path string) {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	want := []byte(nil)
	for _, f := range archive.Files {
		switch {
		case strings.HasPrefix(f.Name, "in."):
			s.read(t, f, &got)
		case strings.HasPrefix(f.Name, "bad."):
			s.refuse(t, f)
		case f.Name == wantFile:
			want = f.Data
		default:
			t.Errorf("unknown file %q: want in.*, bad.* or %s", f.Name, wantFile)
		}
	}
	if testkit.Update() {
		rewrite(t, path, archive, got.Bytes())
		return
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); d != "" {
		t.Errorf("events (-want +got), -update rewrites them:\n%s", d)
	}
}

func rewrite(t *testing.T, path string, a *txtar.Archive, want []byte) {
	t.Helper()
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return f.Name == wantFile })
	a.Files = append(a.Files, txtar.File{Name: wantFile, Data: want})
	if err := os.WriteFile(path, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}

// each calls use with every record of the file f; the event is fresh each time.
func (s scenario) each(t testing.TB, f txtar.File, use func(record int, raw []byte)) {
	t.Helper()
	var o normalize.Options
	if j, ok := s.format.(normalize.Joiner); ok {
		o.Joiners = append(o.Joiners, j)
	}
	stream, err := normalize.Open(bytes.NewReader(f.Data), o)
	if err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	e := event.New(s.fields)
	for {
		n, err := stream.Next(e)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		use(n, bytes.Clone(e.Raw()))
	}
}

// normalizer returns a normalizer that knows the format and nothing else.
func (s scenario) normalizer(t testing.TB) *normalize.Normalizer {
	t.Helper()
	n, err := normalize.New([]normalize.Format{s.format}, "")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// start gives e the record raw, with a fixed time of acceptance.
func start(e *event.Event, raw []byte) {
	e.Reset(raw)
	e.Observed = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC).UnixNano()
}

func (s scenario) read(t testing.TB, f txtar.File, got *bytes.Buffer) {
	t.Helper()
	e, n := event.New(s.fields), s.normalizer(t)
	count := 0
	s.each(t, f, func(record int, raw []byte) {
		count++
		start(e, raw)
		if err := n.Normalize(e); err != nil {
			t.Errorf("%s record %d: %v", f.Name, record, err)
			return
		}
		out := e.AppendOCSF(nil)
		got.Write(out)
		got.WriteByte('\n')
		for _, p := range s.registry.Validate(out) {
			t.Errorf("%s record %d is not OCSF: %v\n%s", f.Name, record, p, out)
		}
		s.checkAgain(t, e, raw, out)
		s.checkPrefixes(t, raw)
	})
	if count == 0 {
		t.Errorf("%s: no records", f.Name)
	}
}

// checkAgain shows that the same record gives the same event, whatever was
// read before it, and that all native values are in the event.
func (s scenario) checkAgain(t testing.TB, e *event.Event, raw, want []byte) {
	t.Helper()
	if words := lost(raw, want, s.syntax); len(words) > 0 {
		t.Errorf("lost %q of %s", words, raw)
	}
	start(e, raw)
	if err := s.normalizer(t).Normalize(e); err != nil {
		t.Errorf("read again: %v", err)
		return
	}
	if again := e.AppendOCSF(nil); !bytes.Equal(want, again) {
		t.Errorf("read again: %s", cmp.Diff(string(want), string(again)))
	}
}

// checkPrefixes reads the record cut off at places all over it: the outcome is
// an event that can be written or an error, never a panic.
func (s scenario) checkPrefixes(t testing.TB, raw []byte) {
	t.Helper()
	e := event.New(s.fields)
	step := max(1, len(raw)/50)
	for end := 0; end < len(raw); end += step {
		e.Reset(raw[:end])
		if s.format.Claim(e) == normalize.No || s.format.Read(e) != nil {
			continue
		}
		if out := e.AppendOCSF(nil); !json.Valid(out) {
			t.Errorf("cut off after %d bytes, not JSON: %q", end, out)
		}
	}
}

func (s scenario) refuse(t testing.TB, f txtar.File) {
	t.Helper()
	e, n := event.New(s.fields), s.normalizer(t)
	s.each(t, f, func(record int, raw []byte) {
		start(e, raw)
		if err := n.Normalize(e); err == nil {
			t.Errorf("%s record %d was read: %s", f.Name, record, e.AppendOCSF(nil))
		} else if e.Root().Exists() {
			t.Errorf("%s record %d: values are left after %v", f.Name, record, err)
		}
	})
}
