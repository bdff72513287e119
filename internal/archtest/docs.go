// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package archtest

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// packageDocs checks that each package has one package comment, which begins as the Go tools expect.
func packageDocs(t *Tree) []Violation {
	var all []Violation
	for _, p := range t.Packages {
		var with []string
		code := false
		for _, f := range p.Files {
			if f.Test {
				continue
			}
			code = true
			if f.AST.Doc == nil {
				continue
			}
			with = append(with, f.Path)
			text := f.AST.Doc.Text()
			if p.Name == "main" {
				name := p.Path[strings.LastIndexByte(p.Path, '/')+1:]
				want, also := strings.ToUpper(name[:1])+name[1:]+" ", "Command "+name+" "
				if !strings.HasPrefix(text, want) && !strings.HasPrefix(text, also) {
					all = append(all, Violation{Path: f.Path, Message: fmt.Sprintf("package comment begins with %q or %q", want, also)})
				}
			} else if want := "Package " + p.Name + " "; !strings.HasPrefix(text, want) {
				all = append(all, Violation{Path: f.Path, Message: fmt.Sprintf("package comment begins with %q", want)})
			}
		}
		switch {
		case code && len(with) == 0:
			all = append(all, Violation{Path: p.Path, Message: "package has no package comment"})
		case len(with) > 1:
			all = append(all, Violation{Path: p.Path, Message: "package has several package comments: " + strings.Join(with, ", ")})
		}
	}
	return all
}

// documentedShare is how many of 100 exported names have a comment.
const documentedShare = 99

// documented checks that exported names have comments: types, functions, methods, constants, variables and the methods
// of interfaces; the fields of configuration structs without exception.
func documented(t *Tree) []Violation {
	var missing, all []Violation
	total := 0
	for _, p := range t.Packages {
		if p.Name == "main" {
			continue
		}
		for _, f := range p.Files {
			if f.Test || f.Generated {
				continue
			}
			for _, e := range exported(f.AST) {
				total++
				if e.doc {
					continue
				}
				v := Violation{Path: f.Path, Line: t.line(e.node), Message: e.name + " has no comment"}
				if e.always {
					all = append(all, v)
				} else {
					missing = append(missing, v)
				}
			}
		}
	}
	if len(missing)*100 > total*(100-documentedShare) {
		all = append(all, missing...)
	}
	return all
}

// name is an exported name of a file.
type name struct {
	name   string
	node   ast.Node
	doc    bool
	always bool // no share of these may go without
}

// exported lists a file's exported names.
func exported(f *ast.File) []name {
	var all []name
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && (d.Recv == nil || ast.IsExported(receiver(d))) {
				all = append(all, name{name: d.Name.Name, node: d, doc: d.Doc != nil})
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					if s.Name.IsExported() {
						all = append(all, name{name: s.Name.Name, node: s, doc: d.Doc != nil || s.Doc != nil || s.Comment != nil})
						all = append(all, members(s)...)
					}
				case *ast.ValueSpec:
					for _, id := range s.Names {
						if id.IsExported() {
							all = append(all, name{name: id.Name, node: s, doc: d.Doc != nil || s.Doc != nil || s.Comment != nil})
						}
					}
				}
			}
		}
	}
	return all
}

// members lists an interface's methods, and a configuration struct's fields.
func members(s *ast.TypeSpec) []name {
	var list *ast.FieldList
	always := false
	switch t := s.Type.(type) {
	case *ast.InterfaceType:
		list = t.Methods
	case *ast.StructType:
		if strings.HasSuffix(s.Name.Name, "Config") {
			list, always = t.Fields, true
		}
	}
	if list == nil {
		return nil
	}
	var all []name
	for _, f := range list.List {
		for _, id := range f.Names {
			if id.IsExported() {
				all = append(all, name{s.Name.Name + "." + id.Name, f, f.Doc != nil || f.Comment != nil, always})
			}
		}
	}
	return all
}

// receiver is the name of a method's type.
func receiver(d *ast.FuncDecl) string {
	t := d.Recv.List[0].Type
	for {
		switch x := t.(type) {
		case *ast.StarExpr:
			t = x.X
		case *ast.IndexExpr:
			t = x.X
		case *ast.IndexListExpr:
			t = x.X
		case *ast.Ident:
			return x.Name
		default:
			return ""
		}
	}
}

// names checks that no package is a drawer for what has no place.
func names(t *Tree) []Violation {
	drawers := []string{"util", "utils", "common", "helper", "helpers", "manager", "base", "pkg", "misc", "shared", "lib", "types"}
	var all []Violation
	for _, p := range t.Packages {
		for part := range strings.SplitSeq(p.Path, "/") {
			if slices.Contains(drawers, part) {
				all = append(all, Violation{Path: p.Path, Message: fmt.Sprintf("%q says nothing about what is inside", part)})
			}
		}
	}
	return all
}
