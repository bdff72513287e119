// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// generate writes the comments of the struct name in the folder dir to the file out.
func generate(dir, name, out string) error {
	root, module, err := moduleOf(dir)
	if err != nil {
		return err
	}
	r := &reader{root: root, module: module, packages: map[string]*source{}, docs: map[string]string{}}
	if err := r.section(dir, name, ""); err != nil {
		return err
	}
	p, err := r.load(dir)
	if err != nil {
		return err
	}
	text, err := r.write(p.name)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, out), text, 0o644)
}

// moduleOf finds the module's folder and path, upwards from dir.
func moduleOf(dir string) (root, module string, err error) {
	root, err = filepath.Abs(dir)
	if err != nil {
		return "", "", err
	}
	for {
		data, err := os.ReadFile(filepath.Join(root, "go.mod"))
		if err == nil {
			for line := range strings.Lines(string(data)) {
				if m, ok := strings.CutPrefix(line, "module "); ok {
					return root, strings.TrimSpace(m), nil
				}
			}
			return "", "", fmt.Errorf("%s/go.mod names no module", root)
		}
		if root == filepath.Dir(root) {
			return "", "", fmt.Errorf("no go.mod above %s: %w", dir, err)
		}
		root = filepath.Dir(root)
	}
}

// source is one parsed package.
type source struct {
	name    string
	structs map[string]*ast.StructType
	imports map[string]map[string]string // struct → local name → import path, as its file has them
}

// reader collects comments by dotted path.
type reader struct {
	root, module string
	packages     map[string]*source
	docs         map[string]string
}

// load parses the package in a folder, once.
func (r *reader) load(dir string) (*source, error) {
	if p, ok := r.packages[dir]; ok {
		return p, nil
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	p := &source{structs: map[string]*ast.StructType{}, imports: map[string]map[string]string{}}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		p.name = f.Name.Name
		p.add(f)
	}
	r.packages[dir] = p
	return p, nil
}

// add records a file's structs.
func (p *source) add(f *ast.File) {
	imports := map[string]string{}
	for _, i := range f.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			continue // the parser has checked it
		}
		name := path[strings.LastIndexByte(path, '/')+1:]
		if i.Name != nil {
			name = i.Name.Name
		}
		imports[name] = path
	}
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range g.Specs {
			if t, ok := s.(*ast.TypeSpec); ok {
				if st, ok := t.Type.(*ast.StructType); ok {
					p.structs[t.Name.Name] = st
					p.imports[t.Name.Name] = imports
				}
			}
		}
	}
}

// section collects the comments of a struct's fields, and of the sections below it.
func (r *reader) section(dir, name, path string) error {
	p, err := r.load(dir)
	if err != nil {
		return err
	}
	st, ok := p.structs[name]
	if !ok {
		return fmt.Errorf("no struct %s in %s", name, dir)
	}
	for _, f := range st.Fields.List {
		for _, id := range f.Names {
			if !id.IsExported() {
				continue
			}
			if err := r.field(dir, p, name, f, id.Name, path); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reader) field(dir string, p *source, owner string, f *ast.Field, name, path string) error {
	key := yamlKey(f)
	if key == "" {
		return fmt.Errorf("%s.%s in %s has no yaml tag", owner, name, dir)
	}
	if key == "-" {
		return nil
	}
	doc := strings.TrimSpace(f.Doc.Text())
	if doc == "" {
		return fmt.Errorf("%s.%s in %s has no comment", owner, name, dir)
	}
	if path != "" {
		key = path + "." + key
	}
	r.docs[key] = doc
	switch t := element(f.Type).(type) {
	case *ast.Ident:
		if _, ok := p.structs[t.Name]; ok {
			return r.section(dir, t.Name, key)
		}
	case *ast.SelectorExpr:
		pkg, ok := t.X.(*ast.Ident)
		if !ok {
			return nil
		}
		rel, ours := strings.CutPrefix(p.imports[owner][pkg.Name], r.module+"/")
		if !ours {
			return nil
		}
		below := filepath.Join(r.root, filepath.FromSlash(rel))
		q, err := r.load(below)
		if err != nil {
			return err
		}
		if _, ok := q.structs[t.Sel.Name]; ok {
			return r.section(below, t.Sel.Name, key)
		}
	}
	return nil
}

// element is the type inside slices and maps.
func element(t ast.Expr) ast.Expr {
	for {
		switch x := t.(type) {
		case *ast.ArrayType:
			t = x.Elt
		case *ast.MapType:
			t = x.Value
		default:
			return t
		}
	}
}

func yamlKey(f *ast.Field) string {
	if f.Tag == nil {
		return ""
	}
	tag, err := strconv.Unquote(f.Tag.Value)
	if err != nil {
		return ""
	}
	key, _, _ := strings.Cut(reflect.StructTag(tag).Get("yaml"), ",")
	return key
}

// write is the Go file.
func (r *reader) write(pkg string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("// SPDX-FileCopyrightText: 2026 The Gambeson Authors\n// SPDX-License-Identifier: Apache-2.0\n\n")
	b.WriteString("// Code generated by internal/confdoc; DO NOT EDIT.\n\n")
	fmt.Fprintf(&b, "package %s\n\nimport \"%s/config\"\n\n", pkg, r.module)
	b.WriteString("// configDocs holds the comments of the configuration's fields.\nfunc configDocs() config.Docs {\nreturn config.Docs{\n")
	for _, key := range slices.Sorted(maps.Keys(r.docs)) {
		fmt.Fprintf(&b, "%q: %q,\n", key, r.docs[key])
	}
	b.WriteString("}\n}\n")
	return format.Source(b.Bytes())
}
