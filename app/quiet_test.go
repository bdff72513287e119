// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"gambeson/bus"
	"gambeson/bus/memory"
	"gambeson/event"
	"gambeson/pipeline"
)

// TestLastObservationsAreJudged: what waits for a watermark when everything falls silent is judged once the lateness has
// passed, and not before.
func TestLastObservationsAreJudged(t *testing.T) {
	c := DefaultConfig()
	set, err := loadRules(nil, true)
	if err != nil {
		t.Fatal(err)
	}
	engine, err := newEngine(&c, engineOptions{rules: set, own: true, log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	b := event.Batch{Tenant: "acme", Source: "vpn", Stream: "s", Received: 1}
	for i := range 13 {
		what, from := "Failed", 20+i%3
		if i == 12 {
			what = "Accepted"
		}
		line := fmt.Appendf(nil, "2026-03-16T08:%02d:%02d.000Z vpn1 sshd[900]: %s password for mara from 203.0.113.%d port 40022 ssh2", i/3, i%3*20, what, from)
		b.Records = append(b.Records, event.BatchRecord{Position: uint64(i), Data: line})
	}
	body, err := b.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		log := memory.NewStore().Open()
		p, err := pipeline.New(pipeline.Deps{
			Log: log, Dir: dir, Logger: slog.New(slog.DiscardHandler),
			Stage: func() (pipeline.Stage, error) { return engine.newStage(), nil },
			Judge: func(int) (pipeline.Judge, error) { return engine.newJudge(c.Detect) },
		}, c.Pipeline)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := log.Append(t.Context(), bus.Shard{Stream: bus.Raw}, bus.ID{}, body); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- p.Run(t.Context()) }()
		found := func(after time.Duration) (n int) {
			time.Sleep(after)
			synctest.Wait()
			stats, err := log.Stats(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range stats {
				if s.Shard.Stream == bus.Finding && s.Last > 0 {
					messages, err := log.Read(t.Context(), s.Shard, 0, 1<<20)
					if err != nil {
						t.Fatal(err)
					}
					for _, m := range messages {
						f, err := pipeline.ParseFound(m.Body)
						if err != nil {
							t.Fatal(err)
						}
						n += len(f.Findings)
					}
				}
			}
			return n
		}
		if n := found(5 * time.Minute); n != 0 {
			t.Errorf("%d findings within the lateness", n)
		}
		if n := found(7 * time.Minute); n == 0 {
			t.Error("what waited is not judged")
		}
		if err := log.Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
