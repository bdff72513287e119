// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bustest

import (
	"bytes"
	"errors"
	"slices"
	"sync"
	"testing"

	"gambeson/bus"
)

// entriesOf are messages from..to-1 of a sender: more together than is written at once.
func entriesOf(sender, from, to int) []bus.Entry {
	var all []bus.Entry
	for i := from; i < to; i++ {
		all = append(all, bus.Entry{ID: idOf("%d %d", sender, i), Body: bodyOf(sender, i, 40_000)})
	}
	return all
}

func mustAppendAll(t *testing.T, log bus.Log, to bus.Shard, all []bus.Entry) []bus.Position {
	t.Helper()
	positions, err := log.AppendAll(within(t), to, all)
	if err != nil || len(positions) != len(all) {
		t.Fatalf("append to %s: %d of %d: %v", to, len(positions), len(all), err)
	}
	return positions
}

// testAppendAll appends many messages at once, new ones and known ones.
func testAppendAll(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	const n = 120
	all := entriesOf(0, 0, n)
	first := mustAppendAll(t, log, raw0, all[:n/2])
	if !slices.IsSorted(first) || len(slices.Compact(slices.Clone(first))) != n/2 {
		t.Errorf("positions %v do not grow", first)
	}
	log = f.restart(t)
	again := mustAppendAll(t, log, raw0, all[n/4:])
	if !slices.Equal(again[:n/4], first[n/4:]) {
		t.Errorf("known messages are at %v, they were at %v", again[:n/4], first[n/4:])
	}
	read := readAll(t, log, raw0, 0, 1<<20)
	if len(read) != n {
		t.Fatalf("%d messages, want %d", len(read), n)
	}
	for i, m := range read {
		if m.ID != all[i].ID || !bytes.Equal(m.Body, all[i].Body) {
			t.Fatalf("message %d is another one", i)
		}
	}
	if positions, err := log.AppendAll(within(t), raw0, nil); len(positions) > 0 || err != nil {
		t.Errorf("append nothing: %v, %v", positions, err)
	}
	large := append(entriesOf(1, 0, 2), bus.Entry{Body: make([]byte, bus.MaxMessage+1)})
	if positions, err := log.AppendAll(within(t), raw0, large); !errors.Is(err, bus.ErrTooLarge) {
		t.Errorf("append what is too large: %v, %v", positions, err)
	}
}

// testAppendAllAtOnce has several producers append many messages each. Those of one keep their order.
func testAppendAllAtOnce(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	const producers, n = 4, 60
	at := make([][]bus.Position, producers)
	var wg sync.WaitGroup
	for p := range producers {
		wg.Go(func() {
			var err error
			if at[p], err = log.AppendAll(within(t), raw0, entriesOf(p, 0, n)); err != nil {
				t.Errorf("append: %v", err)
			}
		})
	}
	wg.Wait()
	read := make(map[bus.Position]bus.ID)
	for _, m := range readAll(t, log, raw0, 0, 1<<20) {
		read[m.Position] = m.ID
	}
	for p := range producers {
		if !slices.IsSorted(at[p]) {
			t.Errorf("producer %d: positions %v do not grow", p, at[p])
		}
		for i, position := range at[p] {
			if read[position] != idOf("%d %d", p, i) {
				t.Errorf("producer %d: message %d is not at %d", p, i, position)
			}
		}
	}
	if len(read) != producers*n {
		t.Errorf("%d messages, want %d", len(read), producers*n)
	}
}
