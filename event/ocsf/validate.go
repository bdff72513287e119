// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
)

// Validate lists what the schema forbids in an event, given as one JSON object, in the order of the document's
// attributes by name; none means that the event is valid. Of several members with one name the last counts.
func (r *Registry) Validate(doc []byte) []Problem { return r.check(doc, false) }

// Lint lists what Validate does, and what the schema advises against: captions that do not fit their enumeration,
// anything deprecated, and the version of another schema.
func (r *Registry) Lint(doc []byte) []Problem { return r.check(doc, true) }

func (r *Registry) check(doc []byte, lint bool) []Problem {
	v := &validator{r: r, lint: lint}
	event, err := decode(doc)
	if err != nil {
		v.report(nil, CodeJSON, "%v", err)
		return v.problems
	}
	if v.class = v.classOf(event); v.class != nil {
		v.profiles = v.readProfiles(event)
		v.event(event)
	}
	return v.problems
}

func decode(doc []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more text follows the event")
	}
	event, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("an event is an object, this is %s", jsonType(value))
	}
	return event, nil
}

// A validator checks one event.
type validator struct {
	r        *Registry
	lint     bool
	class    *ClassDef
	profiles []string
	problems []Problem
}

func (v *validator) full() bool { return len(v.problems) >= MaxProblems }

func (v *validator) report(at *step, code Code, format string, args ...any) {
	if !v.full() {
		v.problems = append(v.problems, Problem{at.String(), code, fmt.Sprintf(format, args...)})
	}
}

func (v *validator) classOf(event map[string]any) *ClassDef {
	at := &step{name: "class_uid"}
	value, ok := event["class_uid"]
	if !ok || value == nil {
		v.report(at, CodeRequired, "an event must say its class")
		return nil
	}
	number, ok := value.(json.Number)
	if !ok {
		v.report(at, CodeType, "want integer_t, got %s", jsonType(value))
		return nil
	}
	uid, err := strconv.ParseUint(number.String(), 10, 32)
	c := v.r.Class(Class(uid))
	if err != nil || c == nil {
		v.report(at, CodeClass, "OCSF %s has no class %s", Version, short(number.String()))
		return nil
	}
	if c.Deprecated != "" {
		v.advise(at, CodeDeprecated, "class %s is deprecated since %s", c.Name, c.Deprecated)
	}
	return c
}

func (v *validator) event(event map[string]any) {
	v.object(event, v.class.attrs, v.class.Name, nil, 0)
	v.constraints(event, v.class.Constraints, nil)
	v.typeUID(event)
	if id, ok := integer(event["category_uid"]); ok && id != int64(v.class.Category) {
		v.report(&step{name: "category_uid"}, CodeEnum, "class %s is in category %d, not %d", v.class.Name, v.class.Category, id)
	}
	v.version(event)
	v.observables(event)
	if v.lint {
		v.captions(event)
	}
}

func (v *validator) object(values map[string]any, attrs []*Attribute, owner string, at *step, depth int) {
	if len(attrs) == 0 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if v.full() {
			return
		}
		here := &step{parent: at, name: name}
		a := find(attrs, name)
		switch {
		case a == nil:
			v.report(here, CodeAttribute, "%s has no %q%s", owner, short(name), hint(attrs, name))
		case !a.In(v.profiles):
			v.report(here, CodeProfile, "needs one of the profiles %q in metadata.profiles", a.Profiles)
		case values[name] != nil:
			v.attribute(a, values[name], here, depth)
		}
	}
	for _, a := range attrs {
		if a.Requirement == Required && values[a.Name] == nil && a.In(v.profiles) {
			v.report(&step{parent: at, name: a.Name}, CodeRequired, "%s requires it", owner)
		}
	}
	if v.lint {
		v.siblings(values, attrs, at)
	}
}

func (v *validator) attribute(a *Attribute, value any, at *step, depth int) {
	if a.Deprecated != "" {
		v.advise(at, CodeDeprecated, "deprecated since %s", a.Deprecated)
	}
	list, isList := value.([]any)
	switch {
	case a.Array && !isList:
		v.report(at, CodeArray, "want a list of %s, got %s", v.typeName(a), jsonType(value))
	case a.Array:
		for i, item := range list {
			if v.full() {
				return
			}
			v.value(a, item, &step{parent: at, item: true, index: i}, depth+2)
		}
	case isList && a.Type != TypeJSON:
		v.report(at, CodeArray, "want one %s, got a list", v.typeName(a))
	default:
		v.value(a, value, at, depth+1)
	}
}

func (v *validator) value(a *Attribute, value any, at *step, depth int) {
	switch {
	case a.Type == TypeJSON:
	case a.Type != TypeObject:
		v.scalar(a, value, at)
	case depth > MaxDepth:
		v.report(at, CodeDepth, "nested deeper than %d", MaxDepth)
	default:
		members, ok := value.(map[string]any)
		if !ok {
			v.report(at, CodeType, "want %s, got %s", v.typeName(a), jsonType(value))
			return
		}
		o := v.r.objects[a.Object]
		if o.Deprecated != "" {
			v.advise(at, CodeDeprecated, "object %s is deprecated since %s", o.Name, o.Deprecated)
		}
		v.object(members, o.attrs, o.Name, at, depth)
		v.constraints(members, o.Constraints, at)
	}
}

func (v *validator) typeName(a *Attribute) string {
	if a.Type == TypeObject {
		return "object " + a.Object
	}
	return a.Type.String()
}

func jsonType(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case string:
		return "a string"
	case json.Number:
		return "a number"
	case []any:
		return "a list"
	default:
		return "an object"
	}
}
