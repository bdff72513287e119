// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"gambeson/event"
	"gambeson/event/ocsf"
)

// A Mapping says which OCSF class one kind of event of a format becomes and
// which attributes its native fields are. It is data: the generated reference
// prints it.
type Mapping struct {
	// Kind names the kind of event: "Sysmon 1: process creation".
	Kind string
	// Class and Activity are the OCSF class_uid and activity_id. A format may
	// choose another activity for an event that it looks into.
	Class    ocsf.Class
	Activity uint8
	// Severity is severity_id; 0 means informational.
	Severity event.Severity
	// Components are the ATT&CK data components that such events show.
	Components []string
	// Fields are the attributes. Of several fields for the same attribute the
	// first that the event has is taken, lists and Item apart.
	Fields []Field
}

// A Field maps a native field to an OCSF attribute.
type Field struct {
	// From is the native field; empty where As makes a constant.
	From string
	// To is the OCSF path.
	To string
	// As converts the value; the zero Conversion binds it as it is.
	As Conversion
	// Item is the element of the array of objects on the path of To.
	Item int
}

// A Compiled mapping has its names resolved to slots.
type Compiled struct {
	class    ocsf.Class
	activity uint8
	severity event.Severity
	fields   []compiledField
}

type compiledField struct {
	from, to event.Slot
	as       func(e *event.Event, to event.Slot, item int, v event.Value)
	item     int
	again    bool // the attribute has a field before this one
}

// Compile resolves the names of m. It is called by the format's constructor,
// before the table is frozen, which also reports paths that do not exist.
func (m Mapping) Compile(f *event.Fields) *Compiled {
	c := &Compiled{class: m.Class, activity: m.Activity, severity: m.Severity}
	if c.severity == event.SeverityUnknown {
		c.severity = event.SeverityInformational
	}
	type target struct {
		to   event.Slot
		item int
	}
	seen := make(map[target]bool)
	for _, x := range m.Fields {
		y := compiledField{to: f.OCSF(x.To), as: x.As.do, item: x.Item}
		if x.From != "" {
			y.from = f.Native(x.From)
		}
		y.again = seen[target{y.to, x.Item}]
		seen[target{y.to, x.Item}] = true
		c.fields = append(c.fields, y)
	}
	return c
}

// Apply gives e the class, activity and severity of the mapping and binds its
// attributes. Activity and severity that the format has set already stay.
func (c *Compiled) Apply(e *event.Event) {
	e.Class = c.class
	if e.Activity == 0 {
		e.Activity = c.activity
	}
	if e.Severity == event.SeverityUnknown {
		e.Severity = c.severity
	}
	for i := range c.fields {
		x := &c.fields[i]
		if x.again && e.HasItem(x.to, x.item) {
			continue
		}
		if x.from == event.NoSlot {
			x.as(e, x.to, x.item, event.Value{})
			continue
		}
		for v := e.Get(x.from); v.Exists(); v = v.Next() {
			switch {
			case isEmpty(v): // so that a later field may give the attribute
			case x.as != nil:
				x.as(e, x.to, x.item, v)
			default:
				e.BindItem(x.to, v.Node(), x.item)
			}
		}
	}
}

// isEmpty reports whether v is a null or an empty text: sources write either
// for "no value", and no attribute is either.
func isEmpty(v event.Value) bool {
	return v.Kind() == event.Null || (v.Kind() == event.String && len(v.Text()) == 0)
}
