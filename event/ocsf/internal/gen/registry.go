// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// writeRegistry writes the compiled schema as lines of tab-separated fields, the tables that others refer to first.
// Equal attributes and equal enumerations are written once; classes and objects name them by their place.
func writeRegistry(s *schema) []byte {
	w := &registryWriter{enums: map[string]int{}, attrs: map[string]int{}}
	w.line("ocsf", s.version)
	for _, name := range slices.Sorted(maps.Keys(s.types)) {
		t := s.types[name]
		low, high := "", ""
		if len(t.Range) == 2 {
			low, high = strconv.FormatInt(t.Range[0], 10), strconv.FormatInt(t.Range[1], 10)
		}
		w.line("type", name, cmp.Or(t.Type, name), number(t.MaxLen), low, high, number(t.Observable))
	}
	for _, name := range byUID(s.categories, func(c *category) int { return c.UID }) {
		w.line("category", strconv.Itoa(s.categories[name].UID), name, s.categories[name].Caption)
	}
	for _, name := range slices.Sorted(maps.Keys(s.profiles)) {
		w.line("profile", name, s.profiles[name].Caption)
	}
	classes := byUID(s.classes, func(c *item) int { return *c.UID })
	objects := slices.Sorted(maps.Keys(s.objects))
	w.tables(s, classes, objects)
	for _, name := range classes {
		c := s.classes[name]
		w.line("class", strconv.Itoa(*c.UID), name, c.Caption, strconv.Itoa(c.categoryUID), c.extension,
			since(c.Deprecated), strings.Join(c.Profiles, " "), constraints(c), w.refs(c))
	}
	for _, name := range objects {
		o := s.objects[name]
		w.line("object", name, o.Caption, number(o.Observable), o.extension,
			since(o.Deprecated), strings.Join(o.Profiles, " "), constraints(o), w.refs(o))
	}
	return w.out.Bytes()
}

type registryWriter struct {
	out   bytes.Buffer
	enums map[string]int
	attrs map[string]int
}

func (w *registryWriter) line(fields ...string) {
	w.out.WriteString(strings.TrimRight(strings.Join(fields, "\t"), "\t"))
	w.out.WriteByte('\n')
}

// tables writes all enumerations and attributes, sorted, and remembers the place of each.
func (w *registryWriter) tables(s *schema, classes, objects []string) {
	var all []*item
	for _, name := range classes {
		all = append(all, s.classes[name])
	}
	for _, name := range objects {
		all = append(all, s.objects[name])
	}
	for _, it := range all {
		for _, a := range it.Attributes.named {
			w.enums[enumLine(a)] = 0
		}
	}
	delete(w.enums, "")
	for i, text := range slices.Sorted(maps.Keys(w.enums)) {
		w.enums[text] = i + 1
		w.line("enum", text)
	}
	for _, it := range all {
		for name, a := range it.Attributes.named {
			w.attrs[w.attrLine(s, name, a)] = 0
		}
	}
	for i, text := range slices.Sorted(maps.Keys(w.attrs)) {
		w.attrs[text] = i
		w.line("attr", text)
	}
	for _, it := range all {
		for name, a := range it.Attributes.named {
			a.line = w.attrLine(s, name, a)
		}
	}
}

func (w *registryWriter) attrLine(s *schema, name string, a *attr) string {
	kind := a.Type
	if s.types[kind] == nil {
		kind = "object_t " + kind
	}
	list := ""
	if a.Array {
		list = "[]"
	}
	return strings.TrimRight(strings.Join([]string{name, kind, list, a.Requirement, number(w.enums[enumLine(a)]), a.Sibling,
		number(a.Observable), since(a.Deprecated), strings.Join(a.profiles, " ")}, "\t"), "\t")
}

// refs lists the places of the item's attributes, in the order of their names.
func (w *registryWriter) refs(it *item) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(it.Attributes.named)) {
		out = append(out, strconv.Itoa(w.attrs[it.Attributes.named[name].line]))
	}
	return strings.Join(out, " ")
}

// enumLine writes id=caption, with ! before the = where the value is deprecated; sorted by id as text.
func enumLine(a *attr) string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(a.Enum)) {
		mark := ""
		if a.Enum[id].Deprecated != nil {
			mark = "!"
		}
		out = append(out, fmt.Sprintf("%s%s=%s", id, mark, a.Enum[id].Caption))
	}
	return strings.Join(out, "\t")
}

func constraints(it *item) string {
	var out []string
	if it.Constraints != nil {
		for _, kind := range slices.Sorted(maps.Keys(*it.Constraints)) {
			out = append(out, kind+"="+strings.Join((*it.Constraints)[kind], ","))
		}
	}
	return strings.Join(out, " ")
}

func since(d *deprecated) string {
	if d == nil {
		return ""
	}
	return cmp.Or(d.Since, "?")
}

// number writes 0 as nothing.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func byUID[T any](m map[string]T, uid func(T) int) []string {
	return slices.SortedFunc(maps.Keys(m), func(a, b string) int { return uid(m[a]) - uid(m[b]) })
}
