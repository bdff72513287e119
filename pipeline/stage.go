// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"io"

	"gambeson/event"
)

// A Stage turns records into what follows from them. It belongs to one reader.
type Stage interface {
	// Process adds to out what follows from the records of b. It keeps nothing
	// between calls that changes what a later call gives.
	Process(b *event.Batch, out *Output)
}

// A Judge decides what needs more than one event. It belongs to one shard of
// observation, and everything it does follows from the calls it gets.
type Judge interface {
	// Observe takes an observation that a Stage made.
	Observe(data []byte, out *Output) error
	// Advance says that event time has come to now, in Unix nanoseconds.
	Advance(now int64, out *Output)
	// Snapshot writes the state, Restore replaces it by what Snapshot wrote.
	Snapshot(w io.Writer) error
	Restore(r io.Reader) error
}

// Output is what follows from a message. It is used again and again.
type Output struct {
	Findings     []*event.Finding
	Observations []Observation
	DeadLetters  []DeadLetter
	// Facts are for who reads the findings, among which they stand in their
	// order: what links findings and is none. Nobody here knows what they say.
	Facts [][]byte
	// Newest is the greatest event time, in Unix nanoseconds; 0 where there is none.
	Newest int64
	// Events is the number of records that were read.
	Events int

	trace event.ID // of the batch that it follows from
}

// Reset empties the output.
func (o *Output) Reset() {
	clear(o.Findings)
	clear(o.Observations)
	clear(o.DeadLetters)
	clear(o.Facts)
	*o = Output{Findings: o.Findings[:0], Observations: o.Observations[:0], DeadLetters: o.DeadLetters[:0], Facts: o.Facts[:0]}
}

// follow lets what follows from a batch carry the id of its first event.
func (o *Output) follow(b *event.Batch) {
	if len(b.Records) > 0 {
		o.trace = b.EventID(0)
	}
}

// An Observation is a fact for a judge, which alone knows what Data says. All
// observations with one Key reach the same judge.
type Observation struct {
	Key  string
	Data []byte
	// Event is what the fact follows from. It is for who appends the fact, and not part of it.
	Event event.ID
}

// The classes of dead letters that are no records of a source. Nothing in them can be trusted to say whose they are: they
// belong to [Deps.Tenant].
const (
	ClassBatch       = "batch"       // a whole message that is no batch
	ClassObservation = "observation" // what a judge cannot read
)

// A DeadLetter is a record that could not be read, with all that is needed to
// process it again unchanged.
type DeadLetter struct {
	Tenant   string   `json:"tenant"`
	Source   string   `json:"source"`
	Format   string   `json:"format,omitempty"`
	Stream   string   `json:"stream"`
	Position uint64   `json:"position"`
	Received int64    `json:"received"`
	Event    event.ID `json:"event"`
	Class    string   `json:"class"`  // the kind of error, the same for all of its kind
	Reason   string   `json:"reason"` // the error
	Data     []byte   `json:"data"`   // the record
}
