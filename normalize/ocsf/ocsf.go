// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

import (
	"fmt"

	"gambeson/event"
	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// other is activity_id for what an activity's numbers do not say.
const other = 99

// Format reads OCSF events. It is safe for use by many goroutines.
type Format struct {
	shape, native *event.Shape
	texts         normalize.Intern
}

// New returns the format over the table f, which MUST NOT be frozen yet.
func New(f *event.Fields) *Format {
	return &Format{shape: f.OCSFShape(), native: f.Shape().Flatten("unmapped")}
}

// Info describes the format.
func (o *Format) Info() normalize.Info {
	return normalize.Info{
		Name: "ocsf", Title: "Open Cybersecurity Schema Framework", Vendor: "OCSF", Product: "OCSF",
		Shapes:  []string{"OCSF event as JSON, any class and version"},
		Sources: []string{"https://schema.ocsf.io/1.8.0/"},
	}
}

// Claim is sure of an object that has a class's number and metadata.
func (o *Format) Claim(e *event.Event) normalize.Confidence {
	var class, metadata, more bool
	for c := range e.Root().Children() {
		switch string(c.Key()) {
		case "class_uid":
			class = c.Kind() == event.Number
		case "metadata":
			metadata = c.Kind() == event.Object
		case "activity_id", "type_uid", "category_uid", "severity_id":
			more = true
		}
	}
	switch {
	case class && metadata && more:
		return normalize.Sure
	case class && more:
		return normalize.Likely
	}
	return normalize.No
}

// Read binds the event's own attributes and reads its header.
func (o *Format) Read(e *event.Event) error {
	root := e.Root()
	class, ok := root.Child("class_uid").Int()
	if root.Kind() != event.Object || !ok || class < 0 || class > 1<<31 {
		return fmt.Errorf("%w: no class_uid", normalize.ErrMalformed)
	}
	e.OCSF = true
	e.Class = ocsf.Class(class)
	e.BindShape(o.shape)
	e.BindShape(o.native)
	o.header(e, root)
	return nil
}

func (o *Format) header(e *event.Event, root event.Node) {
	if ms, ok := root.Child("time").Int(); ok && ms > -maxMillis && ms < maxMillis {
		e.Time = ms * 1e6
	} else if ns, ok := normalize.ParseTime(root.Child("time_dt").Text()); ok {
		e.Time = ns
	}
	if a, ok := root.Child("activity_id").Int(); ok {
		e.Activity = other
		if a >= 0 && a < other {
			e.Activity = uint8(a)
		}
	}
	if s, ok := root.Child("severity_id").Int(); ok && s >= 0 && s <= int64(event.SeverityFatal) {
		e.Severity = event.Severity(s)
	}
	e.Sensor = o.texts.String(root.Path("device", "hostname").Text())
	for m := range root.Child("metadata").Children() {
		switch string(m.Key()) {
		case "product":
			e.Vendor = o.texts.String(m.Child("vendor_name").Text())
			e.Product = o.texts.String(m.Child("name").Text())
		case "log_name":
			e.Channel = o.texts.String(m.Text())
		case "log_provider":
			e.Provider = o.texts.String(m.Text())
		case "event_code":
			if n, ok := normalize.ParseInt(m.Text()); ok && n > 0 && n < 1<<32 {
				e.EventID = uint32(n)
			}
		}
	}
}

// maxMillis is the time up to which nanoseconds fit in 64 bits.
const maxMillis = 9_000_000_000_000
