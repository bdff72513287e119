// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bustest

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"gambeson/bus"
)

// testRead begins at every position and takes bites by bytes.
func testRead(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	const n = 40
	positions := []bus.Position{0}
	for i := range n {
		positions = append(positions, mustAppend(t, log, raw0, bus.ID{}, bytes.Repeat([]byte{byte(i)}, 100)))
	}
	for i, after := range positions[:n] {
		got, err := log.Read(within(t), raw0, after, 250)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == 0 || len(got) > 2 || got[0].Position != positions[i+1] || got[0].Body[0] != byte(i) {
			t.Fatalf("behind %d with a limit of 250 bytes: %d messages of 100, the first at %d", after, len(got), got[0].Position)
		}
		if age := time.Since(got[0].Time); age < -time.Minute || age > time.Minute {
			t.Errorf("message is %v old", age)
		}
	}
	one, err := log.Read(within(t), raw0, 0, 1)
	if err != nil || len(one) != 1 {
		t.Errorf("with a limit of 1 byte: %d messages, %v; want the first alone", len(one), err)
	}
	if _, err := log.Read(within(t), raw0, positions[n]+1, 1000); !errors.Is(err, bus.ErrInvalid) {
		t.Errorf("behind the end: %v, want ErrInvalid", err)
	}
	one[0].Body = append(one[0].Body, "overwrites nothing"...)
	for i, m := range readAll(t, log, raw0, 0, 1<<20) {
		if len(m.Body) != 100 || m.Body[99] != byte(i) {
			t.Fatalf("message %d: %x", i, m.Body)
		}
	}
}

// testReadWaits reads before there is anything, and gives up.
func testReadWaits(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	type result struct {
		messages []bus.Message
		err      error
	}
	results := make(chan result)
	var after bus.Position
	for i := range 20 {
		go func() {
			got, err := log.Read(within(t), raw0, after, 1000)
			results <- result{got, err}
		}()
		p := mustAppend(t, log, raw0, bus.ID{}, bodyOf(0, i, 10))
		r := <-results
		if r.err != nil || len(r.messages) != 1 || r.messages[0].Position != p {
			t.Fatalf("%d messages, %v; want the one at %d", len(r.messages), r.err, p)
		}
		after = p
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		got, err := log.Read(ctx, raw0, after, 1000)
		results <- result{got, err}
	}()
	select {
	case r := <-results:
		t.Fatalf("read behind the end returns %d messages, %v", len(r.messages), r.err)
	case <-time.After(20 * time.Millisecond):
	}
	cancel()
	if r := <-results; !errors.Is(r.err, context.Canceled) {
		t.Errorf("a cancelled read returns %v", r.err)
	}
}

// testSlowConsumer has a consumer that stops in the middle, which nobody else notices.
func testSlowConsumer(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	const n = 200
	slow := bus.Position(0)
	for i := range n {
		p := mustAppend(t, log, raw0, bus.ID{}, bodyOf(0, i, 8000))
		if got, err := log.Read(within(t), raw0, p-1, 1<<20); err != nil || len(got) != 1 {
			t.Fatalf("the fast consumer reads %d messages, %v", len(got), err)
		}
		if i == 0 {
			slow = p
		}
	}
	all := readAll(t, log, raw0, slow, 10000)
	if len(all) != n-1 {
		t.Fatalf("the slow consumer reads %d messages, want %d", len(all), n-1)
	}
	for i, m := range all {
		if !bytes.Equal(m.Body, bodyOf(0, i+1, 8000)) {
			t.Fatalf("the slow consumer reads something else at %d", m.Position)
		}
	}
}

// testSizes appends messages of no bytes, of all, and of one too many.
func testSizes(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	sizes := []int{0, 1, 127, 128, 1 << 20, bus.MaxMessage, 3}
	for _, n := range sizes {
		mustAppend(t, log, raw0, bus.ID{}, bytes.Repeat([]byte{7}, n))
	}
	if _, err := log.Append(within(t), raw0, bus.ID{}, make([]byte, bus.MaxMessage+1)); !errors.Is(err, bus.ErrTooLarge) {
		t.Errorf("one byte too many: %v, want ErrTooLarge", err)
	}
	for range 2 {
		all := readAll(t, log, raw0, 0, 1<<20)
		if len(all) != len(sizes) {
			t.Fatalf("%d messages, want %d", len(all), len(sizes))
		}
		for i, m := range all {
			if !bytes.Equal(m.Body, bytes.Repeat([]byte{7}, sizes[i])) {
				t.Errorf("message %d has %d bytes, want %d", i, len(m.Body), sizes[i])
			}
		}
		log = f.restart(t)
	}
}
