// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bustest

import (
	"errors"
	"runtime"
	"testing"

	"gambeson/bus"
)

// testOneProcess opens the log twice.
func testOneProcess(t *testing.T, f *fixture) {
	t.Helper()
	f.start(t)
	if second, err := f.open(f.dir); !errors.Is(err, bus.ErrLocked) {
		t.Errorf("opened twice: %v, want ErrLocked", err)
		if err == nil {
			second.Close()
		}
	}
	f.restart(t)
}

// testMemory appends 160 MiB and reads them slowly: the heap grows by less than a third of it.
func testMemory(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	heap := func() int64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	body := make([]byte, 1<<20)
	mustAppend(t, log, raw0, bus.ID{}, body)
	before, most := heap(), int64(0)
	for i := range 160 {
		body[i]++
		mustAppend(t, log, raw0, idOf("%d", i), body)
		if i%20 == 19 {
			most = max(most, heap())
		}
	}
	after := bus.Position(0)
	for range 160 {
		got, err := log.Read(within(t), raw0, after, 1)
		if err != nil {
			t.Fatal(err)
		}
		after = got[0].Position
		if after%20 == 0 {
			most = max(most, heap())
		}
	}
	if grown := most - before; grown > 50<<20 {
		t.Errorf("the heap grows by %d MiB", grown>>20)
	} else {
		t.Logf("the heap grows by %.1f MiB", float64(grown)/(1<<20))
	}
}
