// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"cmp"
	"container/heap"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"slices"

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
	recent    map[identity]int64    // of the judged: the watermark they were judged by, or their later time
	watermark int64
	judged    int64 // the greatest time of what was judged: the watermark, or beyond it what was judged early
	swept     int64 // the watermark at which recent was last cleaned
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

// Add takes an observation. One that is behind the watermark, or behind what
// was judged early, is judged at once, marked late; one that was added before
// is dropped.
func (s *Sequencer) Add(o Observation, out *Results) {
	id := identity{o.Room, o.Of.Event, o.Part}
	if _, ok := s.seen[id]; ok {
		return
	}
	if t, ok := s.recent[id]; ok && t >= s.forgotten() {
		return
	}
	if o.Time < max(s.watermark, s.judged) {
		o.Late = true
		s.judge(o, out)
		return
	}
	s.seen[id] = struct{}{}
	heap.Push(&s.pending, o)
	for len(s.pending) > s.config.MaxPending {
		s.early++
		s.pop(out)
	}
}

// Advance moves the watermark to the event time now (Unix nanoseconds), less
// the lateness, and judges what it passes. The watermark never goes back.
func (s *Sequencer) Advance(now int64, out *Results) {
	s.watermark = max(s.watermark, now-s.lateness())
	for len(s.pending) > 0 && s.pending[0].Time < s.watermark {
		s.pop(out)
	}
	if s.watermark-s.swept >= s.lateness() {
		s.sweep()
	}
}

func (s *Sequencer) lateness() int64 { return s.config.Lateness * 1e9 }

// forgotten is the time before which the judged are no longer known: their
// duplicates are due within the lateness, too.
func (s *Sequencer) forgotten() int64 { return s.watermark - s.lateness() }

// sweep drops the judged that are forgotten. It is called once for each
// lateness that the watermark moves, so that each is looked at three times at
// most.
func (s *Sequencer) sweep() {
	s.swept = s.watermark
	for id, t := range s.recent {
		if t < s.forgotten() {
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
	o := heap.Pop(&s.pending).(Observation)
	delete(s.seen, identity{o.Room, o.Of.Event, o.Part})
	s.judge(o, out)
}

func (s *Sequencer) judge(o Observation, out *Results) {
	if len(s.recent) < s.config.MaxPending {
		s.recent[identity{o.Room, o.Of.Event, o.Part}] = max(o.Time, s.watermark)
	}
	s.judged = max(s.judged, o.Time)
	if r := s.rooms[o.Room]; r != nil {
		r.Observe(o, out)
	}
}

// queue is a heap of observations by time, event and part.
type queue []Observation

func (q queue) Len() int           { return len(q) }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool { return compareObservations(&q[i], &q[j]) < 0 }

// compareObservations is the order in which observations are judged.
func compareObservations(a, b *Observation) int {
	return cmp.Or(
		cmp.Compare(a.Time, b.Time), bytes.Compare(a.Of.Event[:], b.Of.Event[:]),
		cmp.Compare(a.Room, b.Room), cmp.Compare(a.Part, b.Part),
	)
}

// Push implements [heap.Interface].
func (q *queue) Push(x any) { *q = append(*q, x.(Observation)) }

// Pop implements [heap.Interface].
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	old[len(old)-1] = Observation{} // what it points to may go
	*q = old[:len(old)-1]
	return x
}

// sequencerVersion changes whenever older snapshots can no longer be read.
const sequencerVersion = 1

// ErrSnapshot is wrapped where what is restored is no snapshot of a sequencer.
var ErrSnapshot = errors.New("not a snapshot of the sequencer")

// sequencerState is what a snapshot holds.
type sequencerState struct {
	Version   int
	Pending   []Observation
	Recent    []recentState
	Watermark int64
	Judged    int64
	Early     int
}

type recentState struct {
	Room string
	Of   event.ID
	Part int
	Time int64
}

// Snapshot writes what waits and what may come again; the rooms are
// snapshotted by themselves. The same state is the same bytes.
func (s *Sequencer) Snapshot(w io.Writer) error {
	slices.SortFunc(s.pending, func(a, b Observation) int { return compareObservations(&a, &b) }) // a sorted heap is one
	state := sequencerState{Version: sequencerVersion, Pending: s.pending, Watermark: s.watermark, Judged: s.judged, Early: s.early}
	for id, t := range s.recent {
		if t >= s.forgotten() {
			state.Recent = append(state.Recent, recentState{id.room, id.of, id.part, t})
		}
	}
	slices.SortFunc(state.Recent, func(a, b recentState) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), bytes.Compare(a.Of[:], b.Of[:]), cmp.Compare(a.Room, b.Room), cmp.Compare(a.Part, b.Part))
	})
	if err := gob.NewEncoder(w).Encode(state); err != nil {
		return fmt.Errorf("snapshot the sequencer: %w", err)
	}
	return nil
}

// Restore replaces what waits by what [Sequencer.Snapshot] wrote. After an
// error, which wraps [ErrSnapshot], the sequencer is as it was. What is more
// than may wait is judged with the next observation.
func (s *Sequencer) Restore(r io.Reader) error {
	var state sequencerState
	if err := gob.NewDecoder(r).Decode(&state); err != nil {
		return fmt.Errorf("restore: %w: %w", ErrSnapshot, err)
	}
	if state.Version != sequencerVersion {
		return fmt.Errorf("restore: %w: version %d, want %d", ErrSnapshot, state.Version, sequencerVersion)
	}
	s.pending, s.early = state.Pending, state.Early
	s.watermark, s.judged, s.swept = state.Watermark, state.Judged, state.Watermark
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
