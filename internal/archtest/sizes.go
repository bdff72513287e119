// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// The sizes in lines, counted without tests and generated code.
const (
	medianFile = 130 // half of the files are at most so long
	mostFiles  = 350 // 95 of 100 files
	anyFile    = 600 // every file, tests too
	mostFuncs  = 45  // 95 of 100 functions
	anyFunc    = 90  // every function without a reason
)

// fileSizes checks how long files are.
func fileSizes(t *Tree) []Violation {
	var all []Violation
	var lines []int
	for _, p := range t.Packages {
		for _, f := range p.Files {
			if f.Generated {
				continue
			}
			if f.Lines > anyFile {
				all = append(all, Violation{Path: f.Path, Message: fmt.Sprintf("%d lines, at most %d", f.Lines, anyFile)})
			}
			if !f.Test {
				lines = append(lines, f.Lines)
			}
		}
	}
	if m := percentile(lines, 50); m > medianFile {
		all = append(all, Violation{Path: ".", Message: fmt.Sprintf("the median file has %d lines, at most %d", m, medianFile)})
	}
	if m := percentile(lines, 95); m > mostFiles {
		all = append(all, Violation{Path: ".", Message: fmt.Sprintf("the 95th percentile of files has %d lines, at most %d", m, mostFiles)})
	}
	return all
}

// functionSizes checks how long functions are.
func functionSizes(t *Tree) []Violation {
	var all []Violation
	var lines []int
	for _, p := range t.Packages {
		for _, f := range p.Files {
			if f.Generated || f.Test {
				continue
			}
			for _, d := range f.AST.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || fn.Body == nil {
					continue
				}
				n := t.Fset.Position(fn.End()).Line - t.line(fn) + 1
				if fn.Doc != nil { // Pos is that of the comment's end's next line already, but be exact
					n = t.Fset.Position(fn.End()).Line - t.Fset.Position(fn.Type.Pos()).Line + 1
				}
				lines = append(lines, n)
				if n > anyFunc && reason(fn.Doc, "long") == "" {
					all = append(all, Violation{Path: f.Path, Line: t.line(fn), Message: fmt.Sprintf(
						"%s has %d lines, at most %d without //archtest:long and a reason", fn.Name.Name, n, anyFunc)})
				}
			}
		}
	}
	if m := percentile(lines, 95); m > mostFuncs {
		all = append(all, Violation{Path: ".", Message: fmt.Sprintf("the 95th percentile of functions has %d lines, at most %d", m, mostFuncs)})
	}
	return all
}

// percentile is the value that p of 100 values do not exceed (nearest rank).
func percentile(values []int, p int) int {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[(len(values)*p+99)/100-1]
}

// reason is what follows a directive //archtest:<name> in a comment, "" where there is none.
func reason(doc *ast.CommentGroup, name string) string {
	if doc == nil {
		return ""
	}
	for _, c := range doc.List {
		if rest, ok := strings.CutPrefix(c.Text, "//archtest:"+name+" "); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}
