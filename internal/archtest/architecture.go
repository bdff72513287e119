// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"fmt"
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const (
	architecturePage = "ARCHITECTURE.md"
	leastPlaces      = 20 // so many capabilities the page names at least
)

// placeRow is a row of the page's table: | capability | `folder` | `Name` |.
var placeRow = regexp.MustCompile("^\\|[^|]+\\| *`([^`|]+)` *\\| *`([^`|]+)` *\\|$")

// architecture is the reader's test: for each row of the table of places in ARCHITECTURE.md, the folder is there and
// holds what the row says: a name declared in it (Type, Func, Type.Method) or a file.
func architecture(t *Tree) []Violation {
	data, err := os.ReadFile(filepath.Join(t.Root, architecturePage))
	if err != nil {
		return []Violation{{Path: architecturePage, Message: "cannot be read"}}
	}
	var all []Violation
	rows := 0
	for n, line := range strings.Split(string(data), "\n") {
		m := placeRow.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		rows++
		if message := misplaced(t, strings.TrimSuffix(m[1], "/"), m[2]); message != "" {
			all = append(all, Violation{Path: architecturePage, Line: n + 1, Message: message})
		}
	}
	if rows < leastPlaces {
		all = append(all, Violation{Path: architecturePage, Message: fmt.Sprintf(
			"the table of places has %d rows (| capability | `folder` | `Name` |), at least %d", rows, leastPlaces)})
	}
	return all
}

// misplaced says why a name is not where the page says, "" where it is.
func misplaced(t *Tree, folder, name string) string {
	if info, err := os.Stat(filepath.Join(t.Root, filepath.FromSlash(folder))); err != nil || !info.IsDir() {
		return "there is no folder " + folder
	}
	if info, err := os.Stat(filepath.Join(t.Root, filepath.FromSlash(folder), filepath.FromSlash(name))); err == nil && info.Mode().IsRegular() {
		return ""
	}
	for _, p := range t.Packages {
		if p.Path != folder {
			continue
		}
		for _, f := range p.Files {
			if !f.Test && declares(f.AST, name) {
				return ""
			}
		}
	}
	return fmt.Sprintf("%s holds no %s", folder, name)
}

// declares reports whether a file declares a name, or a method Type.Name.
func declares(f *ast.File, name string) bool {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			full := d.Name.Name
			if d.Recv != nil {
				full = receiver(d) + "." + full
			}
			if full == name {
				return true
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					if s.Name.Name == name {
						return true
					}
				case *ast.ValueSpec:
					for _, id := range s.Names {
						if id.Name == name {
							return true
						}
					}
				}
			}
		}
	}
	return false
}
