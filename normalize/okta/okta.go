// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package okta

import (
	"fmt"

	"gambeson/event"
	"gambeson/normalize"
)

// Format reads Okta System Log events. It is safe for use by many goroutines.
type Format struct {
	shape    *event.Shape
	slots    slots
	mappings [kinds]*normalize.Compiled
	events   map[string]what
	prefixes []prefix
	actions  map[string]uint8
	factors  map[string]int64
}

// New returns the format over the table f, which MUST NOT be frozen yet.
func New(f *event.Fields) *Format {
	o := &Format{
		shape:    f.Shape().Flatten("detail"),
		slots:    newSlots(f),
		events:   events(),
		prefixes: prefixes(),
		actions:  actions(),
		factors:  factors(),
	}
	for _, path := range lowerCased() {
		o.shape.Alias(path, lower(path))
	}
	for i, m := range mappings() {
		o.mappings[i] = m.Compile(f)
	}
	return o
}

// Info describes the format.
func (o *Format) Info() normalize.Info {
	return normalize.Info{
		Name: "okta", Title: "Okta System Log", Vendor: "Okta", Product: "System Log",
		Shapes:   []string{"System Log API LogEvent", "EventBridge event whose detail is a LogEvent"},
		Mappings: mappings(),
		Sources: []string{
			"https://developer.okta.com/docs/api/openapi/okta-management/management/tag/SystemLog/",
			"https://developer.okta.com/docs/reference/api/event-types/",
		},
	}
}

// Claim is sure of a record that has the parts which only a LogEvent has.
func (o *Format) Claim(e *event.Event) normalize.Confidence {
	var has struct{ eventType, published, actor, own, outcome bool }
	for c := range record(e).Children() {
		switch string(c.Key()) {
		case "eventType":
			has.eventType = c.Kind() == event.String
		case "published":
			has.published = true
		case "actor":
			has.actor = true
		case "outcome":
			has.outcome = true
		case "securityContext", "debugContext", "authenticationContext", "legacyEventType":
			has.own = true
		}
	}
	switch {
	case !has.eventType || !has.published:
		return normalize.No
	case has.actor && has.own:
		return normalize.Sure
	case has.actor && has.outcome:
		return normalize.Likely
	}
	return normalize.No
}

// Read binds the record's fields and maps them by its eventType.
func (o *Format) Read(e *event.Event) error {
	if e.Root().Kind() != event.Object {
		return fmt.Errorf("%w: no JSON object", normalize.ErrMalformed)
	}
	e.BindShape(o.shape)
	s := &o.slots
	time, ok := normalize.ParseTime(e.Get(s.published).Text())
	if !ok {
		return fmt.Errorf("%w: no published time", normalize.ErrMalformed)
	}
	e.Time = time
	name := e.Get(s.eventType)
	if name.Kind() != event.String || len(name.Text()) == 0 {
		return fmt.Errorf("%w: no eventType", normalize.ErrMalformed)
	}
	e.Channel = "System Log"
	e.Severity = severity(e.Get(s.severity).Text())
	t := findTargets(record(e).Child("target"))
	w := o.classify(name.Text(), t)
	e.Activity = w.activity
	o.mappings[w.kind].Apply(e)
	o.derive(e, w, t)
	return nil
}

// record returns the LogEvent in e.
func record(e *event.Event) event.Node {
	if r := e.Root(); r.Child("detail-type").Exists() {
		return r.Child("detail")
	}
	return e.Root()
}

func severity(b []byte) event.Severity {
	switch string(b) {
	case "WARN":
		return event.SeverityLow
	case "ERROR":
		return event.SeverityMedium
	}
	return event.SeverityInformational
}
