// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The two lines that every source file begins with.
const (
	copyright = "SPDX-FileCopyrightText: 2026 The Gambeson Authors"
	licence   = "SPDX-License-Identifier: Apache-2.0"
)

// commentOf is what begins a comment in files that carry the header, by extension or name.
func commentOf(path string) string {
	switch filepath.Ext(path) {
	case ".go", ".c", ".h", ".ts", ".tsx", ".proto":
		return "//"
	case ".yml", ".yaml", ".sh", ".bash", ".py", ".rego":
		return "#"
	}
	if base := filepath.Base(path); base == "Makefile" || base == "Dockerfile" {
		return "#"
	}
	return ""
}

// headers checks the licence header of all source files but those under testdata.
func headers(t *Tree) []Violation {
	var all []Violation
	walk(t, func(path string, data []byte) {
		mark := commentOf(path)
		if mark == "" && bytes.HasPrefix(data, []byte("#!")) {
			mark = "#"
		}
		if mark == "" || strings.Contains("/"+path, "/testdata/") {
			return
		}
		if bytes.HasPrefix(data, []byte("#!")) {
			_, data, _ = bytes.Cut(data, []byte("\n"))
		}
		want := fmt.Sprintf("%s %s\n%s %s\n", mark, copyright, mark, licence)
		if strings.HasSuffix(path, ".go") {
			want += "\n"
		}
		if !bytes.HasPrefix(data, []byte(want)) {
			all = append(all, Violation{Path: path, Message: "does not begin with the two SPDX lines"})
		}
	})
	return all
}

// unfinished finds words for work left undone, and the issue that may follow.
var unfinished = regexp.MustCompile(`\b(TODO|FIXME|XXX|HACK)\b(\(#\d+\))?`)

// todo checks that work left undone names its issue: TODO(#12).
func todo(t *Tree) []Violation {
	var all []Violation
	for _, p := range t.Packages {
		if p.Path == "internal/archtest" {
			continue // speaks about them
		}
		for _, f := range p.Files {
			for _, g := range f.AST.Comments {
				for _, c := range g.List {
					if m := unfinished.FindStringSubmatch(c.Text); m != nil && m[2] == "" {
						all = append(all, Violation{Path: f.Path, Line: t.line(c), Message: m[1] + " names no issue"})
					}
				}
			}
		}
	}
	return all
}

// dependencies checks that docs/dependencies.md explains each direct dependency of the module and each tool.
func dependencies(t *Tree) []Violation {
	const page = "docs/dependencies.md"
	var all []Violation
	explained, err := os.ReadFile(filepath.Join(t.Root, page))
	if err != nil {
		explained = nil // then every dependency is missing
	}
	for _, mod := range []string{"go.mod", "tools/go.mod"} {
		data, err := os.ReadFile(filepath.Join(t.Root, mod))
		if err != nil {
			continue
		}
		for _, d := range direct(string(data)) {
			if !bytes.Contains(explained, []byte("`"+d+"`")) {
				all = append(all, Violation{Path: page, Message: fmt.Sprintf("says nothing about `%s` (%s)", d, mod)})
			}
		}
	}
	return all
}

// direct lists the modules that a go.mod requires directly, and its tools.
func direct(mod string) []string {
	var all []string
	block := ""
	for line := range strings.Lines(mod) {
		line = strings.TrimSpace(line)
		words := strings.Fields(line)
		switch {
		case len(words) == 2 && words[1] == "(":
			block = words[0]
			continue
		case line == ")":
			block = ""
			continue
		case len(words) > 1 && (words[0] == "require" || words[0] == "tool"):
			words = words[1:]
			if strings.HasPrefix(line, "require") && !strings.HasSuffix(line, "// indirect") || strings.HasPrefix(line, "tool") {
				all = append(all, words[0])
			}
		case block == "require" && len(words) > 1 && !strings.HasSuffix(line, "// indirect"), block == "tool" && len(words) == 1:
			all = append(all, words[0])
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// walk calls f for each file that belongs to the repository: no hidden folders but .ci and .github, nothing built.
func walk(t *Tree, f func(path string, data []byte)) {
	err := filepath.WalkDir(t.Root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(t.Root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		base := d.Name()
		hidden := strings.HasPrefix(base, ".") && rel != "." && base != ".ci" && base != ".github" && base != ".golangci.yml"
		if d.IsDir() {
			if hidden || rel == "bin" || rel == "dist" || base == "node_modules" {
				return filepath.SkipDir
			}
			return nil
		}
		if hidden || !d.Type().IsRegular() {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		f(rel, data)
		return nil
	})
	if err != nil {
		panic(fmt.Sprintf("archtest: %v", err)) // the repository cannot be read
	}
}
