// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// A Key is one leaf of a configuration struct.
type Key struct {
	Path  string // dotted: "scan.workers"
	Type  string // for people: "a whole number"
	Value string // the value it has now, as an override would write it

	field reflect.Value
	enum  []string
}

// Env is the environment variable that sets the key: "GAMBESON_SCAN_WORKERS".
func (k Key) Env() string {
	return EnvPrefix + strings.ToUpper(strings.ReplaceAll(k.Path, ".", "_"))
}

// Plain is the key's value for writing as JSON.
func (k Key) Plain() any { return plain(k.field) }

// EnvPrefix begins the name of every environment variable that sets a key.
const EnvPrefix = "GAMBESON_"

// Keys lists the leaves of a pointer to a configuration struct, in the order of the struct.
func Keys(of any) []Key {
	var all []Key
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		for _, f := range fields(v.Type()) {
			fv, p := v.FieldByIndex(f.index), join(path, f.key)
			if isSection(f.typ) {
				walk(fv, p)
				continue
			}
			name := typeName(f.typ)
			if len(f.enum) > 0 {
				name = "one of " + strings.Join(f.enum, ", ")
			}
			all = append(all, Key{Path: p, Type: name, Value: text(fv), field: fv, enum: f.enum})
		}
	}
	walk(reflect.ValueOf(of).Elem(), "")
	return all
}

// Environment lists the overrides that environment variables give to keys. Variables that name no key are left alone:
// container platforms add such names by themselves (GAMBESON_SERVICE_HOST).
func Environment(keys []Key, lookup func(string) (string, bool)) []Override {
	var all []Override
	for _, k := range keys {
		if v, ok := lookup(k.Env()); ok {
			all = append(all, Override{Key: k.Path, Value: v, Origin: k.Env()})
		}
	}
	return all
}

func paths(keys []Key) []string {
	all := make([]string, len(keys))
	for i, k := range keys {
		all[i] = k.Path
	}
	return all
}

// text is a leaf's value as an override would write it.
func text(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case encoding.TextMarshaler:
		b, err := x.MarshalText()
		if err != nil {
			panic(fmt.Sprintf("config: %s: %v", v.Type(), err)) // our own types write any value
		}
		return string(b)
	case time.Duration:
		s := x.String()
		if strings.HasSuffix(s, "m0s") {
			s = strings.TrimSuffix(s, "0s")
		}
		if strings.HasSuffix(s, "h0m") {
			s = strings.TrimSuffix(s, "0m")
		}
		return s
	}
	if k := v.Kind(); k == reflect.Slice || k == reflect.Map {
		b, err := json.Marshal(plain(v))
		if err != nil {
			panic(fmt.Sprintf("config: %s: %v", v.Type(), err)) // likewise
		}
		return string(b)
	}
	return fmt.Sprint(v.Interface())
}

// plain is a value as JSON and YAML writers take it: sections become ordered by key, durations and sizes become text.
func plain(v reflect.Value) any {
	switch {
	case isText(v.Type()), isDuration(v.Type()):
		return text(v)
	case v.Kind() == reflect.Struct:
		m := map[string]any{}
		for _, f := range fields(v.Type()) {
			m[f.key] = plain(v.FieldByIndex(f.index))
		}
		return m
	case v.Kind() == reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plain(v.Index(i))
		}
		return list
	case v.Kind() == reflect.Map:
		m := map[string]any{}
		for _, k := range v.MapKeys() {
			m[k.String()] = plain(v.MapIndex(k))
		}
		return m
	}
	return v.Interface()
}

// Plain is the struct that of points to as maps, lists and scalars under the keys of a file, for writing as JSON.
func Plain(of any) map[string]any {
	return plain(reflect.ValueOf(of).Elem()).(map[string]any)
}
