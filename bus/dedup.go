// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bus

import (
	"iter"
	"time"
)

// Dedup remembers the positions of ids for a window. It is the part that implementations share: a bounded table whose
// clock is the log's uptime, which the caller passes and which never goes back. It is not safe for concurrent use.
type Dedup struct {
	window    time.Duration
	limit     int
	positions map[ID]Position
	queue     []dated // a ring: oldest at head
	head, n   int
}

type dated struct {
	id ID
	at time.Duration
}

// A DedupEntry is an id that is remembered.
type DedupEntry struct {
	ID       ID
	Position Position
	At       time.Duration // the uptime of the append
}

// NewDedup remembers up to limit ids, each for a window. An entry takes about 80 bytes.
func NewDedup(window time.Duration, limit int) *Dedup {
	return &Dedup{window: window, limit: limit, positions: map[ID]Position{}}
}

// Lookup returns the position of an id that is remembered.
func (d *Dedup) Lookup(id ID) (Position, bool) {
	p, ok := d.positions[id]
	return p, ok
}

// Room forgets what is older than the window at the uptime now, and reports whether n more ids can be remembered. Who
// has no room MUST refuse the append: remembering less would let a repetition pass for a new message.
func (d *Dedup) Room(now time.Duration, n int) bool {
	for d.n > 0 && now-d.queue[d.head].at > d.window {
		delete(d.positions, d.queue[d.head].id)
		d.queue[d.head] = dated{}
		d.head = (d.head + 1) % len(d.queue)
		d.n--
	}
	return d.n+n <= d.limit
}

// Add remembers that an id was appended at a position and at an uptime not before that of the last call. The zero ID,
// and an id that is remembered already, change nothing.
func (d *Dedup) Add(id ID, p Position, at time.Duration) {
	if _, known := d.positions[id]; known || id == (ID{}) {
		return
	}
	if d.n == len(d.queue) {
		d.grow()
	}
	d.queue[(d.head+d.n)%len(d.queue)] = dated{id, at}
	d.n++
	d.positions[id] = p
}

// All lists what is remembered, oldest first.
func (d *Dedup) All() iter.Seq[DedupEntry] {
	return func(yield func(DedupEntry) bool) {
		for i := range d.n {
			e := d.queue[(d.head+i)%len(d.queue)]
			if !yield(DedupEntry{e.id, d.positions[e.id], e.at}) {
				return
			}
		}
	}
}

// Len is how many ids are remembered.
func (d *Dedup) Len() int { return d.n }

func (d *Dedup) grow() {
	next := make([]dated, max(64, 2*len(d.queue)))
	for i := range d.n {
		next[i] = d.queue[(d.head+i)%len(d.queue)]
	}
	d.queue, d.head = next, 0
}
