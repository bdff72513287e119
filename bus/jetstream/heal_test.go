// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"bytes"
	"errors"
	"sync"
	"testing"
	"time"

	"gambeson/bus"
)

// TestHeal breaks the connection to the server again and again, in the middle of writes, whose outcome nobody knows then.
// Senders repeat what was not acknowledged, and readers what failed: in the end everything is there once.
func TestHeal(t *testing.T) {
	l := open(t, t.TempDir())
	l.pause = 0
	const senders, each = 6, 150
	positions := make([][each]bus.Position, senders)
	var work sync.WaitGroup
	failures := make([]int, senders)
	for s := range senders {
		work.Go(func() {
			for i := range each {
				for {
					p, err := l.Append(t.Context(), raw0, id(s*each+i), body(s*each + i)[:5000])
					if err == nil {
						positions[s][i] = p
						break
					}
					if failures[s]++; !errors.Is(err, bus.ErrUnavailable) {
						t.Errorf("append: %v", err)
						return
					}
				}
			}
		})
	}
	var read []bus.Message
	work.Go(func() {
		for len(read) < senders*each {
			after := bus.Position(0)
			if len(read) > 0 {
				after = read[len(read)-1].Position
			}
			got, err := l.Read(t.Context(), raw0, after, 100_000)
			if err != nil && !errors.Is(err, bus.ErrUnavailable) {
				t.Errorf("read: %v", err)
				return
			}
			read = append(read, got...)
		}
	})
	stop := make(chan struct{})
	var breaker sync.WaitGroup
	breaks := 0
	breaker.Go(func() {
		for breaks < 40 {
			select {
			case <-stop:
				return
			case <-time.After(15 * time.Millisecond):
				l.engineMu.RLock()
				l.engine.write.Close()
				l.engineMu.RUnlock()
				breaks++
			}
		}
	})
	work.Wait()
	close(stop)
	breaker.Wait()
	failed := 0
	for _, n := range failures {
		failed += n
	}
	if failed == 0 {
		t.Error("nothing failed")
	}
	t.Logf("%d breaks, %d appends failed", breaks, failed)
	if len(read) != senders*each {
		t.Fatalf("%d messages, want %d", len(read), senders*each)
	}
	for s := range senders {
		for i, p := range positions[s] {
			n := s*each + i
			if m := read[p-1]; m.Position != p || m.ID != id(n) || !bytes.Equal(m.Body, body(n)[:5000]) {
				t.Fatalf("message %d was acknowledged at %d, there is %s at %d", n, p, m.ID[:], m.Position)
			}
			if i > 0 && p <= positions[s][i-1] {
				t.Fatalf("sender %d: message %d is at %d, the one before at %d", s, i, p, positions[s][i-1])
			}
		}
	}
}
