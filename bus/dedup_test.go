// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bus

import (
	"encoding/binary"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func number(n uint64) (id ID) {
	binary.BigEndian.PutUint64(id[:], n)
	return id
}

func TestDedupWindow(t *testing.T) {
	d := NewDedup(10*time.Minute, 2)
	d.Add(number(1), 1, 0)
	d.Add(ID{}, 2, 0)
	d.Add(number(1), 3, time.Minute) // keeps the first position
	d.Add(number(2), 4, 4*time.Minute)
	if d.Room(10*time.Minute, 1) {
		t.Error("there is room before the window has passed")
	}
	if p, ok := d.Lookup(number(1)); !ok || p != 1 {
		t.Errorf("at the window's end id 1 is at %d, %v; want 1", p, ok)
	}
	if !d.Room(10*time.Minute+1, 1) {
		t.Error("there is no room once the window has passed")
	}
	if _, ok := d.Lookup(number(1)); ok {
		t.Error("id 1 is remembered behind its window")
	}
	if p, ok := d.Lookup(number(2)); !ok || p != 4 {
		t.Errorf("id 2 is at %d, %v; want 4", p, ok)
	}
	if _, ok := d.Lookup(ID{}); ok {
		t.Error("the zero id is remembered")
	}
}

// TestDedupModel compares with a list that is searched.
func TestDedupModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		type entry struct {
			id uint64
			p  Position
			at time.Duration
		}
		d := NewDedup(50, 1000)
		var model []entry
		var now time.Duration
		for i := range rapid.IntRange(1, 300).Draw(t, "steps") {
			now += time.Duration(rapid.IntRange(0, 3).Draw(t, "wait"))
			id := rapid.Uint64Range(1, 60).Draw(t, "id")
			d.Room(now, 1)
			for len(model) > 0 && now-model[0].at > 50 {
				model = model[1:]
			}
			want, known := Position(0), false
			for _, e := range model {
				if e.id == id {
					want, known = e.p, true
				}
			}
			got, ok := d.Lookup(number(id))
			if got != want || ok != known {
				t.Fatalf("id %d is at %d, %v; want %d, %v", id, got, ok, want, known)
			}
			d.Add(number(id), Position(i+1), now)
			if !known {
				model = append(model, entry{id, Position(i + 1), now})
			}
			if d.Len() != len(model) {
				t.Fatalf("%d ids are remembered, want %d", d.Len(), len(model))
			}
			next := 0
			for e := range d.All() {
				if m := model[next]; e != (DedupEntry{number(m.id), m.p, m.at}) {
					t.Fatalf("entry %d is %+v, want %+v", next, e, m)
				}
				next++
			}
		}
	})
}
