// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"io"

	"gambeson/event"
)

// A Room is a domain of detection.
type Room interface {
	// Name is the room's folder name; observations carry it.
	Name() string
	// Inspector returns what looks at events for one goroutine. It shares with
	// its siblings only what never changes.
	Inspector() Inspector
}

// An Inspector looks at events, one by one.
type Inspector interface {
	// Inspect adds to out what e gives: findings on e alone, and observations.
	// It MUST NOT keep anything of e, nor anything about it.
	Inspect(e *event.Event, out *Results)
}

// Stateful is a room whose verdicts need more than one event.
type Stateful interface {
	Room
	// Observe takes one observation of the room's own and adds the findings that
	// follow from it. Observations come in the order of their time, then their
	// event id, each once; what is later than the lateness bound allows comes
	// when it comes, with Late set, and MUST be taken all the same.
	Observe(o Observation, out *Results)
	// Snapshot writes the state, and Restore replaces it by what Snapshot wrote.
	// Between the two nothing else is needed to go on with the same verdicts.
	Snapshot(w io.Writer) error
	Restore(r io.Reader) error
	// Held returns the number of keys and values that the state holds, which
	// never exceeds Cap.
	Held() int
	Cap() int
}

// Results is what looking at events gave. It is used again and again: whoever
// reads it takes what is there and calls Reset.
type Results struct {
	Findings     []*event.Finding
	Observations []Observation
}

// Reset empties the results.
func (r *Results) Reset() {
	clear(r.Findings)
	r.Findings = r.Findings[:0]
	clear(r.Observations)
	r.Observations = r.Observations[:0]
}
