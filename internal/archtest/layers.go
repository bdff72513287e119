// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// layers checks every import between folders against layers.txt. A line "folder+test" adds what only tests and kits may
// import. "*" stands for all folders.
func layers(t *Tree) []Violation {
	var all []Violation
	seen := map[string]bool{}
	for _, p := range t.Packages {
		from := folder(p.Path)
		seen[from] = true
		allowed, listed := t.Layers[from]
		if !listed {
			all = append(all, Violation{Path: p.Path, Message: fmt.Sprintf("folder %q has no line in layers.txt", from)})
			continue
		}
		for _, f := range p.Files {
			may := allowed
			if f.Test || kit(p.Path) {
				may = append(slices.Clone(allowed), t.Layers[from+"+test"]...)
			}
			for _, i := range f.Imports {
				to := folder(i.Ours)
				if i.Ours == "" || to == from || slices.Contains(may, to) || slices.Contains(may, "*") {
					continue
				}
				all = append(all, Violation{Path: f.Path, Line: i.Line, Message: fmt.Sprintf("%s may not import %s (layers.txt)", from, to)})
			}
			all = append(all, verbImports(from, f)...)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Layers)) {
		if f := strings.TrimSuffix(name, "+test"); !seen[f] {
			all = append(all, Violation{Path: "internal/archtest/layers.txt", Message: fmt.Sprintf("there is no folder %q", f)})
		}
	}
	return all
}

// verbImports checks what layers.txt may not allow either: a verb imports no verb, only cmd imports app, and only tests
// import kits.
func verbImports(from string, f *File) []Violation {
	var all []Violation
	for _, i := range f.Imports {
		to := folder(i.Ours)
		message := ""
		switch {
		case i.Ours == "":
		case to == "app" && from != "cmd" && from != "app" && !(f.Test && kit(i.Ours)):
			message = "only cmd may import app (tests: app/roomtest)"
		case kit(i.Ours) && !f.Test && !kit(dir(f.Path)) && from != "app":
			message = fmt.Sprintf("only tests may import the kit %s", i.Ours)
		case !f.Test && !kit(dir(f.Path)) && to != from && slices.Contains(verbs(), from) && slices.Contains(verbs(), to):
			message = fmt.Sprintf("verb %s may not import verb %s", from, to)
		}
		if message != "" {
			all = append(all, Violation{Path: f.Path, Line: i.Line, Message: message})
		}
	}
	return all
}

// dir is the folder of a file's path.
func dir(path string) string { return path[:max(0, strings.LastIndexByte(path, '/'))] }

// cycles checks that no top-level folders import each other, directly or through others; tests do not count.
func cycles(t *Tree) []Violation {
	graph := map[string]map[string]bool{}
	for _, p := range t.Packages {
		from := folder(p.Path)
		if graph[from] == nil {
			graph[from] = map[string]bool{}
		}
		for _, f := range p.Files {
			for _, i := range f.Imports {
				if to := folder(i.Ours); i.Ours != "" && to != from && !f.Test && !kit(p.Path) {
					graph[from][to] = true
				}
			}
		}
	}
	var all []Violation
	const walking, done = 1, 2
	state := map[string]int{}
	var path []string
	var walk func(string)
	walk = func(n string) {
		state[n] = walking
		path = append(path, n)
		for _, to := range slices.Sorted(maps.Keys(graph[n])) {
			switch state[to] {
			case walking:
				cycle := append(slices.Clone(path[slices.Index(path, to):]), to)
				all = append(all, Violation{Path: n, Message: "folders import each other: " + strings.Join(cycle, " → ")})
			case 0:
				walk(to)
			}
		}
		path = path[:len(path)-1]
		state[n] = done
	}
	for _, n := range slices.Sorted(maps.Keys(graph)) {
		if state[n] == 0 {
			walk(n)
		}
	}
	return all
}

// engines checks that every third-party package is known only to the folders that engines.txt names for it; "+test"
// stands for all tests and kits.
func engines(t *Tree) []Violation {
	var all []Violation
	used := map[string]bool{}
	for _, p := range t.Packages {
		for _, f := range p.Files {
			for _, i := range f.Imports {
				if i.Ours != "" || i.Path == t.Module || !strings.Contains(folder(i.Path), ".") {
					continue // ours, or the standard library
				}
				name := longestPrefix(t.Engines, i.Path)
				if name == "" {
					all = append(all, Violation{Path: f.Path, Line: i.Line, Message: fmt.Sprintf("%s has no line in engines.txt", i.Path)})
					continue
				}
				used[name] = true
				test := (f.Test || kit(p.Path)) && slices.Contains(t.Engines[name], "+test")
				if !test && !within(t.Engines[name], p.Path) {
					all = append(all, Violation{Path: f.Path, Line: i.Line, Message: fmt.Sprintf("%s is for %s only (engines.txt)",
						name, strings.Join(t.Engines[name], ", "))})
				}
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Engines)) {
		if !used[name] {
			all = append(all, Violation{Path: "internal/archtest/engines.txt", Message: fmt.Sprintf("nothing imports %s", name)})
		}
	}
	return all
}

// longestPrefix is the table's key that path equals or lies below.
func longestPrefix(table map[string][]string, path string) string {
	best := ""
	for name := range table {
		if (path == name || strings.HasPrefix(path, name+"/")) && len(name) > len(best) {
			best = name
		}
	}
	return best
}

// within reports whether path is one of the folders or lies below one.
func within(folders []string, path string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return path == f || strings.HasPrefix(path, f+"/") })
}

// internalSize checks that internal holds at most a dozen packages.
func internalSize(t *Tree) []Violation {
	const most = 12
	n := 0
	for _, p := range t.Packages {
		if folder(p.Path) == "internal" {
			n++
		}
	}
	if n > most {
		return []Violation{{Path: "internal", Message: fmt.Sprintf("%d packages, at most %d", n, most)}}
	}
	return nil
}
