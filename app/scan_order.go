// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"gambeson/detect"
)

// part is what a worker has to say about a piece of an input.
type part struct {
	text         []byte
	observations []detect.Observation
	notes        []string
	noteBytes    int
}

const (
	// partBytes is how much a worker keeps before it asks to write.
	partBytes = 1 << 20
	// partObservations bounds the observations in a part.
	partObservations = 4096
	// parkedBytes is how much of finished inputs may wait for their turn.
	parkedBytes = 32 << 20
)

func (p *part) notef(format string, args ...any) {
	note := fmt.Sprintf(format, args...)
	p.notes = append(p.notes, note)
	p.noteBytes += len(note)
}

func (p *part) full() bool { return p.size() >= partBytes || len(p.observations) >= partObservations }

func (p *part) size() int {
	const each = 256 // bytes, about
	return len(p.text) + p.noteBytes + each*(len(p.observations)+len(p.notes))
}

// take returns the part and leaves an empty one.
func (p *part) take() part {
	full := *p
	*p = part{}
	return full
}

// spares keeps the memory of parts that were written for those to come: it
// costs less than growing them, and collecting them, again and again.
type spares struct {
	mu    sync.Mutex
	texts [][]byte
}

const maxSpares = 16

func (s *spares) take() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := len(s.texts) - 1
	if last < 0 {
		return nil
	}
	text := s.texts[last]
	s.texts = s.texts[:last]
	return text[:0]
}

func (s *spares) give(text []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cap(text) > 0 && cap(text) <= 2*partBytes && len(s.texts) < maxSpares {
		s.texts = append(s.texts, text)
	}
}

// turns writes parts in the order of the inputs, whoever has them first. What
// is ready too early is parked, up to a limit; beyond it the worker waits.
//
// Inputs are numbered from 0 in the order in which workers take them up, so
// that the head, for which the others wait, is always being read. After an
// error of emit nothing is written any more: who writes gets the error, and
// who waits is woken by the context, which the first to get it must end.
type turns struct {
	emit   func(part) error
	limit  int // of bytes
	mu     sync.Mutex
	moved  chan struct{} // closed and replaced when head moves
	head   int
	parked map[int][]part
	ended  map[int]bool
	bytes  int
	err    error
}

func newTurns(emit func(part) error, limit int) *turns {
	return &turns{emit: emit, limit: limit, moved: make(chan struct{}), parked: make(map[int][]part), ended: make(map[int]bool)}
}

// write writes or parks a part of the input with that turn.
func (t *turns) write(ctx context.Context, turn int, p part) error { return t.put(ctx, turn, p, false) }

// end writes or parks the last part of the input with that turn.
func (t *turns) end(ctx context.Context, turn int, p part) error { return t.put(ctx, turn, p, true) }

func (t *turns) put(ctx context.Context, turn int, p part, last bool) error {
	for {
		t.mu.Lock()
		if t.err != nil || turn == t.head || t.bytes+p.size() <= t.limit {
			err := t.place(turn, p, last)
			t.mu.Unlock()
			return err
		}
		moved := t.moved
		t.mu.Unlock()
		select {
		case <-moved:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// place is called with the lock held.
func (t *turns) place(turn int, p part, last bool) error {
	if t.err != nil {
		return t.err
	}
	if turn != t.head {
		t.parked[turn] = append(t.parked[turn], p)
		t.bytes += p.size()
		t.ended[turn] = last
		return nil
	}
	t.err = t.emit(p)
	for last && t.err == nil {
		t.head++
		last = t.ended[t.head]
		t.err = t.emitParked()
		delete(t.ended, t.head-1)
		close(t.moved)
		t.moved = make(chan struct{})
	}
	return t.err
}

// emitParked writes what is parked for the head.
func (t *turns) emitParked() error {
	parked := t.parked[t.head]
	delete(t.parked, t.head)
	for i := range parked {
		t.bytes -= parked[i].size()
		if err := t.emit(parked[i]); err != nil {
			return err
		}
		parked[i] = part{}
	}
	return nil
}

// badRecords counts the records of a stream that cannot be read.
type badRecords struct {
	path   string
	count  int
	record int
	first  error
}

func (b *badRecords) add(record int, err error) {
	b.count++
	if b.first == nil {
		b.record, b.first = record, err
	}
}

// merge adds those of another piece of the stream.
func (b *badRecords) merge(o badRecords) {
	if o.count > 0 && (b.count == 0 || o.record < b.record) {
		b.record, b.first = o.record, o.first
	}
	b.count += o.count
}

// String says how many there are and what is wrong with the first.
func (b *badRecords) String() string {
	if b.count == 1 {
		return fmt.Sprintf("%s: record %d cannot be read: %v", b.path, b.record, b.first)
	}
	return fmt.Sprintf("%s: %d records cannot be read, the first is record %d: %v", b.path, b.count, b.record, b.first)
}

// countingReader counts what is read.
type countingReader struct {
	r io.Reader
	n *atomic.Int64
}

// Read implements [io.Reader].
func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n.Add(int64(n))
	return n, err
}
