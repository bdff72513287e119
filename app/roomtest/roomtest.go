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
