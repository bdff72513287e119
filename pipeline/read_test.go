// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/bus"
	"gambeson/event"
)

// slow is a stage that takes its time with some messages, so that others overtake them.
type slow struct{ words }

func (s slow) Process(b *event.Batch, out *Output) {
	time.Sleep(time.Duration(rand.IntN(3)) * time.Millisecond)
	s.words.Process(b, out)
}

// TestWorkers shows that what follows from a reader's messages is the same, in the same order, whether they are
// processed side by side or one after the other.
func TestWorkers(t *testing.T) {
	const messages = 60
	streams := []bus.Shard{{Stream: bus.Observation}, {Stream: bus.Finding}, {Stream: bus.DeadLetter}}
	run := func(workers int) (out []string) {
		log := open(t, 1, messages)
		c := config(1)
		c.Workers, c.Judges, c.IdleTick = workers, 1, time.Minute
		d := deps(t, log, t.TempDir())
		d.Stage = func() (Stage, error) { return slow{}, nil }
		d.Judge = func(int) (Judge, error) { return &silent{}, nil }
		p, err := New(d, c)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- p.Run(ctx) }()
		for p.Meter.Events.Load()+p.Meter.DeadLetters.Load() < 5*messages {
			time.Sleep(time.Millisecond)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		for _, s := range streams {
			for _, m := range readShard(t, log, s) {
				out = append(out, fmt.Sprintf("%s %q", s, m.Body))
			}
		}
		return out
	}
	one := run(1)
	if len(one) < messages {
		t.Fatalf("only %d messages follow", len(one))
	}
	if d := cmp.Diff(one, run(8)); d != "" {
		t.Error(d)
	}
}

// silent is a judge that finds nothing.
type silent struct{ counts }

func (silent) Observe([]byte, *Output) error { return nil }
func (silent) Advance(int64, *Output)        {}

// readShard returns all messages of a shard.
func readShard(t *testing.T, log bus.Log, from bus.Shard) (all []bus.Message) {
	t.Helper()
	for after := bus.Position(0); ; after = all[len(all)-1].Position {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		some, err := log.Read(ctx, from, after, 1<<20)
		cancel()
		if err != nil {
			return all
		}
		all = append(all, some...)
	}
}
