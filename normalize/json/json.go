// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package json

import (
	"fmt"

	"gambeson/event"
	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// A Format reads JSON objects of any kind.
type Format struct {
	info    normalize.Info
	shape   *event.Shape
	mapping *normalize.Compiled
}

// New returns a format whose names are in f.
func New(f *event.Fields) *Format {
	return &Format{info: info(), shape: f.Shape(), mapping: mapping().Compile(f)}
}

func mapping() normalize.Mapping {
	m := normalize.Mapping{
		Kind: "object", Class: ocsf.BaseEvent, Activity: 99,
		Components: []string{"Application Log Content"},
	}
	for _, name := range []string{"message", "msg", "log", "text", "event"} {
		m.Fields = append(m.Fields, normalize.Field{From: name, To: "message"})
	}
	for _, name := range []string{"host.name", "hostname", "host", "computer"} {
		m.Fields = append(m.Fields,
			normalize.Field{From: name, To: "device.hostname", As: scalar()},
			normalize.Field{From: name, To: "device.type_id", As: unknownType()})
	}
	return m
}

// scalar skips objects, such as the host of which host.name is a part.
func scalar() normalize.Conversion {
	return normalize.Convert("where a text", func(in []byte) ([]byte, bool) { return in, true })
}

func unknownType() normalize.Conversion {
	return normalize.ConvertInt("0", func(in []byte) (int64, bool) { return 0, len(in) > 0 })
}

// Info implements [normalize.Format].
func (f *Format) Info() normalize.Info { return f.info }

func info() normalize.Info {
	return normalize.Info{
		Name: "json", Title: "Generic JSON", Vendor: "unknown", Product: "JSON",
		Shapes:   []string{"any JSON object"},
		Mappings: []normalize.Mapping{mapping()},
		Sources:  []string{"RFC 8259"},
	}
}

// Claim implements [normalize.Format].
func (*Format) Claim(e *event.Event) normalize.Confidence {
	if e.Root().Kind() == event.Object {
		return normalize.Fallback
	}
	return normalize.No
}

// Read implements [normalize.Format].
func (f *Format) Read(e *event.Event) error {
	root := e.Root()
	if root.Kind() != event.Object {
		return fmt.Errorf("%w: no JSON object", normalize.ErrMalformed)
	}
	e.Time = timeOf(root)
	e.BindShape(f.shape)
	f.mapping.Apply(e)
	return nil
}

// timeOf returns the first member that is a time by its name and by its text.
func timeOf(root event.Node) int64 {
	for _, name := range [...]string{"@timestamp", "timestamp", "time", "eventTime", "event_time", "datetime", "date", "ts", "_time", "created_at"} {
		if ns, ok := normalize.ParseTime(root.Child(name).Text()); ok {
			return ns
		}
	}
	return 0
}
