// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// pureFolders do no I/O and read no clock: what they say follows from what they are given.
func pureFolders() []string { return []string{"detect", "correlate", "decide"} }

// impurePackages do I/O, or make what comes out depend on more than what goes in.
func impurePackages() []string {
	return []string{
		"os", "io/ioutil", "net", "net/http", "net/rpc", "net/smtp", "net/textproto", "syscall", "plugin", "log", "log/syslog",
		"crypto/rand", "golang.org/x/sys", "database/sql",
	}
}

// impureNames are the functions that read the clock or the process's randomness, in packages that also have pure ones.
func impureNames() map[string][]string {
	random := []string{
		"ExpFloat64", "Float32", "Float64", "Int", "Int31", "Int31n", "Int32", "Int32N", "Int63", "Int63n", "Int64", "Int64N", "IntN",
		"Intn", "N", "NormFloat64", "Perm", "Read", "Seed", "Shuffle", "Uint", "Uint32", "Uint32N", "Uint64", "Uint64N", "UintN",
	}
	return map[string][]string{
		"time":         {"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Sleep"},
		"math/rand":    random,
		"math/rand/v2": random,
		"context":      {"WithTimeout", "WithDeadline", "WithTimeoutCause", "WithDeadlineCause"},
		"log/slog":     {"Default", "Debug", "Info", "Warn", "Error", "Log", "LogAttrs", "SetDefault"},
	}
}

// pure checks that detect, correlate and decide neither do I/O nor read a clock; tests and kits may.
func pure(t *Tree) []Violation {
	var all []Violation
	for _, p := range t.Packages {
		if !slices.Contains(pureFolders(), folder(p.Path)) || kit(p.Path) {
			continue
		}
		for _, f := range p.Files {
			if f.Test {
				continue
			}
			for _, i := range f.Imports {
				if slices.ContainsFunc(impurePackages(), func(bad string) bool {
					return i.Path == bad || bad != "net" && bad != "log" && strings.HasPrefix(i.Path, bad+"/")
				}) {
					all = append(all, Violation{Path: f.Path, Line: i.Line, Message: fmt.Sprintf("imports %s: %s does no I/O", i.Path, folder(p.Path))})
				}
			}
			for _, use := range uses(t, f, impureNames()) {
				all = append(all, Violation{Path: f.Path, Line: use.line, Message: fmt.Sprintf(
					"uses %s: in %s, time and randomness are passed in", use.name, folder(p.Path))})
			}
		}
	}
	return all
}

// process checks that only cmd and generators end the process.
func process(t *Tree) []Violation {
	var all []Violation
	for _, p := range t.Packages {
		for _, f := range p.Files {
			if f.Test || p.Name == "main" {
				continue
			}
			for _, use := range uses(t, f, map[string][]string{"os": {"Exit"}, "log": {"Fatal", "Fatalf", "Fatalln"}}) {
				all = append(all, Violation{Path: f.Path, Line: use.line, Message: use.name + ": only cmd ends the process"})
			}
		}
	}
	return all
}

// use is one use of a package's name.
type use struct {
	name string
	line int
}

// uses finds where a file uses the names of packages.
func uses(t *Tree, f *File, names map[string][]string) []use {
	var all []use
	byName := importNames(f)
	ast.Inspect(f.AST, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		// An identifier that is declared in the file is a variable that hides the package.
		if id, ok := s.X.(*ast.Ident); ok && id.Obj == nil && slices.Contains(names[byName[id.Name]], s.Sel.Name) {
			all = append(all, use{id.Name + "." + s.Sel.Name, t.line(s)})
		}
		return true
	})
	return all
}
