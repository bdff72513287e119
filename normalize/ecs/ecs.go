// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ecs

import (
	"fmt"

	"gambeson/event"
	"gambeson/normalize"
)

// Format reads ECS documents. It is safe for use by many goroutines.
type Format struct {
	shape    *event.Shape
	slots    slots
	mappings [kinds]*normalize.Compiled
	types    [kinds][]typed
	acting   [kinds]*normalize.Compiled // applied where hasActing says so
	texts    normalize.Intern
}

// New returns the format over the table f, which MUST NOT be frozen yet.
func New(f *event.Fields) *Format {
	c := &Format{shape: f.Shape().Flatten("_source"), slots: newSlots(f)}
	for _, a := range aliases() {
		c.shape.Alias(a[0], a[1])
	}
	for i, m := range mappings() {
		c.mappings[i] = m.Compile(f)
		c.types[i] = activities(kind(i))
		m.Fields = acting(kind(i))
		c.acting[i] = m.Compile(f)
	}
	return c
}

// Info describes the format.
func (c *Format) Info() normalize.Info {
	all := mappings()
	for i := range all {
		all[i].Fields = append(all[i].Fields, acting(kind(i))...)
	}
	return normalize.Info{
		Name: "ecs", Title: "Elastic Common Schema", Vendor: "Elastic", Product: "Elastic Common Schema",
		Shapes:   []string{"ECS document, nested or with dotted keys", "search hit with _source"},
		Mappings: all,
		Sources:  []string{"https://www.elastic.co/guide/en/ecs/current/"},
	}
}

// Claim is sure of a document that names the schema's version.
func (c *Format) Claim(e *event.Event) normalize.Confidence {
	root := e.Root()
	if s := root.Child("_source"); s.Kind() == event.Object {
		root = s
	}
	var timestamp, version, categorized, winlog bool
	for m := range root.Children() {
		switch string(m.Key()) {
		case "@timestamp":
			timestamp = true
		case "ecs", "ecs.version":
			version = true
		case "event":
			categorized = m.Child("category").Exists() || m.Child("kind").Exists() || m.Child("dataset").Exists() ||
				m.Child("action").Exists() || m.Child("module").Exists()
		case "event.category", "event.kind", "event.dataset", "event.action", "event.module":
			categorized = true
		case "winlog", "winlog.event_id", "winlog.channel":
			winlog = true
		}
	}
	switch {
	case !timestamp || (!version && !categorized):
		return normalize.No
	case version && !winlog:
		return normalize.Sure
	}
	return normalize.Likely
}

// Read binds the document's fields and maps them by its categories.
func (c *Format) Read(e *event.Event) error {
	if e.Root().Kind() != event.Object {
		return fmt.Errorf("%w: no JSON object", normalize.ErrMalformed)
	}
	e.BindShape(c.shape)
	s := &c.slots
	time, ok := normalize.ParseTime(e.Get(s.timestamp).Text())
	if !ok {
		return fmt.Errorf("%w: no @timestamp", normalize.ErrMalformed)
	}
	e.Time = time
	e.Channel = c.text(e, s.dataset, s.module)
	e.Provider = c.text(e, s.provider, s.module)
	e.Sensor = c.text(e, s.hostName, s.hostname)
	if code := e.Get(s.code).Text(); len(code) > 0 && '0' < code[0] && code[0] <= '9' {
		if n, ok := normalize.ParseInt(code); ok && n < 1<<32 {
			e.EventID = uint32(n)
		}
	}
	k := c.classify(e)
	e.Activity = c.activity(e, k)
	c.mappings[k].Apply(e)
	if c.hasActing(e, k) {
		c.acting[k].Apply(e)
	}
	c.derive(e, k)
	return nil
}

// text is the first text that one of the fields has.
func (c *Format) text(e *event.Event, slots ...event.Slot) string {
	for _, s := range slots {
		if v := e.Get(s); v.Kind() == event.String && len(v.Text()) > 0 {
			return c.texts.String(v.Text())
		}
	}
	return ""
}
