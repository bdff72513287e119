// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"container/heap"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// A value is what a detector keeps about one key.
type value interface {
	// size is the number of things that the value holds.
	size() int
	// fit drops what is more than the detector's cap for one key: a snapshot may
	// be of a room with a larger one, or not be ours at all.
	fit(per int)
}

// A table keeps a value for each of at most max keys. What it drops depends on
// event time alone: keys idle for longer than horizon, and beyond max the key
// whose newest observation is the oldest; of several the first in order.
type table[V value] struct {
	max, per int
	horizon  int64 // nanoseconds of event time
	fresh    func() V
	// dropped, where not nil, is told of each key that the table drops.
	dropped func(key string, v V)

	rows  map[string]*row[V]
	order byAge[V]
	items int
	now   int64 // the newest event time seen: that of the newest row
}

type row[V value] struct {
	key   string
	last  int64
	at    int // in order
	value V
}

func newTable[V value](keys, per int, horizon int64, fresh func() V) *table[V] {
	return &table[V]{max: keys, per: per, horizon: horizon, fresh: fresh, rows: make(map[string]*row[V])}
}

// update calls change with the value of key, a new one where there is none,
// for an observation made at time.
func (t *table[V]) update(key string, time int64, change func(v V)) {
	t.now = max(t.now, time)
	t.expire()
	r := t.rows[key]
	if r == nil {
		r = t.add(key, time, t.fresh())
	} else if time > r.last {
		r.last = time
		heap.Fix(&t.order, r.at)
	}
	before := r.value.size()
	change(r.value)
	t.items += r.value.size() - before
	for len(t.rows) > t.max {
		t.drop()
	}
}

func (t *table[V]) add(key string, time int64, v V) *row[V] {
	r := &row[V]{key: key, last: time, value: v}
	t.rows[key] = r
	t.items += v.size()
	heap.Push(&t.order, r)
	return r
}

// expire drops the keys that nothing can follow from any more.
func (t *table[V]) expire() {
	for len(t.order) > 0 && t.order[0].last < t.now-t.horizon {
		t.drop()
	}
}

// drop drops the oldest key.
func (t *table[V]) drop() {
	r := heap.Pop(&t.order).(*row[V])
	delete(t.rows, r.key)
	t.items -= r.value.size()
	if t.dropped != nil {
		t.dropped(r.key, r.value)
	}
}

// held returns the number of keys and of what they hold.
func (t *table[V]) held() int { return len(t.rows) + t.items }

// cap returns the most that held can be: between a key's arrival and the drop
// of another nothing is asked.
func (t *table[V]) cap() int { return t.max * (1 + t.per) }

// savedRow is a row in a snapshot, one a line.
type savedRow struct {
	Detector string          `json:"detector"`
	Key      string          `json:"key"`
	Time     int64           `json:"time"`
	Value    json.RawMessage `json:"value"`
}

// save hands the rows to write, in the order of their keys.
func (t *table[V]) save(detector string, write func(savedRow) error) error {
	for _, key := range slices.Sorted(maps.Keys(t.rows)) {
		r := t.rows[key]
		v, err := json.Marshal(r.value)
		if err != nil {
			return fmt.Errorf("%s: %w", detector, err)
		}
		if err := write(savedRow{detector, key, r.last, v}); err != nil {
			return err
		}
	}
	return nil
}

// load takes a row that save wrote. More rows than the table's cap push out
// the oldest.
func (t *table[V]) load(s savedRow) error {
	if t.rows[s.Key] != nil {
		return fmt.Errorf("%w: key %.64q twice", ErrSnapshot, s.Key)
	}
	v := t.fresh()
	if err := json.Unmarshal(s.Value, v); err != nil {
		return fmt.Errorf("%w: key %.64q: %w", ErrSnapshot, s.Key, err)
	}
	v.fit(t.per)
	t.now = max(t.now, s.Time)
	t.add(s.Key, s.Time, v)
	for len(t.rows) > t.max {
		t.drop()
	}
	return nil
}

// byAge is a heap of rows: oldest first, then by key.
type byAge[V value] []*row[V]

func (h byAge[V]) Len() int { return len(h) }

func (h byAge[V]) Less(i, j int) bool {
	if h[i].last != h[j].last {
		return h[i].last < h[j].last
	}
	return h[i].key < h[j].key
}

func (h byAge[V]) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].at, h[j].at = i, j
}

// Push implements [heap.Interface].
func (h *byAge[V]) Push(x any) {
	r := x.(*row[V])
	r.at = len(*h)
	*h = append(*h, r)
}

// Pop implements [heap.Interface].
func (h *byAge[V]) Pop() any {
	old := *h
	r := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return r
}
