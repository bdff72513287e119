// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba_test

import (
	"bytes"
	"fmt"

	"gambeson/detect/scenario"
	"gambeson/event"
	"gambeson/event/ocsf"
)

// ocsfReader reads OCSF events, one a line.
type ocsfReader struct {
	fields *event.Fields
	shape  *event.Shape
}

func newOCSFReader(f *event.Fields) *ocsfReader { return &ocsfReader{f, f.OCSFShape()} }

func (r *ocsfReader) Records(s scenario.Source) ([]scenario.Record, error) {
	var out []scenario.Record
	for line := range bytes.Lines(s.Data) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			out = append(out, scenario.Record{Source: s.Name, Number: len(out) + 1, Raw: line})
		}
	}
	return out, nil
}

func (r *ocsfReader) NewEvent() *event.Event { return event.New(r.fields) }

func (r *ocsfReader) Read(e *event.Event, x scenario.Record) error {
	e.Reset(x.Raw)
	if err := e.ParseJSON(); err != nil {
		return fmt.Errorf("parse: %w", err)
	}
	e.ID = event.PositionID("", x.Source, "file", uint64(x.Number))
	e.Source, e.Record, e.OCSF = x.Source, x.Number, true
	e.BindShape(r.shape)
	class, _ := e.Root().Child("class_uid").Int()
	activity, _ := e.Root().Child("activity_id").Int()
	ms, _ := e.Root().Child("time").Int()
	e.Class, e.Activity, e.Time = ocsf.Class(class), uint8(activity), ms*1e6
	return nil
}
