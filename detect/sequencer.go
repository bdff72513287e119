// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"cmp"
	"container/heap"
	"encoding/gob"
	"fmt"
	"io"

	"gambeson/event"
)

// SequencerConfig is what users set of a [Sequencer].
type SequencerConfig struct {
	// Lateness is how far, in seconds of event time, an observation may be behind
	// the newest one of its stream and still be put in order.
	Lateness int64 `yaml:"lateness"`
	// MaxPending is the largest number of observations that wait for the
	// watermark. Beyond it the oldest are judged early.
	MaxPending int `yaml:"max_pending"`
}

// DefaultSequencerConfig returns the defaults: ten minutes, 200,000
// observations (about 100 MB).
func DefaultSequencerConfig() SequencerConfig {
	return SequencerConfig{Lateness: 600, MaxPending: 200_000}
}

// Validate returns an error that names the first wrong setting.
func (c SequencerConfig) Validate() error {
	if c.Lateness < 0 {
		return fmt.Errorf("lateness: %d is negative", c.Lateness)
	}
	if c.MaxPending < 1 {
		return fmt.Errorf("max_pending: %d is less than 1", c.MaxPending)
	}
	return nil
}

// A Sequencer puts observations into event-time order, drops those that it has
// seen, and hands them to their rooms once the watermark has passed. It belongs
// to one goroutine.
type Sequencer struct {
	rooms     map[string]Stateful
	config    SequencerConfig
	pending   queue
	seen      map[identity]struct{} // of the pending
	recent    map[identity]int64    // of the judged, by time, while they may come again
	watermark int64
	early     int
}

// identity is what makes two observations the same.
type identity struct {
	room string
	of   event.ID
	part int
}

// NewSequencer returns a sequencer in front of rooms.
func NewSequencer(rooms []Stateful, c SequencerConfig) (*Sequencer, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("sequencer: %w", err)
	}
	s := &Sequencer{
		rooms: make(map[string]Stateful), config: c,
		seen: make(map[identity]struct{}), recent: make(map[identity]int64),
	}
	for _, r := range rooms {
		s.rooms[r.Name()] = r
	}
	return s, nil
}

// Add takes an observation. One that is behind the watermark is judged at
// once, marked late; one that was added before is dropped.
func (s *Sequencer) Add(o Observation, out *Results) {
	id := identity{o.Room, o.Of.Event, o.Part}
	if _, ok := s.seen[id]; ok {
		return
	}
	if _, ok := s.recent[id]; ok {
		return
	}
	if o.Time < s.watermark {
		o.Late = true
		s.judge(o, out)
		return
	}
	s.seen[id] = struct{}{}
	heap.Push(&s.pending, o)
	if len(s.pending) > s.config.MaxPending {
		s.early++
		s.pop(out)
	}
}

// Advance moves the watermark to the event time now (Unix nanoseconds), less
// the lateness, and judges what it passes. The watermark never goes back.
func (s *Sequencer) Advance(now int64, out *Results) {
	s.watermark = max(s.watermark, now-s.config.Lateness*1e9)
	for len(s.pending) > 0 && s.pending[0].Time < s.watermark {
		s.pop(out)
	}
	for id, t := range s.recent {
		if t < s.watermark-s.config.Lateness*1e9 {
			delete(s.recent, id)
		}
	}
}

// Drain judges everything that waits: at the end of a scan, not of a stream.
func (s *Sequencer) Drain(out *Results) {
	for len(s.pending) > 0 {
		s.pop(out)
	}
}

// Early returns how many observations were judged before the watermark had
// passed them, because too many waited.
func (s *Sequencer) Early() int { return s.early }

func (s *Sequencer) pop(out *Results) {
	o := heap.Pop(&s.pending).(Observation) //nolint:errcheck // the queue holds nothing else
	delete(s.seen, identity{o.Room, o.Of.Event, o.Part})
	s.judge(o, out)
}

func (s *Sequencer) judge(o Observation, out *Results) {
	if len(s.recent) < s.config.MaxPending {
		s.recent[identity{o.Room, o.Of.Event, o.Part}] = o.Time
	}
	if r := s.rooms[o.Room]; r != nil {
		r.Observe(o, out)
	}
}

// queue is a heap of observations by time, event and part.
type queue []Observation

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool {
	a, b := &q[i], &q[j]
	return cmp.Or(
		cmp.Compare(a.Time, b.Time), bytes.Compare(a.Of.Event[:], b.Of.Event[:]),
		cmp.Compare(a.Room, b.Room), cmp.Compare(a.Part, b.Part),
	) < 0
}

// Push implements [heap.Interface].
func (q *queue) Push(x any) { *q = append(*q, x.(Observation)) }

// Pop implements [heap.Interface].
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// sequencerState is what a snapshot holds.
type sequencerState struct {
	Pending   []Observation
	Recent    []recentState
	Watermark int64
	Early     int
}

type recentState struct {
	Room string
	Of   event.ID
	Part int
	Time int64
}

// Snapshot writes what waits and what may come again; the rooms are
// snapshotted by themselves.
func (s *Sequencer) Snapshot(w io.Writer) error {
	state := sequencerState{Pending: s.pending, Watermark: s.watermark, Early: s.early}
	for id, t := range s.recent {
		state.Recent = append(state.Recent, recentState{id.room, id.of, id.part, t})
	}
	if err := gob.NewEncoder(w).Encode(state); err != nil {
		return fmt.Errorf("snapshot the sequencer: %w", err)
	}
	return nil
}

// Restore replaces what waits by what [Sequencer.Snapshot] wrote.
func (s *Sequencer) Restore(r io.Reader) error {
	var state sequencerState
	if err := gob.NewDecoder(r).Decode(&state); err != nil {
		return fmt.Errorf("restore the sequencer: %w", err)
	}
	s.pending, s.watermark, s.early = state.Pending, state.Watermark, state.Early
	heap.Init(&s.pending)
	clear(s.seen)
	clear(s.recent)
	for _, o := range s.pending {
		s.seen[identity{o.Room, o.Of.Event, o.Part}] = struct{}{}
	}
	for _, x := range state.Recent {
		s.recent[identity{x.Room, x.Of, x.Part}] = x.Time
	}
	return nil
}
