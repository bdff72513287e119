// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"gambeson/app/demo"
)

// export writes a short day and gives its folder.
func export(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "day")
	x, err := demo.NewExport(dir)
	if err != nil {
		t.Fatal(err)
	}
	generate(t, params(), x.Write)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestExport reads the files back: each source's folder holds all its records,
// and the truth's places are those of the intrusion's records.
func TestExport(t *testing.T) {
	dir := export(t)
	places := truth(t, dir)
	want := make(map[demo.Source]int)
	lines := make(map[demo.Source]map[string]bool) // the intrusion's
	generate(t, params(), func(r *demo.Record) error {
		want[r.Source] += 1 + bytes.Count(r.Raw, []byte("\n"))
		if r.Technique != "" {
			if lines[r.Source] == nil {
				lines[r.Source] = make(map[string]bool)
			}
			first, _, _ := bytes.Cut(r.Raw, []byte("\n"))
			lines[r.Source][string(first)] = true
		}
		return nil
	})
	got := make(map[demo.Source]int)
	for _, s := range demo.Sources() {
		err := filepath.WalkDir(filepath.Join(dir, string(s)), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			rel, err := filepath.Rel(dir, name)
			if err != nil {
				return err
			}
			for i, record := range records(t, name) {
				got[s]++
				_, marked := places[place{filepath.ToSlash(rel), i + 1}]
				if marked != lines[s][record] {
					t.Errorf("%s:%d: marked %t: %s", rel, i+1, marked, record)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got[s] != want[s] {
			t.Errorf("%s: %d records, want %d", s, got[s], want[s])
		}
	}
	if _, err := demo.NewExport(dir); !errors.Is(err, demo.ErrNotEmpty) {
		t.Errorf("a folder that is in use: %v", err)
	}
}

type place struct {
	path   string
	record int
}

func truth(t *testing.T, dir string) map[place]demo.Truth {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, demo.TruthFile))
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[place]demo.Truth)
	for line := range bytes.Lines(data) {
		var x demo.Truth
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatal(err)
		}
		all[place{x.Path, x.Record}] = x
	}
	return all
}

// records reads a file as the program does: lines, or what CloudTrail delivers.
func records(t *testing.T, name string) (out []string) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if filepath.Ext(name) == ".gz" {
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		var delivered struct{ Records []json.RawMessage }
		if err := json.Unmarshal(data, &delivered); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, r := range delivered.Records {
			out = append(out, string(r))
		}
		return out
	}
	for s := bufio.NewScanner(f); s.Scan(); {
		out = append(out, s.Text())
	}
	return out
}
