// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"gambeson/bus"
)

func mustAppend(t *testing.T, l *Log, id bus.ID) bus.Position {
	t.Helper()
	p, err := l.Append(t.Context(), raw0, id, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// later pretends that the log has been open for longer. Nothing else may be going on.
func later(l *Log, d time.Duration) { l.opened = l.opened.Add(-d) }

// TestWindow lets the window pass by the log's uptime, with and without the saved ids.
func TestWindow(t *testing.T) {
	for _, saved := range []bool{true, false} {
		dir := t.TempDir()
		restart := func() *Log {
			if !saved {
				if err := os.RemoveAll(filepath.Join(dir, "ids")); err != nil {
					t.Fatal(err)
				}
			}
			return open(t, dir)
		}
		l := open(t, dir)
		first := mustAppend(t, l, id(1))
		later(l, bus.Window/2)
		second := mustAppend(t, l, id(2))
		l.Close()
		l = restart() // time without the log does not count
		later(l, bus.Window/2-time.Second)
		if p := mustAppend(t, l, id(1)); p != first {
			t.Errorf("saved %v: within the window id 1 is at %d, was at %d", saved, p, first)
		}
		mustAppend(t, l, id(3))
		l.Close()
		l = restart()
		later(l, 2*time.Second)
		if p := mustAppend(t, l, id(1)); p == first {
			t.Errorf("saved %v: id 1 is remembered behind the window", saved)
		}
		if p := mustAppend(t, l, id(2)); p != second {
			t.Errorf("saved %v: within the window id 2 is at %d, was at %d", saved, p, second)
		}
		l.Close()
	}
}

// TestMaxIDs has more appends in the window than ids can be remembered.
func TestMaxIDs(t *testing.T) {
	config := small()
	config.MaxIDs = 2
	l, err := Open(t.TempDir(), Deps{Log: quiet()}, config)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	mustAppend(t, l, id(1))
	second := mustAppend(t, l, id(2))
	if _, err := l.Append(t.Context(), raw0, id(3), nil); !errors.Is(err, bus.ErrFull) {
		t.Errorf("the third id: %v, want ErrFull", err)
	}
	if p := mustAppend(t, l, id(2)); p != second {
		t.Errorf("a repetition is at %d, want %d", p, second)
	}
	mustAppend(t, l, bus.ID{})
	later(l, bus.Window+time.Second)
	mustAppend(t, l, id(3))
}

// TestGroup has appends that come at once share writes, and so fsyncs.
func TestGroup(t *testing.T) {
	l := open(t, t.TempDir())
	mustAppend(t, l, bus.ID{})
	const n = 400
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if _, err := l.Append(t.Context(), raw0, id(i), body(i)[:1000]); err != nil {
				t.Errorf("append: %v", err)
			}
		})
	}
	wg.Wait()
	s := l.known(raw0)
	if s.last != n+1 || s.lastSeq > n/4 {
		t.Errorf("%d messages took %d writes", s.last, s.lastSeq)
	}
}

// TestTrimThenCrash has a process end without closing the log, after it trimmed what a sender sends again.
func TestTrimThenCrash(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	var last bus.Position
	for i := range 10 {
		last = mustAppend(t, l, id(i))
	}
	if err := l.Trim(t.Context(), raw0, last-1); err != nil {
		t.Fatal(err)
	}
	last = mustAppend(t, l, id(10))
	left := filepath.Join(t.TempDir(), "left")
	if err := os.CopyFS(left, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	l = open(t, left)
	for i := range 11 {
		if p := mustAppend(t, l, id(i)); p != bus.Position(i+1) {
			t.Errorf("id %d is at %d, was at %d", i, p, i+1)
		}
	}
	if p := mustAppend(t, l, id(11)); p != last+1 {
		t.Errorf("the shard goes on at %d, want %d", p, last+1)
	}
}
