// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bustest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/bus"
)

func committed(t *testing.T, log bus.Log, group string, in bus.Shard) bus.Position {
	t.Helper()
	p, err := log.Committed(within(t), group, in)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func commit(t *testing.T, log bus.Log, group string, in bus.Shard, p bus.Position) {
	t.Helper()
	if err := log.Commit(within(t), group, in, p); err != nil {
		t.Fatalf("commit %d: %v", p, err)
	}
}

// testPositions commits for two groups in two shards: forward only, and for good.
func testPositions(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	var at []bus.Position
	for i := range 5 {
		at = append(at, mustAppend(t, log, raw0, bus.ID{}, bodyOf(0, i, 10)))
	}
	if p := committed(t, log, "lake", raw0); p != 0 {
		t.Errorf("a group that never committed is at %d", p)
	}
	commit(t, log, "lake", raw0, at[2])
	commit(t, log, "lake", raw0, at[1])
	commit(t, log, "detect", raw0, at[4])
	commit(t, log, "detect", raw1, 0)
	if err := log.Commit(within(t), "lake", raw0, at[4]+1); !errors.Is(err, bus.ErrInvalid) {
		t.Errorf("commit behind the end: %v, want ErrInvalid", err)
	}
	for range 2 {
		for _, want := range []struct {
			group string
			shard bus.Shard
			at    bus.Position
		}{{"lake", raw0, at[2]}, {"detect", raw0, at[4]}, {"lake", raw1, 0}, {"detect", raw1, 0}} {
			if p := committed(t, log, want.group, want.shard); p != want.at {
				t.Errorf("%s is at %d of %s, want %d", want.group, p, want.shard, want.at)
			}
		}
		log = f.restart(t)
	}
}

// testForget removes one group of two.
func testForget(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	p := mustAppend(t, log, raw0, bus.ID{}, nil)
	commit(t, log, "a", raw0, p)
	commit(t, log, "ab", raw0, p)
	if err := log.Forget(within(t), "a"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if a, ab := committed(t, log, "a", raw0), committed(t, log, "ab", raw0); a != 0 || ab != p {
			t.Errorf("a is at %d, ab at %d; want 0 and %d", a, ab, p)
		}
		log = f.restart(t)
	}
}

// testTrim gives messages up when all groups are past them.
func testTrim(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	var at []bus.Position
	for i := range 20 {
		at = append(at, mustAppend(t, log, raw0, idOf("%d", i), bodyOf(0, i, 1000)))
	}
	commit(t, log, "lake", raw0, at[12])
	commit(t, log, "detect", raw0, 0)
	if err := log.Trim(within(t), raw0, at[9]); !errors.Is(err, bus.ErrNotConsumed) {
		t.Errorf("trim what detect has not read: %v, want ErrNotConsumed", err)
	}
	commit(t, log, "detect", raw0, at[9])
	if err := log.Trim(within(t), raw0, at[10]); !errors.Is(err, bus.ErrNotConsumed) {
		t.Errorf("trim one more than detect has read: %v, want ErrNotConsumed", err)
	}
	if n := len(readAll(t, log, raw0, 0, 1<<20)); n != 20 {
		t.Fatalf("a refused trim leaves %d messages of 20", n)
	}
	for range 2 {
		if err := log.Trim(within(t), raw0, at[9]); err != nil {
			t.Fatal(err)
		}
	}
	for life := range 2 {
		var trimmed *bus.TrimmedError
		if _, err := log.Read(within(t), raw0, 0, 1000); !errors.As(err, &trimmed) || !errors.Is(err, bus.ErrTrimmed) {
			t.Fatalf("life %d: read what is trimmed: %v, want a TrimmedError", life, err)
		}
		if trimmed.After != 0 || trimmed.Resume != at[9] || trimmed.Shard != raw0 {
			t.Errorf("life %d: %+v, want to resume at %d", life, *trimmed, at[9])
		}
		all := readAll(t, log, raw0, trimmed.Resume, 1<<20)
		if len(all) != 10 || all[0].Position != at[10] {
			t.Fatalf("life %d: %d messages are left, from %d on", life, len(all), all[0].Position)
		}
		if p := mustAppend(t, log, raw0, idOf("3"), bodyOf(0, 3, 1000)); p != at[3] {
			t.Errorf("life %d: the id of a trimmed message is at %d, want %d", life, p, at[3])
		}
		log = f.restart(t)
	}
}

// testTrimAll gives everything up but the last message, and goes on.
func testTrimAll(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	var last bus.Position
	for i := range 5 {
		last = mustAppend(t, log, raw0, bus.ID{}, bodyOf(0, i, 1000))
	}
	if err := log.Trim(within(t), raw0, last+1); !errors.Is(err, bus.ErrInvalid) {
		t.Errorf("trim behind the end: %v, want ErrInvalid", err)
	}
	if err := log.Trim(within(t), raw0, last); err != nil {
		t.Fatal(err)
	}
	log = f.restart(t)
	all := readAll(t, log, raw0, last-1, 1000)
	if len(all) != 1 || all[0].Position != last {
		t.Errorf("the last message is gone")
	}
	if p := mustAppend(t, log, raw0, bus.ID{}, nil); p <= last {
		t.Errorf("the shard goes on at %d, it was at %d", p, last)
	}
}

// testEpoch deletes the log.
func testEpoch(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	p := mustAppend(t, log, raw0, idOf("a"), nil)
	commit(t, log, "lake", raw0, p)
	epoch := func(s bus.Shard) string {
		t.Helper()
		e, err := log.Epoch(within(t), s)
		if err != nil || len(e) != 32 {
			t.Fatalf("epoch of %s: %q, %v", s, e, err)
		}
		return e
	}
	zero, one := epoch(raw0), epoch(raw1)
	log = f.restart(t)
	if epoch(raw0) != zero || epoch(raw1) != one {
		t.Error("the epoch is another after a restart")
	}
	f.close(t)
	files, err := filepath.Glob(filepath.Join(f.dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if err := os.RemoveAll(file); err != nil {
			t.Fatal(err)
		}
	}
	log = f.start(t)
	if epoch(raw0) == zero || epoch(raw1) == one {
		t.Error("the epoch is the same after the log was deleted")
	}
	if at := committed(t, log, "lake", raw0); at != 0 {
		t.Errorf("the group is at %d of a new log", at)
	}
	if n := len(readAll(t, log, raw0, 0, 1000)); n != 0 {
		t.Errorf("a new log has %d messages", n)
	}
	mustAppend(t, log, raw0, idOf("a"), nil)
	if n := len(readAll(t, log, raw0, 0, 1000)); n != 1 {
		t.Errorf("%d messages, want 1", n)
	}
}

// testStats describes shards in order.
func testStats(t *testing.T, f *fixture) {
	t.Helper()
	log := f.start(t)
	mustAppend(t, log, finding7, bus.ID{}, nil)
	var last bus.Position
	for i := range 10 {
		last = mustAppend(t, log, raw1, bus.ID{}, bodyOf(1, i, 5000))
	}
	mustAppend(t, log, raw0, bus.ID{}, nil)
	commit(t, log, "lake", raw1, last-3)
	commit(t, log, "detect", raw1, last)
	all, err := log.Stats(within(t))
	if err != nil {
		t.Fatal(err)
	}
	var shards []bus.Shard
	for _, s := range all {
		shards = append(shards, s.Shard)
		if s.Lost != 0 || s.Epoch == "" || s.Bytes == 0 {
			t.Errorf("%+v", s)
		}
	}
	if diff := cmp.Diff([]bus.Shard{raw0, raw1, finding7}, shards); diff != "" {
		t.Errorf("shards (-want +got):\n%s", diff)
	}
	if s := all[1]; s.Last != last || s.First == 0 || s.First > s.Last-9 {
		t.Errorf("first %d, last %d; want last %d", s.First, s.Last, last)
	}
	want := []bus.GroupStats{{Group: "detect", Committed: last}, {Group: "lake", Committed: last - 3, Lag: 3}}
	if diff := cmp.Diff(want, all[1].Groups); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
}
