// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// mostVars is how many other package-level variables the tree may have, each with its reason.
const mostVars = 5

// globals checks that package-level variables are errors, compiled patterns and embeds, and that there is no init.
// Tests and kits may have others, such as flags.
func globals(t *Tree) []Violation {
	var all []Violation
	excused := 0
	for _, p := range t.Packages {
		for _, f := range p.Files {
			if f.Test || kit(p.Path) {
				continue
			}
			for _, d := range f.AST.Decls {
				switch d := d.(type) {
				case *ast.FuncDecl:
					if d.Name.Name == "init" && d.Recv == nil {
						all = append(all, Violation{Path: f.Path, Line: t.line(d), Message: "init() makes importing do something"})
					}
				case *ast.GenDecl:
					for _, s := range d.Specs {
						v, ok := s.(*ast.ValueSpec)
						if !ok || d.Tok != token.VAR || constantLike(v, d) {
							continue
						}
						if reason(v.Doc, "var") != "" || reason(d.Doc, "var") != "" {
							excused++
							continue
						}
						all = append(all, Violation{Path: f.Path, Line: t.line(v), Message: fmt.Sprintf(
							"package variable %s is no error, pattern or embed", v.Names[0].Name)})
					}
				}
			}
		}
	}
	if excused > mostVars {
		all = append(all, Violation{Path: ".", Message: fmt.Sprintf("%d package variables with a reason, at most %d", excused, mostVars)})
	}
	return all
}

// constantLike reports whether a variable is one of the kinds that every package may have.
func constantLike(v *ast.ValueSpec, d *ast.GenDecl) bool {
	if v.Names[0].Name == "_" || embeds(v.Doc) || embeds(d.Doc) {
		return true
	}
	if len(v.Values) == 0 {
		return false
	}
	for _, value := range v.Values {
		call, ok := value.(*ast.CallExpr)
		if !ok {
			return false
		}
		s, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return false
		}
		x, ok := s.X.(*ast.Ident)
		if !ok {
			return false
		}
		switch x.Name + "." + s.Sel.Name {
		case "errors.New", "fmt.Errorf", "regexp.MustCompile", "regexp.MustCompilePOSIX":
		default:
			return false
		}
	}
	return true
}

func embeds(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	for _, c := range doc.List {
		if strings.HasPrefix(c.Text, "//go:embed ") {
			return true
		}
	}
	return false
}
