// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// errUnknown is wrapped where the document says something that the generator does not know.
var errUnknown = errors.New("not known to the generator")

// openAPI is the part of an OpenAPI document that clients are made of.
type openAPI struct {
	OpenAPI    string
	Components struct{ Schemas map[string]*schema }
	Paths      map[string]map[string]*operation
}

type schema struct {
	Ref             string `json:"$ref"`
	Type            oneOrMore
	Description     string
	Format          string
	ContentEncoding string
	Enum            []json.RawMessage
	Properties      map[string]*schema
	Required        []string
	Items           *schema
	OneOf           []*schema
	// AdditionalProperties is false, true, or the schema of a map's values.
	AdditionalProperties json.RawMessage
}

// oneOrMore is a type, or a list of types.
type oneOrMore []string

// UnmarshalJSON implements [json.Unmarshaler].
func (o *oneOrMore) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		*o = []string{""}
		return json.Unmarshal(data, &(*o)[0])
	}
	return json.Unmarshal(data, (*[]string)(o))
}

type operation struct {
	OperationID string
	Summary     string
	Description string
	Parameters  []parameter
	RequestBody *struct{ Content map[string]media }
	Responses   map[string]response
	Permission  string `json:"x-permission"`
}

type parameter struct {
	Name        string
	In          string
	Description string
	Required    bool
	Schema      *schema
}

type media struct{ Schema *schema }

type response struct {
	Headers map[string]any
	Content map[string]media
}

// nullable reports whether a value may be null.
func (s *schema) nullable() bool { return slices.Contains(s.Type, "null") }

// kind is the type besides null; "" for any value.
func (s *schema) kind() (string, error) {
	var all []string
	for _, t := range s.Type {
		if t != "null" {
			all = append(all, t)
		}
	}
	switch len(all) {
	case 0:
		return "", nil
	case 1:
		return all[0], nil
	}
	return "", fmt.Errorf("types %v: %w", all, errUnknown)
}

// ref is the name of the schema that this one stands for, "" where it stands for itself.
func (s *schema) ref() string { return strings.TrimPrefix(s.Ref, "#/components/schemas/") }

// values is the schema of a map's values, nil for what is no map.
func (s *schema) values() (*schema, error) {
	if len(s.AdditionalProperties) == 0 || s.AdditionalProperties[0] != '{' {
		return nil, nil
	}
	v := &schema{}
	return v, json.Unmarshal(s.AdditionalProperties, v)
}

// enum is the strings that a value may be.
func (s *schema) enum() ([]string, error) {
	out := make([]string, len(s.Enum))
	for i, raw := range s.Enum {
		if err := json.Unmarshal(raw, &out[i]); err != nil {
			return nil, fmt.Errorf("enumeration of other things than strings: %w", errUnknown)
		}
	}
	return out, nil
}

// sorted returns the keys of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
