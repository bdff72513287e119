// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma_test

import (
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"gambeson/sigma"
)

func ruleText(id, value string) []byte {
	return []byte("title: t\nid: " + id + "\nlogsource: {product: windows}\ndetection:\n  s: {A: " + value + "}\n  condition: s\n")
}

const (
	idA = "00000000-0000-4000-8000-00000000000a"
	idB = "00000000-0000-4000-8000-00000000000b"
)

// TestLoad covers folders, links, loops of links, and copies of rules.
func TestLoad(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) {
		t.Helper()
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a/one.yml", ruleText(idA, "1"))
	write("a/sub/two.YAML", ruleText(idB, "2"))
	write("a/readme.md", []byte("not a rule"))
	write("b/copy.yml", ruleText(idA, "1"))
	write("b/other.yml", ruleText(idA, "other"))
	for _, l := range [][2]string{{"..", "a/sub/up"}, {"../a", "b/again"}, {"nowhere", "b/broken.yml"}} {
		if err := os.Symlink(l[0], filepath.Join(dir, l[1])); err != nil {
			t.Fatal(err)
		}
	}
	set, err := sigma.Load(sigma.Options{}, filepath.Join(dir, "a"), filepath.Join(dir, "b"))
	if err != nil {
		t.Fatal(err)
	}
	if set.Files != 4 || set.Detections != 4 || len(set.Rules) != 3 {
		t.Errorf("%d files, %d detections, %d rules, want 4, 4, 3", set.Files, set.Detections, len(set.Rules))
	}
	codes := make(map[string]int)
	for _, p := range set.Problems {
		codes[p.Code]++
	}
	if codes["duplicate-id"] != 2 || codes["unreadable"] != 1 {
		t.Errorf("problems %v, want two duplicate-id and one unreadable", set.Problems)
	}
	if _, err := sigma.Load(sigma.Options{}, filepath.Join(dir, "nowhere")); err == nil {
		t.Error("a path that is not there is no error")
	}
	one, err := sigma.Load(sigma.Options{}, filepath.Join(dir, "a", "one.yml"))
	if err != nil || len(one.Rules) != 1 {
		t.Errorf("one file: %v, %v", one, err)
	}
}

func TestLoadFS(t *testing.T) {
	set, err := sigma.LoadFS(sigma.Options{}, fstest.MapFS{
		"x/a.yml": {Data: ruleText(idA, "1")}, "b.yaml": {Data: ruleText(idB, "[")}, "c.txt": {Data: []byte("x")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if set.Files != 2 || len(set.Rules) != 1 || !set.Failed() {
		t.Errorf("%d files, %d rules, failed %v", set.Files, len(set.Rules), set.Failed())
	}
}
