// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"sync/atomic"
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
	s := newServer(t).plainly()
	s.start()
	begin := time.Now()
	s.insist(0, attackHosts)
	stop := s.sendAll(0)
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
	end, _ := stop()
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

// sendAll lets a sender over each way send its parcels, one after the other, each until it is acknowledged. stop lets
// them come to the same end, and returns the number of parcels and how often each way said: not now.
func (s *server) sendAll(pause time.Duration) (stop func() (int, []int)) {
	var over atomic.Bool
	var wg sync.WaitGroup
	next, refused := make([]int, len(ways())), make([]int, len(ways()))
	for w, way := range ways() {
		wg.Go(func() {
			x := s.sender(way)
			for i := attackHosts; !over.Load(); i++ {
				next[w] = i + 1
				if wayOf(i) == w {
					refused[w] += x.insist(fmt.Sprint("k", i), parcel(i)...)
					time.Sleep(pause)
				}
			}
		})
	}
	return func() (int, []int) {
		over.Store(true)
		wg.Wait()
		end := slices.Max(next)
		for w, from := range next {
			for i := from; i < end; i++ {
				if wayOf(i) == w {
					s.insist(i, i+1)
				}
			}
		}
		return end, refused
	}
}
