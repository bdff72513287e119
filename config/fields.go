// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"encoding"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// field is one key of a section.
type field struct {
	key   string
	index []int
	typ   reflect.Type
	enum  []string
}

// fields lists the keys of a section in the order of the struct. It panics on an exported field without a yaml tag,
// which only our own code can have.
func fields(t reflect.Type) []field {
	var all []field
	for f := range t.Fields() {
		if !f.IsExported() {
			continue
		}
		key, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch key {
		case "":
			panic(fmt.Sprintf("config: %s.%s has no yaml tag", t, f.Name))
		case "-":
			continue
		}
		one := field{key: key, index: f.Index, typ: f.Type}
		if e := f.Tag.Get("enum"); e != "" {
			one.enum = strings.Split(e, ",")
		}
		all = append(all, one)
	}
	return all
}

func find(all []field, key string) (field, bool) {
	for _, f := range all {
		if f.key == key {
			return f, true
		}
	}
	return field{}, false
}

// isSection reports whether values of t are sections: structs that are not written as text.
func isSection(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !isText(t)
}

// isText reports whether values of t read themselves from text.
func isText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

func isDuration(t reflect.Type) bool { return t == reflect.TypeFor[time.Duration]() }

// join appends a key to a dotted path.
func join(path, key string) string {
	if path == "" {
		return key
	}
	if key == "" {
		return path
	}
	return path + "." + key
}

// parent is the path of the section that a key is in, "" for the outermost.
func parent(path string) string {
	return path[:max(0, strings.LastIndexByte(path, '.'))]
}
