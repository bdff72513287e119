// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bustest

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"gambeson/bus"
)

// testInvalid calls with what there is not.
func testInvalid(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	for _, s := range []bus.Shard{{}, {Stream: "other"}, {Stream: bus.Raw, Number: -1}, {Stream: bus.Raw, Number: bus.MaxShards}} {
		if _, err := log.Append(within(t), s, bus.ID{}, nil); !errors.Is(err, bus.ErrInvalid) {
			t.Errorf("append to %s: %v, want ErrInvalid", s, err)
		}
		if _, err := log.Read(within(t), s, 0, 1); !errors.Is(err, bus.ErrInvalid) {
			t.Errorf("read %s: %v, want ErrInvalid", s, err)
		}
	}
	for _, group := range []string{"", "a.b", "*", ">", "a b", "A", strings.Repeat("x", bus.MaxGroup+1)} {
		if err := log.Commit(within(t), group, raw0, 0); !errors.Is(err, bus.ErrInvalid) {
			t.Errorf("commit as %q: %v, want ErrInvalid", group, err)
		}
		if err := log.Forget(within(t), group); !errors.Is(err, bus.ErrInvalid) {
			t.Errorf("forget %q: %v, want ErrInvalid", group, err)
		}
	}
	mustAppend(t, log, bus.Shard{Stream: bus.DeadLetter, Number: bus.MaxShards - 1}, bus.ID{}, nil)
}

// testClose closes while everyone is at work: what was acknowledged is there, and nobody hangs.
func testClose(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	acked := map[bus.Position]bool{}
	enough := make(chan struct{})
	for p := range 8 {
		wg.Go(func() {
			for i := 0; ; i++ {
				at, err := log.Append(t.Context(), raw0, idOf("%d %d", p, i), bodyOf(p, i, 1000))
				if errors.Is(err, bus.ErrClosed) {
					return
				}
				if err != nil {
					t.Errorf("append: %v", err)
					return
				}
				mu.Lock()
				acked[at] = true
				if len(acked) == 50 {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	wg.Go(func() {
		if _, err := log.Read(t.Context(), raw1, 0, 1000); !errors.Is(err, bus.ErrClosed) {
			t.Errorf("a waiting read ends with %v, want ErrClosed", err)
		}
	})
	<-enough
	f.close(t)
	wg.Wait()
	if err := log.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	if _, err := log.Read(t.Context(), raw0, 0, 1000); !errors.Is(err, bus.ErrClosed) {
		t.Errorf("read once closed: %v, want ErrClosed", err)
	}
	if err := log.Commit(t.Context(), "lake", raw0, 0); !errors.Is(err, bus.ErrClosed) {
		t.Errorf("commit once closed: %v, want ErrClosed", err)
	}
	log = f.start(t)
	for _, m := range readAll(t, log, raw0, 0, 1<<20) {
		delete(acked, m.Position)
	}
	if len(acked) > 0 {
		t.Errorf("%d acknowledged messages are missing", len(acked))
	}
}
