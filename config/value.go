// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// errNoValue is the error of a key that stands without a value.
var errNoValue = errors.New("has no value; give one or remove the key")

// sectionError is an error inside a list of sections, which has a place of its own.
type sectionError struct {
	line, column int
	err          error
}

func (e *sectionError) Error() string { return e.err.Error() }

// setNode sets a leaf from a YAML node.
func setNode(into reflect.Value, enum []string, n *yaml.Node) error {
	t := into.Type()
	switch {
	case n.Kind == yaml.AliasNode:
		return errors.New("aliases are not read; write the value out")
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		return errNoValue
	case isText(t) || n.Kind == yaml.ScalarNode:
		return setScalar(into, enum, n)
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		return setList(into, enum, n)
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Map:
		return setMap(into, enum, n)
	}
	return fmt.Errorf("want %s, not %s", typeName(t), kindOf(n))
}

// setScalar sets a leaf from a scalar whose YAML type must fit: a quoted number is a string.
func setScalar(into reflect.Value, enum []string, n *yaml.Node) error {
	t := into.Type()
	want := ""
	switch k := t.Kind(); {
	case n.Kind != yaml.ScalarNode, k == reflect.Slice, k == reflect.Map:
		return fmt.Errorf("want %s, not %s", typeName(t), kindOf(n))
	case isText(t), isDuration(t), k == reflect.String:
	case k == reflect.Bool:
		want = "!!bool"
	case k == reflect.Float64 && n.Tag == "!!float":
	default:
		want = "!!int"
	}
	if want != "" && n.Tag != want {
		return fmt.Errorf("want %s, not %s", typeName(t), strconv.Quote(n.Value))
	}
	return setScalarText(into, enum, n.Value)
}

func setList(into reflect.Value, enum []string, n *yaml.Node) error {
	list := reflect.MakeSlice(into.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		if isSection(into.Type().Elem()) {
			l := &loader{origins: Origins{}, at: map[string]place{}}
			l.section(list.Index(i), item, "", "", 1)
			if err := l.problems.err(); err != nil {
				p := l.problems[0]
				message := p.Message
				if p.Hint != "" {
					message += "; " + p.Hint
				}
				return &sectionError{line: p.Line, column: p.Column, err: errors.New(message)}
			}
			continue
		}
		if err := setNode(list.Index(i), enum, item); err != nil {
			return &sectionError{line: item.Line, column: item.Column, err: err}
		}
	}
	into.Set(list)
	return nil
}

func setMap(into reflect.Value, enum []string, n *yaml.Node) error {
	m := reflect.MakeMap(into.Type())
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, item := n.Content[i], n.Content[i+1]
		v := reflect.New(into.Type().Elem()).Elem()
		if err := setNode(v, enum, item); err != nil {
			return &sectionError{line: item.Line, column: item.Column, err: fmt.Errorf("%s: %w", k.Value, err)}
		}
		key := reflect.ValueOf(k.Value).Convert(into.Type().Key())
		if m.MapIndex(key).IsValid() {
			return &sectionError{line: k.Line, column: k.Column, err: fmt.Errorf("%q stands twice", k.Value)}
		}
		m.SetMapIndex(key, v)
	}
	into.Set(m)
	return nil
}

// setText sets a leaf from the text of an override.
func setText(into reflect.Value, enum []string, text string) error {
	t := into.Type()
	flow := strings.HasPrefix(text, "[") || strings.HasPrefix(text, "{")
	switch {
	case isText(t):
	case flow && (t.Kind() == reflect.Slice || t.Kind() == reflect.Map):
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			return fmt.Errorf("want %s: %w", typeName(t), err)
		}
		return setNode(into, enum, doc.Content[0])
	case t.Kind() == reflect.Slice:
		var parts []string
		if text != "" {
			parts = strings.Split(text, ",")
		}
		list := reflect.MakeSlice(t, len(parts), len(parts))
		for i, p := range parts {
			if err := setScalarText(list.Index(i), enum, strings.TrimSpace(p)); err != nil {
				return err
			}
		}
		into.Set(list)
		return nil
	}
	return setScalarText(into, enum, text)
}

// setScalarText sets a scalar from its text.
func setScalarText(into reflect.Value, enum []string, text string) (err error) {
	t := into.Type()
	wrong := func() error { return fmt.Errorf("want %s, not %q", typeName(t), text) }
	switch k := t.Kind(); {
	case isText(t):
		return into.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text))
	case isDuration(t):
		d, err := time.ParseDuration(text)
		if err != nil {
			return wrong()
		}
		into.SetInt(int64(d))
	case k == reflect.String:
		if len(enum) > 0 && !slices.Contains(enum, text) {
			return fmt.Errorf("want one of %s, not %q", strings.Join(enum, ", "), text)
		}
		into.SetString(text)
	case k == reflect.Bool:
		v, err := strconv.ParseBool(text)
		if err != nil {
			return wrong()
		}
		into.SetBool(v)
	case into.CanInt():
		v, err := strconv.ParseInt(text, 0, t.Bits())
		if err != nil {
			return wrong()
		}
		into.SetInt(v)
	case into.CanUint():
		v, err := strconv.ParseUint(text, 0, t.Bits())
		if err != nil {
			return wrong()
		}
		into.SetUint(v)
	case into.CanFloat():
		v, err := strconv.ParseFloat(text, t.Bits())
		if err != nil {
			return wrong()
		}
		into.SetFloat(v)
	default:
		return wrong()
	}
	return nil
}

// typeName names a leaf's type as users know it.
func typeName(t reflect.Type) string {
	switch k := t.Kind(); {
	case t == reflect.TypeFor[Size]():
		return `a size such as "64MiB"`
	case isText(t):
		return "text"
	case isDuration(t):
		return `a duration such as "90s" or "24h"`
	case k == reflect.Slice && isSection(t.Elem()):
		return "a list of sections"
	case k == reflect.Slice:
		return "a list"
	case k == reflect.Map:
		return "keys and values"
	case k == reflect.Bool:
		return "true or false"
	case k == reflect.String:
		return "text"
	case k == reflect.Float32 || k == reflect.Float64:
		return "a number"
	default:
		return "a whole number"
	}
}
