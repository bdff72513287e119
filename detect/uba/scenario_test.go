// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba_test

import (
	"testing"

	"gambeson/detect"
	"gambeson/detect/detecttest"
	"gambeson/detect/uba"
	"gambeson/event"
)

func TestAccept(t *testing.T) {
	fields := event.NewFields()
	reader := newOCSFReader(fields)
	room := func(map[string][]byte) (detect.Room, error) {
		return uba.New(uba.Deps{Fields: fields}, uba.DefaultConfig())
	}
	if _, err := room(nil); err != nil { // names its fields before the table is frozen
		t.Fatal(err)
	}
	if err := fields.Freeze(); err != nil {
		t.Fatal(err)
	}
	detecttest.Accept(t, "testdata", detecttest.Room{Reader: reader, New: room})
}
