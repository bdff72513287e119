// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"gambeson/internal/nearest"
)

// maxDepth bounds the nesting of a file.
const maxDepth = 16

// yamlLine finds the line in the YAML reader's own messages.
var yamlLine = regexp.MustCompile(`^yaml: line (\d+): (.*)`)

// file decodes a whole file into the root section.
func (l *loader) file(root reflect.Value, f *File) {
	at := place{origin: f.Name, line: 1, column: 1}
	if len(f.Data) > MaxFile {
		l.add(at, "", "", "file has %d bytes, at most %d are read", len(f.Data), MaxFile)
		return
	}
	dec := yaml.NewDecoder(bytes.NewReader(f.Data))
	var doc yaml.Node
	switch err := dec.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return // empty, or comments only: the defaults
	case err != nil:
		l.syntax(at, err)
		return
	}
	var second yaml.Node
	switch err := dec.Decode(&second); {
	case errors.Is(err, io.EOF):
	case err != nil:
		l.syntax(at, err)
		return
	default:
		at.line, at.column = second.Line, second.Column
		l.add(at, "", "keep one", "a second YAML document begins here")
		return
	}
	l.section(root, doc.Content[0], "", f.Name, 0)
}

// syntax records the YAML reader's error, which holds a line and no column.
func (l *loader) syntax(at place, err error) {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		at.line, _ = strconv.Atoi(m[1])
		message = m[2]
	}
	l.add(at, "", "", "not YAML: %s", message)
}

// section decodes a mapping into a struct, key by key.
func (l *loader) section(into reflect.Value, n *yaml.Node, path, file string, depth int) {
	at := place{origin: file, line: n.Line, column: n.Column}
	switch {
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		return
	case n.Kind == yaml.AliasNode:
		l.add(at, path, "write the value out", "aliases are not read")
		return
	case n.Kind != yaml.MappingNode:
		l.add(at, path, "", "%s is a section: keys and values, not %s", orRoot(path), kindOf(n))
		return
	case depth > maxDepth:
		l.add(at, path, "", "more than %d levels deep", maxDepth)
		return
	}
	known := fields(into.Type())
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		at := place{origin: file, line: k.Line, column: k.Column}
		key := join(path, k.Value)
		if line, twice := seen[k.Value]; twice {
			l.add(at, key, "keep one", "%q stands already on line %d", k.Value, line)
			continue
		}
		seen[k.Value] = k.Line
		f, ok := find(known, k.Value)
		if !ok {
			l.unknown(at, path, k.Value, known)
			continue
		}
		l.at[key] = at
		if l.value(into.FieldByIndex(f.index), f, v, key, file, depth+1) {
			l.set(key, at)
		}
	}
}

// unknown records a key that the section does not have.
func (l *loader) unknown(at place, path, key string, known []field) {
	names := make([]string, len(known))
	for i, f := range known {
		names[i] = f.key
	}
	hint := didYouMean(key, names)
	if hint == "" {
		hint = "known here: " + strings.Join(names, ", ")
	}
	in := ""
	if path != "" {
		in = " in " + path
	}
	l.add(at, join(path, key), hint, "unknown key %q%s", key, in)
}

// value decodes one value, and reports whether a leaf was set.
func (l *loader) value(into reflect.Value, f field, n *yaml.Node, key, file string, depth int) bool {
	at := place{origin: file, line: n.Line, column: n.Column}
	if isSection(f.typ) {
		l.section(into, n, key, file, depth)
		return false
	}
	if err := setNode(into, f.enum, n); err != nil {
		if inner, ok := errors.AsType[*sectionError](err); ok {
			at.line, at.column = inner.line, inner.column
		}
		l.add(at, key, "", "%s: %v", key, err)
		return false
	}
	return true
}

// didYouMean is the hint for a mistyped word, or "".
func didYouMean(word string, known []string) string {
	if m := nearest.Match(word, known); m != "" {
		return fmt.Sprintf("did you mean %q?", m)
	}
	return ""
}

func orRoot(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}

// kindOf names what a node is, for people.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a section"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	default:
		return strconv.Quote(n.Value)
	}
}
