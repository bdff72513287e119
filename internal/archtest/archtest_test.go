// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"gambeson/internal/testkit"
)

// TestRepository is the test that the house keeps its rules.
func TestRepository(t *testing.T) {
	tree, err := Load("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range Check(tree) {
		t.Error(v)
	}
}

// TestRules runs each rule over the modules that break it. The comment of testdata/<rule>.txtar, or of
// testdata/<rule>_<case>.txtar, lists the violations that must come out, and no others.
func TestRules(t *testing.T) {
	for _, r := range Rules() {
		name := strings.ReplaceAll(r.Name, " ", "-")
		cases, err := filepath.Glob("testdata/" + name + "*.txtar")
		if err != nil {
			t.Fatal(err)
		}
		if len(cases) == 0 {
			t.Errorf("rule %q is not shown to fail on anything: write testdata/%s.txtar", r.Name, name)
		}
		for _, file := range cases {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
				t.Parallel()
				checkCase(t, r, file)
			})
		}
	}
}

func checkCase(t *testing.T, r Rule, file string) {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := Load(unpack(t, archive))
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, v := range Check(tree) {
		if v.Rule == r.Name {
			got.WriteString(v.String() + "\n")
		}
	}
	if got.Len() == 0 {
		t.Errorf("the module breaks nothing")
	}
	about, want, _ := strings.Cut(string(archive.Comment), "\n\n")
	if testkit.Update() {
		archive.Comment = []byte(about + "\n\n" + got.String())
		if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("violations (-want +got):\n%s", diff)
	}
}

// unpack writes an archive's files into a new folder, with a go.mod where it has none. "REPEAT n TEXT" alone on a line
// stands for n lines of the text, so that long files stay short here.
func unpack(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	root := t.TempDir()
	files := append([]txtar.File{{Name: "go.mod", Data: []byte("module house\n\ngo 1.26\n")}}, archive.Files...)
	for _, f := range files {
		name := filepath.Join(root, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, repeat(f.Data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func repeat(data []byte) []byte {
	var b strings.Builder
	for line := range strings.Lines(string(data)) {
		rest, ok := strings.CutPrefix(line, "REPEAT ")
		if !ok {
			b.WriteString(line)
			continue
		}
		var n int
		for rest[0] >= '0' && rest[0] <= '9' {
			n = n*10 + int(rest[0]-'0')
			rest = rest[1:]
		}
		b.WriteString(strings.Repeat(rest[1:], n))
	}
	return []byte(b.String())
}

func TestPercentile(t *testing.T) {
	values := []int{5, 1, 4, 2, 3}
	for _, tt := range []struct{ p, want int }{{50, 3}, {95, 5}, {1, 1}, {100, 5}, {20, 1}, {21, 2}} {
		if got := percentile(values, tt.p); got != tt.want {
			t.Errorf("percentile %d of 1..5 = %d, want %d", tt.p, got, tt.want)
		}
	}
	if got := percentile(nil, 50); got != 0 {
		t.Errorf("percentile of nothing = %d", got)
	}
}
