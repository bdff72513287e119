// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Template writes a file to begin with: every section, and every key as a comment with its documentation and its
// default. Removing the "# " before a key changes nothing until its value is changed.
func Template(of any, docs Docs) string {
	var b strings.Builder
	var walk func(v reflect.Value, path string, depth int)
	walk = func(v reflect.Value, path string, depth int) {
		indent := strings.Repeat("  ", depth)
		for i, f := range fields(v.Type()) {
			p := join(path, f.key)
			if i > 0 {
				b.WriteByte('\n')
			}
			for line := range strings.Lines(docs[p]) {
				fmt.Fprintf(&b, "%s## %s\n", indent, strings.TrimRight(line, "\n"))
			}
			fv := v.FieldByIndex(f.index)
			if isSection(f.typ) {
				fmt.Fprintf(&b, "%s%s:\n", indent, f.key)
				walk(fv, p, depth+1)
				continue
			}
			fmt.Fprintf(&b, "%s# %s: %s\n", indent, f.key, flow(fv))
		}
	}
	walk(reflect.ValueOf(of).Elem(), "", 0)
	return b.String()
}

// Reference writes the reference page's part on keys: a Markdown section for each section of the struct.
func Reference(of any, docs Docs) string {
	var b strings.Builder
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		title := path
		if path == "" {
			title = "The outermost level"
		} else {
			title = "`" + title + "`"
		}
		var leaves, sections []field
		for _, f := range fields(v.Type()) {
			if isSection(f.typ) {
				sections = append(sections, f)
			} else {
				leaves = append(leaves, f)
			}
		}
		if len(leaves) > 0 || docs[path] != "" {
			fmt.Fprintf(&b, "\n## %s\n", title)
			if d := docs[path]; d != "" {
				fmt.Fprintf(&b, "\n%s\n", d)
			}
		}
		for _, f := range leaves {
			k := Key{Path: join(path, f.key)}
			kind := typeName(f.typ)
			if len(f.enum) > 0 {
				kind = "one of `" + strings.Join(f.enum, "`, `") + "`"
			}
			fmt.Fprintf(&b, "\n### `%s`\n\n%s\n\n%s. Default: `%s`. Variable: `%s`.\n",
				k.Path, docs[k.Path], capital(kind), flow(v.FieldByIndex(f.index)), k.Env())
		}
		for _, f := range sections {
			walk(v.FieldByIndex(f.index), join(path, f.key))
		}
	}
	walk(reflect.ValueOf(of).Elem(), "")
	return b.String()
}

// flow is a leaf's value on one line of YAML.
func flow(v reflect.Value) string {
	if k := v.Kind(); (k == reflect.Slice || k == reflect.Map) && !isText(v.Type()) {
		return text(v) // JSON is YAML's flow style
	}
	out, err := yaml.Marshal(plain(v))
	if err != nil {
		panic(fmt.Sprintf("config: %s: %v", v.Type(), err)) // scalars always have a form
	}
	return strings.TrimSpace(string(out))
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
