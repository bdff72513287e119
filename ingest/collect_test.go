// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
	"gambeson/ingest"
	"gambeson/ingest/ingesttest"
)

// collecting runs a collector until stop.
func collecting(t *testing.T, log *ingesttest.Log, change func(*ingest.Config)) (c *ingest.Collector, stop func()) {
	t.Helper()
	a := newAcceptor(t, log, change)
	c = a.Collect(web(), "lines/"+a.Life())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := c.Run(t.Context()); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	return c, func() { c.Close(); wg.Wait() }
}

func add(t *testing.T, c *ingest.Collector, n int) {
	t.Helper()
	for i := range n {
		if err := c.Add(t.Context(), fmt.Appendf(nil, "record %d", i)); err != nil {
			t.Fatal(err)
		}
	}
}

func sizes(log *ingesttest.Log) []int {
	var all []int
	for _, b := range log.Batches() {
		all = append(all, len(b.Records))
	}
	return all
}

func TestCollectWaitsForOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &ingesttest.Log{}
		c, stop := collecting(t, log, nil)
		add(t, c, 3)
		time.Sleep(19 * time.Millisecond)
		add(t, c, 2)
		if n := len(log.Batches()); n != 0 {
			t.Errorf("%d messages after 19 ms", n)
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		add(t, c, 1200)
		time.Sleep(time.Second)
		add(t, c, 1)
		stop() // at once
		if d := cmp.Diff([]int{5, 500, 500, 200, 1}, sizes(log)); d != "" {
			t.Error(d)
		}
		next := uint64(0)
		for _, b := range log.Batches() {
			for _, r := range b.Records {
				if r.Position != next {
					t.Fatalf("position %d, want %d", r.Position, next)
				}
				next++
			}
		}
		if err := c.Add(t.Context(), nil); !errors.Is(err, ingest.ErrClosed) {
			t.Errorf("added to a closed collector: %v", err)
		}
	})
}

func TestCollectSlowsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &ingesttest.Log{}
		c, stop := collecting(t, log, func(c *ingest.Config) { c.BatchRecords = 10 })
		log.Fail(ingest.ErrFull)
		add(t, c, 10)
		synctest.Wait() // the first ten are on their way
		add(t, c, 10)
		if ok, err := c.TryAdd([]byte("x")); ok || err != nil {
			t.Errorf("there is room: %t, %v", ok, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := c.Add(ctx, []byte("x")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("did not wait: %v", err)
		}
		log.Fail(nil)
		if err := c.Flush(t.Context()); err != nil {
			t.Error(err)
		}
		if d := cmp.Diff([]int{10, 10}, sizes(log)); d != "" {
			t.Error(d)
		}
		stop()
	})
}

func TestCollectLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &ingesttest.Log{}
		c, stop := collecting(t, log, func(c *ingest.Config) { c.BatchRecords = 7; c.SourceQuota.EventsPerSecond = 100 })
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { // the log has good and bad times
			for i := 0; ctx.Err() == nil; i++ {
				log.LoseAcks(i%3 == 0)
				log.Fail(map[bool]error{true: ingest.ErrFull}[i%5 == 0])
				time.Sleep(time.Second)
			}
			log.LoseAcks(false)
			log.Fail(nil)
		})
		var writers sync.WaitGroup
		for range 4 {
			writers.Go(func() { add(t, c, 500) })
		}
		writers.Wait()
		cancel()
		wg.Wait()
		if err := c.Flush(t.Context()); err != nil {
			t.Error(err)
		}
		ids := map[event.ID]bool{}
		for _, r := range log.Records() {
			ids[r.ID] = true
		}
		if n := len(log.Records()); n != 2000 || len(ids) != n {
			t.Errorf("%d records with %d ids, want 2000", n, len(ids))
		}
		stop()
	})
}

func TestCollectLargeRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &ingesttest.Log{}
		c, stop := collecting(t, log, func(c *ingest.Config) { c.MaxRecordBytes, c.BatchBytes = 100, 50 })
		for _, n := range []int{20, 20, 20, 100, 20} {
			if err := c.Add(t.Context(), []byte(strings.Repeat("x", n))); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Add(t.Context(), make([]byte, 101)); !errors.Is(err, ingest.ErrTooLarge) {
			t.Errorf("error: %v", err)
		}
		stop()
		if d := cmp.Diff([]int{2, 1, 1, 1}, sizes(log)); d != "" {
			t.Error(d)
		}
	})
}
