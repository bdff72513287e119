// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package retain

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gambeson/bus"
	"gambeson/bus/jetstream"
	"gambeson/bus/memory"
)

var raw = bus.Shard{Stream: bus.Raw}

const group = "reader"

// forever keeps everything.
func forever() Config {
	const year = 365 * 24 * time.Hour
	return Config{Every: time.Millisecond, Raw: Rule{Age: year}, Observation: Rule{Age: year}, Finding: Rule{Age: year}, DeadLetter: Rule{Age: year}}
}

// fill appends n messages of 1000 bytes and returns the last position.
func fill(t rapid.TB, log bus.Log, shard bus.Shard, n int) (last bus.Position) {
	t.Helper()
	for range n {
		p, err := log.Append(context.Background(), shard, bus.ID{}, make([]byte, 1000))
		if err != nil {
			t.Fatal(err)
		}
		last = p
	}
	return last
}

func commit(t rapid.TB, log bus.Log, group string, shard bus.Shard, p bus.Position) {
	t.Helper()
	if err := log.Commit(context.Background(), group, shard, p); err != nil {
		t.Fatal(err)
	}
}

func first(t rapid.TB, log bus.Log, shard bus.Shard) bus.Position {
	t.Helper()
	all, err := log.Stats(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Shard == shard {
			return s.First
		}
	}
	return 0
}

func newJanitor(t rapid.TB, log bus.Log, c Config, change ...func(*Deps)) *Janitor {
	t.Helper()
	d := Deps{Log: log, Needs: map[bus.Stream]string{bus.Raw: group, bus.DeadLetter: group}, Logger: slog.New(slog.DiscardHandler)}
	for _, f := range change {
		f(&d)
	}
	j, err := New(d, c)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func trim(t rapid.TB, j *Janitor) {
	t.Helper()
	if err := j.Pass(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func later(d time.Duration) func(*Deps) {
	return func(x *Deps) { x.Now = func() time.Time { return time.Now().Add(d) } }
}

// TestRules: each rule by itself, on a shard of ten messages of which eight are consumed.
func TestRules(t *testing.T) {
	short := func(n uint64) func(*Deps) {
		return func(d *Deps) { d.Short = func() (uint64, error) { return n, nil } }
	}
	settled := func(p bus.Position) func(*Deps) {
		return func(d *Deps) {
			d.Settled = func(context.Context, bus.Shard, bus.Position) (bus.Position, error) { return p, nil }
		}
	}
	for _, c := range []struct {
		name    string
		bytes   uint64
		deps    []func(*Deps)
		first   bus.Position
		problem bool
	}{
		{"nothing asks for it", 0, nil, 1, false},
		{"age", 0, []func(*Deps){later(366 * 24 * time.Hour)}, 9, false},
		{"size", 6000, nil, 5, false},
		{"size, and the consumer is in the way", 100, nil, 9, true},
		{"the disk is short", 0, []func(*Deps){short(3000)}, 3, false},
		{"the disk is short of all", 0, []func(*Deps){short(1 << 40)}, 9, true},
		{"settled", 0, []func(*Deps){settled(4)}, 5, false},
		{"settled, and not read yet", 0, []func(*Deps){settled(10)}, 9, false},
		{"the consumer is not there", 1, []func(*Deps){func(d *Deps) { d.Needs[bus.Raw] = "other" }}, 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			log := memory.NewStore().Open()
			fill(t, log, raw, 10)
			commit(t, log, group, raw, 8)
			config := forever()
			config.Raw.Bytes = c.bytes
			j := newJanitor(t, log, config, c.deps...)
			trim(t, j)
			if got := first(t, log, raw); got != c.first {
				t.Errorf("the shard begins at %d, want %d", got, c.first)
			}
			if got := j.Problem(); (got != "") != c.problem {
				t.Errorf("problem %q, want one: %t", got, c.problem)
			}
			if got := j.Counts(); got.Messages != uint64(c.first-1) || got.Held == 0 || got.Oldest.IsZero() || (got.Bytes > 0) != (c.first > 1) {
				t.Errorf("counts %+v", got)
			}
		})
	}
}

// TestLaggingConsumer: the slowest of several groups decides, whatever the disk says, and what it needs is there when it
// comes to read it.
func TestLaggingConsumer(t *testing.T) {
	log, err := jetstream.Open(t.TempDir(), jetstream.Deps{Log: slog.New(slog.DiscardHandler)}, jetstream.Config{MaxIDs: 100})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	last := fill(t, log, raw, 50)
	commit(t, log, group, raw, last)
	commit(t, log, "slow", raw, 20)
	j := newJanitor(t, log, forever(), func(d *Deps) { d.Short = func() (uint64, error) { return 1 << 40, nil } })
	trim(t, j)
	if got := j.Problem(); !strings.Contains(got, "slow has come to 20") {
		t.Errorf("problem %q does not name the slow one", got)
	}
	messages, err := log.Read(t.Context(), raw, 20, 1<<20)
	if err != nil || messages[0].Position != 21 {
		t.Fatalf("what the slow one reads next: %v", err)
	}
	if got := first(t, log, raw); got != 21 {
		t.Errorf("the shard begins at %d, want 21", got)
	}
	commit(t, log, "slow", raw, last)
	trim(t, j)
	if got := first(t, log, raw); got != last || j.Problem() != "" {
		t.Errorf("the shard begins at %d, want %d; problem %q", got, last, j.Problem())
	}
}

// TestNeverUnconsumed: whatever is appended, committed, asked for and by whichever clock, no message goes that a group has
// not committed, and in the end all rules are kept.
func TestNeverUnconsumed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		log := memory.NewStore().Open()
		c := forever()
		c.Raw = Rule{Age: time.Duration(rapid.IntRange(0, 3).Draw(t, "age")) * time.Hour, Bytes: rapid.Uint64Range(0, 20_000).Draw(t, "bytes")}
		var clock time.Duration
		short, settled := uint64(0), bus.Position(0)
		j := newJanitor(t, log, c, func(d *Deps) {
			d.Now = func() time.Time { return time.Now().Add(clock) }
			d.Short = func() (uint64, error) { return short, nil }
			d.Settled = func(context.Context, bus.Shard, bus.Position) (bus.Position, error) { return settled, nil }
		})
		committed := map[string]bus.Position{}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			last := fill(t, log, raw, rapid.IntRange(1, 10).Draw(t, "messages"))
			for _, g := range []string{group, "b"} {
				committed[g] = max(committed[g], bus.Position(rapid.Uint64Range(0, uint64(last)).Draw(t, g)))
				commit(t, log, g, raw, committed[g])
			}
			clock = time.Duration(rapid.IntRange(-5, 5).Draw(t, "clock")) * time.Hour
			short, settled = rapid.Uint64Range(0, 30_000).Draw(t, "short"), bus.Position(rapid.Uint64Range(0, uint64(last)+3).Draw(t, "settled"))
			trim(t, j)
			if got := first(t, log, raw); got > min(committed[group], committed["b"])+1 {
				t.Fatalf("the shard begins at %d, with groups at %v", got, committed)
			}
		}
	})
}

// TestRun trims by itself, goes on after errors, and ends with the log.
func TestRun(t *testing.T) {
	log := memory.NewStore().Open()
	last := fill(t, log, raw, 5)
	commit(t, log, group, raw, last)
	c := forever()
	c.Raw.Bytes = 1
	broken := true
	j := newJanitor(t, log, c, func(d *Deps) {
		d.Short = func() (uint64, error) {
			if broken {
				broken = false
				return 0, errors.New("no answer from the disk")
			}
			return 0, nil
		}
	})
	ended := make(chan error, 1)
	go func() { ended <- j.Run(t.Context()) }()
	for first(t, log, raw) != last {
		select {
		case err := <-ended:
			t.Fatalf("it ended: %v", err)
		case <-time.After(time.Millisecond):
		}
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}

func TestConfig(t *testing.T) {
	if err := DefaultConfig().Validate(); err != nil {
		t.Error(err)
	}
	for i, c := range []Config{{}, {Every: time.Second, Raw: Rule{Age: -1}}, {Every: time.Second, DeadLetter: Rule{Age: -1}}} {
		if _, err := New(Deps{}, c); err == nil {
			t.Error(fmt.Sprint(i), "is valid")
		}
	}
	for _, s := range []bus.Stream{bus.Case, bus.Decision, bus.Action} {
		if _, ok := DefaultConfig().rule(s); ok {
			t.Errorf("%s is trimmed", s)
		}
	}
}
