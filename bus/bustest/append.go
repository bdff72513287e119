// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bustest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"gambeson/bus"
)

// testOrder appends to three shards in turn and reads each back, in bites of several sizes.
func testOrder(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	const n = 120
	shards := []bus.Shard{raw0, raw1, finding7}
	positions := map[bus.Shard][]bus.Position{}
	for i := range n {
		for j, s := range shards {
			positions[s] = append(positions[s], mustAppend(t, log, s, idOf("%d %d", i, j), bodyOf(j, i, 4000)))
		}
	}
	check := func(when string, limit int) {
		for j, s := range shards {
			all := readAll(t, log, s, 0, limit)
			if len(all) != n {
				t.Fatalf("%s: %s has %d messages, want %d", when, s, len(all), n)
			}
			for i, m := range all {
				if m.Position != positions[s][i] || m.ID != idOf("%d %d", i, j) || !bytes.Equal(m.Body, bodyOf(j, i, 4000)) {
					t.Fatalf("%s: %s, message %d: position %d, id %x, %d bytes", when, s, i, m.Position, m.ID, len(m.Body))
				}
			}
		}
	}
	for _, limit := range []int{1, 5000, 1 << 20} {
		check(fmt.Sprintf("limit %d", limit), limit)
	}
	log = f.restart(t)
	check("after restart", 1<<20)
	for _, s := range shards {
		if p := mustAppend(t, log, s, bus.ID{}, nil); p <= positions[s][n-1] {
			t.Errorf("after restart %s goes on at %d, it was at %d", s, p, positions[s][n-1])
		}
	}
}

// testConcurrent has many producers and consumers at work at once. Each producer's messages keep their order.
func testConcurrent(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	const producers, each = 8, 60
	shards := []bus.Shard{raw0, raw1}
	var mu sync.Mutex
	acked := map[bus.Shard]map[bus.Position][2]int{raw0: {}, raw1: {}}
	var wg sync.WaitGroup
	for p := range producers {
		wg.Go(func() {
			for i := range each {
				s := shards[(p+i)%2]
				at, err := log.Append(t.Context(), s, idOf("%d %d", p, i), bodyOf(p, i, 20000))
				if err != nil {
					t.Errorf("append: %v", err)
					return
				}
				mu.Lock()
				if other, twice := acked[s][at]; twice {
					t.Errorf("%s: %v and %v are both at %d", s, other, [2]int{p, i}, at)
				}
				acked[s][at] = [2]int{p, i}
				mu.Unlock()
			}
		})
	}
	read := make([][]bus.Message, 4)
	for c := range read {
		wg.Go(func() {
			s, after := shards[c%2], bus.Position(0)
			for len(read[c]) < producers*each/2 {
				got, err := log.Read(within(t), s, after, 1000<<c)
				if err != nil {
					t.Errorf("read: %v", err)
					return
				}
				read[c] = append(read[c], got...)
				after = got[len(got)-1].Position
			}
		})
	}
	wg.Wait()
	for c, messages := range read {
		next := map[int]int{}
		for _, m := range messages {
			who, ok := acked[shards[c%2]][m.Position]
			if !ok || m.ID != idOf("%d %d", who[0], who[1]) || !bytes.Equal(m.Body, bodyOf(who[0], who[1], 20000)) {
				t.Fatalf("consumer %d: position %d is not what was appended as %v", c, m.Position, who)
			}
			if who[1] < next[who[0]] {
				t.Fatalf("consumer %d: message %v came after a later one", c, who)
			}
			next[who[0]] = who[1] + 1
		}
	}
}

// testResend repeats appends one after the other.
func testResend(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	first := mustAppend(t, log, raw0, idOf("a"), []byte("one"))
	second := mustAppend(t, log, raw0, idOf("b"), []byte("two"))
	if p := mustAppend(t, log, raw0, idOf("a"), []byte("one")); p != first {
		t.Errorf("the repetition is at %d, the first at %d", p, first)
	}
	if p := mustAppend(t, log, raw0, idOf("b"), []byte("two")); p != second {
		t.Errorf("the repetition is at %d, the first at %d", p, second)
	}
	mustAppend(t, log, raw1, idOf("a"), []byte("one"))
	mustAppend(t, log, raw0, bus.ID{}, []byte("none"))
	mustAppend(t, log, raw0, bus.ID{}, []byte("none"))
	if n := len(readAll(t, log, raw0, 0, 1000)); n != 4 {
		t.Errorf("%s has %d messages, want 4", raw0, n)
	}
	if n := len(readAll(t, log, raw1, 0, 1000)); n != 1 {
		t.Errorf("%s has %d messages, want 1: ids belong to a shard", raw1, n)
	}
}

// testResendAtOnce repeats appends while the first are under way.
func testResendAtOnce(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	const ids, times = 20, 8
	var mu sync.Mutex
	at := map[int]map[bus.Position]bool{}
	var wg sync.WaitGroup
	for range times {
		wg.Go(func() {
			for i := range ids {
				p, err := log.Append(t.Context(), raw0, idOf("%d", i), bodyOf(0, i, 100))
				if err != nil {
					t.Errorf("append: %v", err)
					return
				}
				mu.Lock()
				if at[i] == nil {
					at[i] = map[bus.Position]bool{}
				}
				at[i][p] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for i, positions := range at {
		if len(positions) != 1 {
			t.Errorf("id %d has positions %v", i, positions)
		}
	}
	if n := len(readAll(t, log, raw0, 0, 1000)); n != ids {
		t.Errorf("%d messages, want %d", n, ids)
	}
}

// testResendAfterRestart repeats appends that an earlier life of the log has answered.
func testResendAfterRestart(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	const n = 50
	var want []bus.Position
	for i := range n {
		want = append(want, mustAppend(t, log, raw0, idOf("%d", i), bodyOf(0, i, 1000)))
	}
	for life := range 2 {
		log = f.restart(t)
		for i := range n {
			if p := mustAppend(t, log, raw0, idOf("%d", i), bodyOf(0, i, 1000)); p != want[i] {
				t.Fatalf("life %d: id %d is at %d, was at %d", life, i, p, want[i])
			}
		}
	}
	if got := len(readAll(t, log, raw0, 0, 10000)); got != n {
		t.Errorf("%d messages, want %d", got, n)
	}
}

// testResendAfterCancel repeats appends that were given up, at any point of them.
func testResendAfterCancel(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	const n = 100
	body := []byte("0123456789")
	for i := range n {
		ctx, cancel := context.WithCancel(t.Context())
		if i%2 == 0 {
			cancel()
		} else {
			go cancel()
		}
		buffer := bytes.Clone(body)
		_, err := log.Append(ctx, raw0, idOf("%d", i), buffer)
		clear(buffer) // the log keeps nothing of it
		cancel()
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("append: %v", err)
		}
		mustAppend(t, log, raw0, idOf("%d", i), body)
	}
	all := readAll(t, log, raw0, 0, 1000)
	if len(all) != n {
		t.Errorf("%d messages, want %d", len(all), n)
	}
	for i, m := range all {
		if m.ID != idOf("%d", i) || !bytes.Equal(m.Body, body) {
			t.Errorf("message %d: %q", i, m.Body)
		}
	}
}
