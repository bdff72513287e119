// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/bus"
	"gambeson/bus/jetstream"
	"gambeson/event"
)

// words is a stage for records "<key> <word>": each is an observation of its
// key, "bad" is found at once, and "broken" cannot be read.
type words struct{}

func (words) Process(b *event.Batch, out *Output) {
	for i, r := range b.Records {
		id := b.EventID(i)
		key, word, _ := strings.Cut(string(r.Data), " ")
		if word == "broken" {
			out.DeadLetters = append(out.DeadLetters, DeadLetter{Event: id, Class: "broken", Data: r.Data})
			continue
		}
		out.Events++
		out.Newest = max(out.Newest, int64(r.Position)*1e9)
		if word == "bad" {
			out.Findings = append(out.Findings, &event.Finding{ID: event.FindingID("bad", "1", id), Message: string(r.Data)})
		}
		out.Observations = append(out.Observations, Observation{Key: key, Data: fmt.Appendf(nil, "%s %d", key, r.Position)})
	}
}

// counts is a judge that finds every third observation of a key.
type counts struct {
	Seen  map[string]int
	Clock int64
}

func (c *counts) Observe(data []byte, out *Output) error {
	key, _, ok := strings.Cut(string(data), " ")
	if !ok {
		return errors.New("no observation")
	}
	c.Seen[key]++
	if n := c.Seen[key]; n%3 == 0 {
		out.Findings = append(out.Findings, &event.Finding{ID: event.NewID("third", key, fmt.Sprint(n)), Message: key})
	}
	return nil
}

func (c *counts) Advance(now int64, _ *Output) { c.Clock = max(c.Clock, now) }

func (c *counts) Snapshot(w io.Writer) error { return gob.NewEncoder(w).Encode(c) }

func (c *counts) Restore(r io.Reader) error { return gob.NewDecoder(r).Decode(c) }

// mortal is a log over which a process dies after a number of calls that write:
// nothing that comes later reaches the log.
type mortal struct {
	bus.Log
	left *atomic.Int64
}

var errDied = errors.New("the process died")

func (m mortal) Append(ctx context.Context, to bus.Shard, id bus.ID, body []byte) (bus.Position, error) {
	if m.left.Add(-1) < 0 {
		return 0, errDied
	}
	return m.Log.Append(ctx, to, id, body)
}

func (m mortal) AppendAll(ctx context.Context, to bus.Shard, all []bus.Entry) (positions []bus.Position, err error) {
	for _, e := range all {
		p, err := m.Append(ctx, to, e.ID, e.Body)
		if err != nil {
			return positions, err
		}
		positions = append(positions, p)
	}
	return positions, nil
}

func (m mortal) Commit(ctx context.Context, group string, in bus.Shard, p bus.Position) error {
	if m.left.Add(-1) < 0 {
		return errDied
	}
	return m.Log.Commit(ctx, group, in, p)
}

// open opens a log in a new folder with the records in it.
func open(t *testing.T, shards, messages int) bus.Log {
	t.Helper()
	log, err := jetstream.Open(t.TempDir(), jetstream.Deps{Log: slog.New(slog.DiscardHandler)}, jetstream.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	random := rand.New(rand.NewPCG(7, 7))
	for i := range messages {
		b := event.Batch{Tenant: "t", Source: fmt.Sprint("s", i%shards), Stream: "x", Received: 1}
		for k := range 5 {
			word := []string{"good", "good", "good", "bad", "broken"}[random.IntN(5)]
			b.Records = append(b.Records, event.BatchRecord{Position: uint64(i*5 + k), Data: fmt.Appendf(nil, "key%d %s", random.IntN(4), word)})
		}
		body, err := b.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := log.Append(t.Context(), bus.Shard{Stream: bus.Raw, Number: i % shards}, bus.ID{}, body); err != nil {
			t.Fatal(err)
		}
	}
	return log
}

func config(shards int) Config {
	c := DefaultConfig()
	c.Shards, c.Judges, c.IdleTick, c.SnapshotEvery = shards, 2, 20*time.Millisecond, 3
	return c
}

func deps(t *testing.T, log Log, dir string) Deps {
	t.Helper()
	return Deps{
		Log: log, Dir: dir, Logger: slog.New(slog.DiscardHandler),
		Stage: func() (Stage, error) { return words{}, nil },
		Judge: func(int) (Judge, error) { return &counts{Seen: map[string]int{}}, nil },
	}
}

// runToEnd runs a pipeline until everything in the log has been processed.
func runToEnd(t *testing.T, log bus.Log, d Deps, shards int) error {
	t.Helper()
	p, err := New(d, config(shards))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	for {
		select {
		case err := <-ended:
			return err
		case <-time.After(30 * time.Millisecond):
			if processed(t, log) {
				cancel()
				return <-ended
			}
		}
	}
}

// processed reports whether the group has come to the end of all its inputs,
// ticks included.
func processed(t *testing.T, log bus.Log) bool {
	t.Helper()
	all, err := log.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ticks := 0
	for _, s := range all {
		for _, g := range s.Groups {
			if g.Lag > 0 {
				return false
			}
		}
		if s.Shard.Stream == bus.Observation && s.Last >= s.First {
			ticks++
		}
	}
	return ticks > 0
}

// findings returns the ids and messages in the finding stream, sorted, and
// fails where one is there twice.
func findings(t *testing.T, log bus.Log) []string {
	t.Helper()
	var out []string
	after := bus.Position(0)
	for {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		messages, err := log.Read(ctx, bus.Shard{Stream: bus.Finding}, after, 1<<20)
		cancel()
		if err != nil {
			break
		}
		for _, m := range messages {
			after = m.Position
			found, err := ParseFound(m.Body)
			if err != nil {
				t.Fatal(err)
			}
			if found.Trace == (event.ID{}) {
				t.Errorf("findings at %d cannot be followed to their batch", m.Position)
			}
			for _, f := range found.Findings {
				out = append(out, f.ID.String()+" "+f.Message)
			}
		}
	}
	slices.Sort(out)
	if n := len(slices.Compact(slices.Clone(out))); n != len(out) {
		t.Errorf("%d of %d findings are there twice", len(out)-n, len(out))
	}
	return out
}

func TestPipeline(t *testing.T) {
	const shards, messages = 2, 20
	log := open(t, shards, messages)
	if err := runToEnd(t, log, deps(t, log, t.TempDir()), shards); err != nil {
		t.Fatal(err)
	}
	want := findings(t, log)
	if len(want) < 10 {
		t.Fatalf("only %d findings", len(want))
	}
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 5 {
		log := open(t, shards, messages)
		dir := t.TempDir()
		lives := 0
		for ; ; lives++ {
			left := &atomic.Int64{}
			left.Store(int64(1 + random.IntN(30)))
			if lives > 20 {
				left.Store(1 << 40)
			}
			err := runToEnd(t, log, deps(t, mortal{log, left}, dir), shards)
			if err == nil {
				break
			}
			if !errors.Is(err, errDied) {
				t.Fatal(err)
			}
		}
		if d := cmp.Diff(want, findings(t, log)); d != "" {
			t.Errorf("round %d, %d deaths: other findings than undisturbed:\n%s", round, lives, d)
		}
	}
}

func TestBadMessages(t *testing.T) {
	log := open(t, 1, 0)
	for _, body := range []string{"", "no batch", "\x01"} {
		if _, err := log.Append(t.Context(), bus.Shard{Stream: bus.Raw}, bus.ID{}, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	d := deps(t, log, t.TempDir())
	d.Tenant = "operator"
	if err := runToEnd(t, log, d, 1); err != nil {
		t.Fatal(err)
	}
	ids := make(map[event.ID]bool)
	messages, err := log.Read(t.Context(), bus.Shard{Stream: bus.DeadLetter}, 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range messages {
		letters, err := DeadLetters(m.Body)
		if err != nil || len(letters) != 1 || letters[0].Class != ClassBatch || letters[0].Position == 0 || letters[0].Tenant != "operator" {
			t.Fatalf("dead letter %d: %+v, %v", i, letters, err)
		}
		ids[letters[0].Event] = true
	}
	if len(messages) != 3 || len(ids) != 3 {
		t.Errorf("%d dead letters with %d ids, want 3", len(messages), len(ids))
	}
}

func TestDamagedSnapshot(t *testing.T) {
	for _, data := range []string{"", "GMBSNAP1", "GMBSNAP1\x00\x00\x00\x00\x00\x00\x00\x01", "something else entirely"} {
		if _, _, err := parseSnapshot([]byte(data)); !errors.Is(err, ErrSnapshot) {
			t.Errorf("%q: %v, want %v", data, err, ErrSnapshot)
		}
	}
}
