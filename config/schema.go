// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"reflect"
)

// Docs holds the comments of a configuration struct's keys and sections, by dotted path; a key inside a list of
// sections has the list's path before its own. They are generated from the structs' source.
type Docs map[string]string

// Schema describes the struct that of points to as a JSON Schema (draft 2020-12), ready for encoding/json. The values
// it holds are the defaults.
func Schema(of any, docs Docs) map[string]any {
	s := sectionSchema(reflect.ValueOf(of).Elem(), "", docs)
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "Gambeson configuration"
	return s
}

func sectionSchema(v reflect.Value, path string, docs Docs) map[string]any {
	properties := map[string]any{}
	for _, f := range fields(v.Type()) {
		p := join(path, f.key)
		fv := v.FieldByIndex(f.index)
		var s map[string]any
		if isSection(f.typ) {
			s = sectionSchema(fv, p, docs)
			s["type"] = []string{"object", "null"} // a section may stand empty
		} else {
			s = leafSchema(f.typ, f.enum, p, docs)
			s["default"] = plain(fv)
		}
		if d := docs[p]; d != "" {
			s["description"] = d
		}
		properties[f.key] = s
	}
	return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
}

func leafSchema(t reflect.Type, enum []string, path string, docs Docs) map[string]any {
	switch k := t.Kind(); {
	case isDuration(t):
		return map[string]any{"type": "string", "pattern": `^-?([0-9]+(\.[0-9]+)?(ns|us|µs|ms|s|m|h))+$|^0$`}
	case t == reflect.TypeFor[Size]():
		return map[string]any{"type": []string{"string", "integer"}, "pattern": `^[0-9]+ ?([KkMmGgTt]?[Ii]?[Bb])?$`, "minimum": 0}
	case isText(t):
		return map[string]any{"type": "string"}
	case isSection(t):
		return sectionSchema(reflect.New(t).Elem(), path, docs)
	case k == reflect.Slice:
		return map[string]any{"type": "array", "items": leafSchema(t.Elem(), enum, path, docs)}
	case k == reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": leafSchema(t.Elem(), enum, path, docs)}
	case k == reflect.Bool:
		return map[string]any{"type": "boolean"}
	case k == reflect.Float32, k == reflect.Float64:
		return map[string]any{"type": "number"}
	case k == reflect.String:
		s := map[string]any{"type": "string"}
		if len(enum) > 0 {
			s["enum"] = enum
		}
		return s
	default:
		return map[string]any{"type": "integer"}
	}
}
