// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"fmt"
	"reflect"
)

// MaxFile is the size in bytes above which a file is refused.
const MaxFile = 1 << 20

// A File is a configuration file's content under the name that problems give it.
type File struct {
	Name string // as the user gave it
	Data []byte // YAML
}

// An Override gives one key a value from outside the file.
type Override struct {
	Key    string // dotted path
	Value  string // text; a list is comma-separated, or a YAML flow sequence when it starts with "["
	Origin string // the variable or flag, as problems and Origins name it
}

// Origins says where each key's value came from: "file:line", an override's Origin. A key that is absent has its default.
type Origins map[string]string

// Load fills into, a pointer to a struct that holds the defaults, from the file (nil for none) and then from the
// overrides, the last of a key winning, and calls every section's Validate. The error is a [Problems].
func Load(into any, file *File, overrides []Override) (Origins, error) {
	root := reflect.ValueOf(into).Elem()
	l := &loader{origins: Origins{}, at: map[string]place{}}
	if file != nil {
		l.file(root, file)
	}
	keys := Keys(into)
	for _, o := range overrides {
		l.override(keys, o)
	}
	// A value that could not be read is still its default, so judging it would only add noise.
	if len(l.problems) == 0 {
		l.validate(root, "")
	}
	return l.origins, l.problems.err()
}

// place is where a key or a section stands.
type place struct {
	origin       string
	line, column int
}

// loader collects what one Load finds.
type loader struct {
	problems Problems
	origins  Origins
	at       map[string]place
}

// add records a problem.
func (l *loader) add(at place, key, hint, format string, args ...any) {
	l.problems = append(l.problems, Problem{
		Origin: at.origin, Line: at.line, Column: at.column,
		Key: key, Message: fmt.Sprintf(format, args...), Hint: hint,
	})
}

// set records where a key's value came from.
func (l *loader) set(key string, at place) {
	l.at[key] = at
	l.origins[key] = at.origin
	if at.line > 0 {
		l.origins[key] = fmt.Sprintf("%s:%d", at.origin, at.line)
	}
}

// override applies one override.
func (l *loader) override(keys []Key, o Override) {
	at := place{origin: o.Origin}
	for _, k := range keys {
		if k.Path != o.Key {
			continue
		}
		if err := setText(k.field, k.enum, o.Value); err != nil {
			l.add(at, o.Key, "", "%s: %v", o.Key, err)
			return
		}
		l.set(o.Key, at)
		return
	}
	l.add(at, o.Key, didYouMean(o.Key, paths(keys)), "unknown key %q", o.Key)
}

// validate calls Validate on the section and on all sections below it, the innermost first.
func (l *loader) validate(section reflect.Value, path string) {
	for _, f := range fields(section.Type()) {
		if isSection(f.typ) {
			l.validate(section.FieldByIndex(f.index), join(path, f.key))
		}
	}
	v, ok := reflect.TypeAssert[interface{ Validate() error }](section.Addr())
	if !ok {
		return
	}
	err := v.Validate()
	if err == nil {
		return
	}
	for _, e := range flatten(err) {
		key := path
		if k, ok := e.(*keyError); ok { //nolint:errorlint // a wrapped key belongs to the section below
			key, e = join(path, k.key), k.err
		}
		l.add(l.where(key), key, "", "%s: %v", key, e)
	}
}

// where is the place that says most about a key: its own, else that of the nearest section around it.
func (l *loader) where(key string) place {
	for k := key; k != ""; k = parent(k) {
		if at, ok := l.at[k]; ok {
			return at
		}
	}
	return place{origin: "defaults"}
}
