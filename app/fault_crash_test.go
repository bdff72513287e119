// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"
)

// soak returns the full size of a test where that is asked for.
func soak(sample, full int) int {
	if os.Getenv("GAMBESON_SOAK") != "" {
		return full
	}
	return sample
}

// TestFaultCrash kills the server at random moments, as it starts too, while senders over every door that acknowledges
// send again what they got no acknowledgement for. What comes of it is what comes of the same parcels undisturbed.
func TestFaultCrash(t *testing.T) {
	kills := soak(8, 200)
	s := newServer(t)
	s.start()
	begin := time.Now()
	s.insist(0, attackHosts)
	over := make(chan struct{})
	var wg sync.WaitGroup
	next := make([]int, len(ways()))
	for w := range next {
		wg.Go(func() { next[w] = s.keepSending(w, over) })
	}
	random := rand.New(rand.NewPCG(3, 5))
	for range kills {
		time.Sleep(time.Duration(random.IntN(60)) * time.Millisecond)
		s.kill()
		if random.IntN(4) == 0 { // before it is ready
			s.spawn()
			time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond)
			s.kill()
		}
		s.start()
	}
	close(over)
	wg.Wait()
	end := slices.Max(next)
	for w, from := range next {
		for i := from; i < end; i++ {
			if wayOf(i) == w {
				s.insist(i, i+1)
			}
		}
	}
	t.Logf("%d kills in %s, %d parcels", kills, time.Since(begin).Round(time.Second), end)
	if got := s.finish(end); !t.Failed() {
		same(t, undisturbed(t, end), got)
	}
}

// insist sends the parcels from on, before to, each until it is acknowledged.
func (s *server) insist(from, to int) {
	s.t.Helper()
	for i := from; i < to; i++ {
		s.sender(ways()[wayOf(i)]).insist(fmt.Sprint("k", i), parcel(i)...)
	}
}

// keepSending sends the parcels of a way one after the other, each until it is acknowledged, and returns the number
// behind the last.
func (s *server) keepSending(w int, over chan struct{}) int {
	x := s.sender(ways()[w])
	for i := attackHosts; ; i++ {
		if wayOf(i) != w {
			continue
		}
		select {
		case <-over:
			return i
		default:
			x.insist(fmt.Sprint("k", i), parcel(i)...)
		}
	}
}
