// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

import (
	"errors"
	"fmt"
	"strings"
)

// ErrUnknownPath means that no class has the attribute; the message names the nearest one that exists.
var ErrUnknownPath = errors.New("unknown OCSF attribute")

// A Field is the attribute at the end of a path from the top of an event.
type Field struct {
	// Attribute is that of the last step. Below an attribute that the schema leaves open it has type TypeJSON.
	*Attribute
	// Path is the path as the schema writes it, without list indexes.
	Path string
	// List says that an attribute on the path, the last one included, is a list, so that there may be several values.
	List bool
}

// Path finds the attribute that a dotted path names in the events of any class: "process.file.path",
// "metadata.product.name", "resources[].uid", "unmapped.what.ever". Attributes of profiles are found too.
// Where classes differ in an attribute, the definition of the class with the lowest number counts.
// It returns an error that wraps [ErrUnknownPath] if there is none.
func (r *Registry) Path(path string) (Field, error) { return r.resolve(r.root, path, nil) }

// PathIn is Path for the events of one class.
func (r *Registry) PathIn(c *ClassDef, path string) (Field, error) {
	return r.resolve(c.attrs, path, nil)
}

// resolve walks from attrs; use, unless nil, says which attributes are there.
func (r *Registry) resolve(attrs []*Attribute, path string, use func(*Attribute) bool) (Field, error) {
	field := Field{Path: clean(path)}
	for name := range strings.SplitSeq(field.Path, ".") {
		if name == "" {
			return Field{}, fmt.Errorf("%w %q: an empty step", ErrUnknownPath, short(path))
		}
		if field.Attribute != nil {
			if open, next := r.below(field.Attribute); open {
				field.Attribute = &Attribute{Name: name, Type: TypeJSON}
				continue
			} else if attrs = next; attrs == nil {
				return Field{}, fmt.Errorf("%w %q: %s has no attributes (it is %s)", ErrUnknownPath, short(path), field.Name, field.Type)
			}
		}
		a := find(attrs, name)
		if a == nil || use != nil && !use(a) {
			return Field{}, fmt.Errorf("%w %q: no %q%s", ErrUnknownPath, short(path), short(name), hint(attrs, name))
		}
		field.Attribute, field.List = a, field.List || a.Array
	}
	return field, nil
}

// below returns the attributes of an attribute's object, or that the schema leaves open what is below.
func (r *Registry) below(a *Attribute) (open bool, attrs []*Attribute) {
	if a.Type == TypeJSON {
		return true, nil
	}
	if a.Type != TypeObject {
		return false, nil
	}
	attrs = r.objects[a.Object].attrs
	return len(attrs) == 0, attrs
}

// clean drops the "[]" and "[0]" of lists.
func clean(path string) string {
	if !strings.Contains(path, "[") {
		return path
	}
	var b strings.Builder
	for path != "" {
		before, rest, _ := strings.Cut(path, "[")
		_, path, _ = strings.Cut(rest, "]")
		b.WriteString(before)
	}
	return b.String()
}

// hint names the nearest attribute, if one is near.
func hint(attrs []*Attribute, name string) string {
	best, least := "", len(name)/2+1
	for _, a := range attrs {
		if d := distance(a.Name, name, least); d < least {
			best, least = a.Name, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (nearest: %q)", best)
}

// distance counts the letters to insert, drop or replace between two names; it may stop counting at limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
