// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"fmt"
	"go/ast"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// roomLists is the file whose literal slices name every room.
const roomLists = "app/rooms.go"

// withRooms are the verbs whose packages are rooms.
func withRooms() []string {
	return []string{"ingest", "normalize", "enrich", "detect", "respond", "enforce"}
}

// isRoom reports whether a package is a room.
func isRoom(p *Package) bool {
	return strings.Count(p.Path, "/") == 1 && slices.Contains(withRooms(), folder(p.Path)) && !kit(p.Path) && !slices.Contains(shared(), p.Path) &&
		slices.ContainsFunc(p.Files, func(f *File) bool { return !f.Test })
}

// rooms checks that rooms do not know each other and that app lists each in a literal.
func rooms(t *Tree) []Violation {
	var all []Violation
	listed := listedRooms(t)
	for _, p := range t.Packages {
		if !slices.Contains(verbs(), folder(p.Path)) {
			continue
		}
		if isRoom(p) && !listed[p.Path] {
			all = append(all, Violation{Path: p.Path, Message: "room is in no literal of " + roomLists})
		}
		for _, f := range p.Files {
			for _, i := range f.Imports {
				to := room(i.Ours)
				sibling := to != "" && !kit(to) && !slices.Contains(shared(), to) && folder(to) == folder(p.Path) && to != room(p.Path)
				if sibling && !kit(p.Path) {
					all = append(all, Violation{Path: f.Path, Line: i.Line, Message: fmt.Sprintf("knows the room %s: rooms do not know each other", to)})
				}
			}
		}
	}
	return all
}

// listedRooms finds the packages that are used inside composite literals of app/rooms.go.
func listedRooms(t *Tree) map[string]bool {
	listed := map[string]bool{}
	for _, p := range t.Packages {
		for _, f := range p.Files {
			if f.Path != roomLists {
				continue
			}
			byName := importNames(f)
			ast.Inspect(f.AST, func(n ast.Node) bool {
				lit, ok := n.(*ast.CompositeLit)
				if !ok {
					return true
				}
				ast.Inspect(lit, func(n ast.Node) bool {
					if s, ok := n.(*ast.SelectorExpr); ok {
						if id, ok := s.X.(*ast.Ident); ok {
							listed[strings.TrimPrefix(byName[id.Name], t.Module+"/")] = true
						}
					}
					return true
				})
				return false
			})
		}
	}
	return listed
}

// importNames maps a file's local package names to import paths.
func importNames(f *File) map[string]string {
	names := map[string]string{}
	for k, i := range f.AST.Imports {
		path := f.Imports[k].Path
		name := path[strings.LastIndexByte(path, '/')+1:]
		if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" { // a major version: math/rand/v2
			parent := path[:strings.LastIndexByte(path, '/')]
			name = parent[strings.LastIndexByte(parent, '/')+1:]
		}
		if i.Name != nil {
			name = i.Name.Name
		}
		names[name] = path
	}
	return names
}

// roomShape checks that rooms look alike: doc.go, <room>.go, scenarios; config.go for detectors; a fuzz target and a
// benchmark for formats, which read foreign bytes.
func roomShape(t *Tree) []Violation {
	var all []Violation
	for _, p := range t.Packages {
		if !isRoom(p) {
			continue
		}
		name := p.Path[strings.LastIndexByte(p.Path, '/')+1:]
		want := []string{"doc.go", name + ".go"}
		if folder(p.Path) == "detect" {
			want = append(want, "config.go")
		}
		for _, file := range want {
			if !slices.ContainsFunc(p.Files, func(f *File) bool { return f.Path == p.Path+"/"+file }) {
				all = append(all, Violation{Path: p.Path, Message: "room has no " + file})
			}
		}
		if verb := folder(p.Path); verb == "detect" || verb == "normalize" {
			if !hasScenario(filepath.Join(t.Root, filepath.FromSlash(p.Path), "testdata")) {
				all = append(all, Violation{Path: p.Path, Message: "room has no scenario testdata/*.txtar"})
			}
		}
		if folder(p.Path) == "normalize" {
			for _, prefix := range []string{"Fuzz", "Benchmark"} {
				if !hasTest(p, prefix) {
					all = append(all, Violation{Path: p.Path, Message: "format has no " + prefix + " function in its tests"})
				}
			}
		}
	}
	return all
}

func hasScenario(testdata string) bool {
	entries, err := os.ReadDir(testdata)
	return err == nil && slices.ContainsFunc(entries, func(e os.DirEntry) bool { return strings.HasSuffix(e.Name(), ".txtar") })
}

// hasTest reports whether the package's tests have a function with the prefix.
func hasTest(p *Package, prefix string) bool {
	for _, f := range p.Files {
		for _, d := range f.AST.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && f.Test && fn.Recv == nil && strings.HasPrefix(fn.Name.Name, prefix) {
				return true
			}
		}
	}
	return false
}
