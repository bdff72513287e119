// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package roomtest runs the acceptance test of the rooms of detection
// ([gambeson/detect/detecttest]) with all that rooms may not know of each
// other: the formats, and the lists in app/rooms.go. A room's own test calls it
// and is then the whole proof that the room is one:
//
//	func TestAccept(t *testing.T) { roomtest.Accept(t, "uba") }
package roomtest

import (
	"testing"

	"gambeson/app"
	"gambeson/detect"
	"gambeson/detect/detecttest"
	"gambeson/detect/scenario"
)

// Accept runs the scenarios in testdata against the room with that name.
func Accept(t *testing.T, room string) {
	t.Helper()
	detecttest.Accept(t, "testdata", func(rules map[string][]byte) (scenario.Reader, detect.Room, error) {
		return app.ScenarioRoom(room, rules)
	})
}

// Room makes the room with that name afresh, with its own rules or those given,
// and what reads records for it.
func Room(t *testing.T, room string, rules map[string][]byte) (scenario.Reader, detect.Room) {
	t.Helper()
	reader, r, err := app.ScenarioRoom(room, rules)
	if err != nil {
		t.Fatal(err)
	}
	return reader, r
}
