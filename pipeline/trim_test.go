// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/bus"
	"gambeson/bus/memory"
	"gambeson/event"
)

// trimAll gives up whatever the pipeline has committed.
func trimAll(t *testing.T, log bus.Log) (trimmed bool) {
	t.Helper()
	all, err := log.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		for _, g := range s.Groups {
			if err := log.Trim(t.Context(), s.Shard, g.Committed); err != nil {
				t.Fatal(err)
			}
			trimmed = trimmed || g.Committed > s.First
		}
	}
	return trimmed
}

// TestTrimAtEachBoundary lets the pipeline die after each of the writes that it makes, gives up all that it committed,
// and starts it again: it finds what an undisturbed one finds.
func TestTrimAtEachBoundary(t *testing.T) {
	const messages = 8
	log := open(t, 1, messages)
	if err := runToEnd(t, log, deps(t, log, t.TempDir()), 1); err != nil {
		t.Fatal(err)
	}
	want := findings(t, log)
	trimmed := 0
	for boundary := int64(0); ; boundary += 2 {
		log, dir := open(t, 1, messages), t.TempDir()
		left := &atomic.Int64{}
		left.Store(boundary)
		err := runToEnd(t, log, deps(t, mortal{log, left}, dir), 1)
		if err != nil && !errors.Is(err, errDied) {
			t.Fatal(err)
		}
		if trimAll(t, log) {
			trimmed++
		}
		if err := runToEnd(t, log, deps(t, log, dir), 1); err != nil {
			t.Fatalf("boundary %d: %v", boundary, err)
		}
		if d := cmp.Diff(want, findings(t, log)); d != "" {
			t.Errorf("boundary %d: other findings than undisturbed:\n%s", boundary, d)
		}
		if err == nil || boundary > 100 {
			break
		}
	}
	if trimmed < 2 {
		t.Errorf("only %d times something was given up", trimmed)
	}
}

// TestLostSnapshot: a judge whose snapshot is gone, with what it stood for, goes on with what there is.
func TestLostSnapshot(t *testing.T) {
	log := open(t, 1, 8)
	if err := runToEnd(t, log, deps(t, log, t.TempDir()), 1); err != nil {
		t.Fatal(err)
	}
	before := len(findings(t, log))
	if !trimAll(t, log) {
		t.Fatal("nothing is given up")
	}
	b := event.Batch{Tenant: "t", Source: "s0", Stream: "y", Received: 1, Records: []event.BatchRecord{{Position: 1, Data: []byte("new bad")}, {Position: 2, Data: []byte("new good")}, {Position: 3, Data: []byte("new good")}}}
	body, err := b.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := log.Append(t.Context(), bus.Shard{Stream: bus.Raw}, bus.ID{}, body); err != nil {
		t.Fatal(err)
	}
	if err := runToEnd(t, log, deps(t, log, t.TempDir()), 1); err != nil {
		t.Fatal(err)
	}
	if got := len(findings(t, log)); got != before+2 { // by the stage, and by the judge
		t.Errorf("%d findings more, want 2", got-before)
	}
}

// TestTicks: a reader that has nothing to read says so less and less often, and what it says adds up to the time that
// passed.
func TestTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := memory.NewStore().Open()
		b := event.Batch{Tenant: "t", Source: "s", Stream: "x", Received: 1, Records: []event.BatchRecord{{Position: 1, Data: []byte("key good")}}}
		body, err := b.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := log.Append(t.Context(), bus.Shard{Stream: bus.Raw}, bus.ID{}, body); err != nil {
			t.Fatal(err)
		}
		c := DefaultConfig()
		c.Shards, c.Judges = 1, 1
		p, err := New(deps(t, log, t.TempDir()), c)
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- p.Run(t.Context()) }()
		const quiet = 10 * time.Minute
		time.Sleep(quiet)
		synctest.Wait()
		var idle []time.Duration
		sum := time.Duration(0)
		for _, m := range all(t, log, bus.Shard{Stream: bus.Observation}) {
			x, err := decodeObserved(m.Body)
			if err != nil {
				t.Fatal(err)
			}
			if x.Idle > 0 {
				idle = append(idle, time.Duration(x.Idle))
				sum += time.Duration(x.Idle)
			}
		}
		want := "[2s 4s 8s 16s 32s 1m0s 1m0s 1m0s 1m0s 1m0s 1m0s 1m0s 1m0s]"
		if got := fmt.Sprint(idle); got != want {
			t.Errorf("ticks %s, want %s", got, want)
		}
		if sum > quiet || sum < quiet-longestTick {
			t.Errorf("the ticks say %s of %s", sum, quiet)
		}
		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
