// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package line

import (
	"bytes"
	"fmt"
	"strings"

	"gambeson/event"
	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// A Format reads lines of text.
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
	return normalize.Mapping{
		Kind: "line", Class: ocsf.BaseEvent, Activity: 99,
		Components: []string{"Application Log Content"},
		Fields:     []normalize.Field{{From: "message", To: "message"}},
	}
}

// Info implements [normalize.Format].
func (f *Format) Info() normalize.Info { return f.info }

func info() normalize.Info {
	return normalize.Info{
		Name: "line", Title: "Plain lines", Vendor: "unknown", Product: "text",
		Shapes:   []string{"any line of text"},
		Mappings: []normalize.Mapping{mapping()},
		Sources:  []string{"RFC 3339"},
	}
}

// Claim implements [normalize.Format].
func (*Format) Claim(e *event.Event) normalize.Confidence {
	if e.Root().Exists() || len(bytes.TrimSpace(e.Raw())) == 0 {
		return normalize.No
	}
	return normalize.Fallback
}

// Read implements [normalize.Format].
func (f *Format) Read(e *event.Event) error {
	raw := e.Raw()
	if e.Root().Exists() || len(bytes.TrimSpace(raw)) == 0 {
		return fmt.Errorf("%w: no line of text", normalize.ErrMalformed)
	}
	stamp, ns := leadingTime(raw)
	e.Time = ns
	e.BeginObject(nil)
	if len(stamp) > 0 {
		e.AddString([]byte("timestamp"), stamp)
	}
	e.AddString([]byte("message"), raw)
	e.End()
	e.BindShape(f.shape)
	f.mapping.Apply(e)
	return nil
}

// maxStamp is the length of the longest time stamp that is tried.
const maxStamp = 40

// leadingTime returns the time that the line starts with, and its text.
func leadingTime(b []byte) (stamp []byte, ns int64) {
	b = bytes.TrimLeft(b, "[( \t")
	b = b[:min(len(b), maxStamp)]
	if len(b) < 19 {
		return nil, 0
	}
	end := 19 // behind the seconds
	for end < len(b) && strings.IndexByte("0123456789.,:+-Zz", b[end]) >= 0 {
		end++
	}
	stamp = bytes.TrimRight(b[:end], ".,:-")
	var iso [maxStamp]byte
	copy(iso[:], stamp)
	if iso[4] == '/' && iso[7] == '/' {
		iso[4], iso[7] = '-', '-'
	}
	ns, ok := normalize.ParseTime(iso[:len(stamp)])
	if !ok {
		return nil, 0
	}
	return stamp, ns
}
