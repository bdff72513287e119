// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gambeson/bus"
	"gambeson/bus/jetstream"
	"gambeson/event"
	"gambeson/pipeline"
	"gambeson/state"
)

// finds appends findings numbered from to to-1, each in a message. All are about one user.
func finds(t *testing.T, log bus.Log, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		f := &event.Finding{
			ID: event.NewID("retention", fmt.Sprint(i)), Tenant: "default", Title: fmt.Sprint("Finding ", i), Severity: event.SeverityHigh,
			Analytic: event.Analytic{UID: fmt.Sprint("rule-", i), Name: "Rule", Version: "1", Type: event.AnalyticRule},
			First:    hour + int64(i)*1e9, Last: hour + int64(i)*1e9,
			Entities: []event.FindingEntity{{Kind: event.User, Role: "actor", Value: "m.weber"}},
		}
		body, err := json.Marshal(pipeline.Found{Findings: []*event.Finding{f}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := log.Append(t.Context(), bus.Shard{Stream: bus.Finding}, bus.ID{}, body); err != nil {
			t.Fatal(err)
		}
	}
}

// takes lets a consumer take what there is, as its run does, without committing.
func takes(t *testing.T, c *consumer) {
	t.Helper()
	last := statsOf(t, c.platform, c.shard).Last
	for c.done < last {
		messages, err := c.next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.keep(t.Context(), messages); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCorrelationSurvivesTrimming: a platform dies after it wrote findings that are behind its snapshot, with everything
// trimmed that may be. The next one has the memory to put the findings that follow into the same case.
func TestCorrelationSurvivesTrimming(t *testing.T) {
	c := platformConfig(t.TempDir())
	c.Retention.Finding.Age = 0
	x := openTestPlatform(t, c)
	correlating := x.readers[0]
	finds(t, x.log, 0, 10)
	takes(t, correlating)
	if err := correlating.keep(t.Context(), nil); err != nil { // it is quiet
		t.Fatal(err)
	}
	if correlating.kept != 10 {
		t.Errorf("%d is kept after a quiet time, want 10", correlating.kept)
	}
	finds(t, x.log, 10, 20)
	takes(t, correlating)
	if correlating.kept != 10 || correlating.done != 20 {
		t.Fatalf("kept %d, done %d; want the snapshot to be behind", correlating.kept, correlating.done)
	}
	if err := x.log.Commit(t.Context(), correlating.name, correlating.shard, correlating.kept); err != nil {
		t.Fatal(err)
	}
	if err := x.janitor.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := statsOf(t, x, correlating.shard); s.First != 11 {
		t.Fatalf("the findings begin at %d, want 11", s.First)
	}
	if err := x.close(); err != nil { // nothing was kept since: it died
		t.Fatal(err)
	}

	x = openTestPlatform(t, c)
	correlating = x.readers[0]
	finds(t, x.log, 20, 25)
	takes(t, correlating)
	all, _, err := x.state.Cases.List(t.Context(), state.CaseFilter{Tenant: c.Tenant}, state.NewestFirst, state.Cursor{}, 100)
	if err != nil || len(all) != 1 || all[0].Findings != 25 {
		t.Errorf("cases %+v (%v), want one of 25 findings", all, err)
	}
	if err := x.close(); err != nil {
		t.Fatal(err)
	}
}

// TestSnapshotsBehindCommit: while findings come, the log is never told more than the snapshot holds, and in the end all.
func TestSnapshotsBehindCommit(t *testing.T) {
	c := platformConfig(t.TempDir())
	x := openTestPlatform(t, c)
	stop := runPlatform(t, x)
	defer stop()
	shard := bus.Shard{Stream: bus.Finding}
	behind := func() bus.Position {
		committed, err := x.log.Committed(t.Context(), state.Correlator, shard) // before: what is kept only grows
		if err != nil {
			t.Fatal(err)
		}
		cp, err := x.state.Checkpoints.Snapshot(t.Context(), state.Correlator, 0)
		if committed > 0 && (err != nil || uint64(committed) > cp.Position) {
			t.Fatalf("the log was told %d, and the snapshot holds %d (%v)", committed, cp.Position, err)
		}
		return committed
	}
	for i := range 40 {
		finds(t, x.log, 30*i, 30*(i+1))
		behind()
	}
	eventually(t, "a snapshot at quiet", func() bool { return behind() == 1200 })
}

// TestStateOlderThanLog: a state that was restored from a copy reads again what it lacks, as far as it is there.
func TestStateOlderThanLog(t *testing.T) {
	for _, trimmed := range []bool{false, true} {
		t.Run(fmt.Sprint("trimmed ", trimmed), func(t *testing.T) {
			c := platformConfig(t.TempDir())
			x := openTestPlatform(t, c)
			finds(t, x.log, 0, 10)
			takes(t, x.readers[0])
			shard := x.readers[0].shard
			if err := x.log.Commit(t.Context(), state.Correlator, shard, 10); err != nil {
				t.Fatal(err)
			}
			want := 10
			if trimmed {
				want = 5
				if err := x.log.Trim(t.Context(), shard, 5); err != nil {
					t.Fatal(err)
				}
			}
			if err := x.close(); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(filepath.Join(c.Data, stateFolder)); err != nil {
				t.Fatal(err)
			}
			x = openTestPlatform(t, c)
			if p, err := x.log.Committed(t.Context(), state.Correlator, shard); err != nil || p != 0 {
				t.Errorf("the log knows the consumer at %d (%v), want 0", p, err)
			}
			takes(t, x.readers[0])
			all, _, err := x.state.Findings.List(t.Context(), state.FindingFilter{Tenant: c.Tenant}, state.NewestFirst, state.Cursor{}, 0)
			if err != nil || len(all) != want {
				t.Errorf("%d findings (%v), want %d", len(all), err, want)
			}
			if err := x.close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestDeadLettersSettle: what somebody dealt with goes at once, what waits stays, and what is gone is told as gone.
func TestDeadLettersSettle(t *testing.T) {
	c := platformConfig(t.TempDir())
	c.Pipeline.Shards = 1
	fillUnread(t, c)
	x := openTestPlatform(t, c)
	defer func() {
		if err := x.close(); err != nil {
			t.Error(err)
		}
	}()
	shard := bus.Shard{Stream: bus.DeadLetter}
	trim := func() bus.Position {
		if err := x.janitor.Pass(t.Context()); err != nil {
			t.Fatal(err)
		}
		return statsOf(t, x, shard).First
	}
	if got := trim(); got != 1 {
		t.Errorf("waiting ones were trimmed up to %d", got-1)
	}
	all, _, err := x.state.DeadLetters.List(t.Context(), state.DeadLetterFilter{Tenant: c.Tenant})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if d.Position <= 7 {
			if err := x.state.DeadLetters.Mark(t.Context(), c.Tenant, d.ID, d.Position, state.DeadDropped, state.Cause{Actor: "ada"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := trim(); got != 8 {
		t.Errorf("the dead letters begin at %d, want 8", got)
	}
	for _, d := range all {
		_, err := (&letters{func() (*jetstream.Log, error) { return x.log, nil }}).Read(t.Context(), d)
		if want := d.Position <= 7; (err != nil) != want {
			t.Errorf("letter at %d: %v", d.Position, err)
		}
	}
}

// TestServeTrims kills the server at random moments while it trims whatever it may. No event is lost or judged twice, all
// are in the cases of their hosts, and the log is short.
func TestServeTrims(t *testing.T) {
	events, kills := 40, 4
	if os.Getenv("GAMBESON_SOAK") != "" {
		events, kills = 2000, 100
	}
	s := newServer(t, func(c *Config) {
		r := &c.Retention
		r.Every = 5 * time.Millisecond
		r.Raw.Age, r.Observation.Age, r.Finding.Age, r.DeadLetter.Age = 0, 0, 0, 0
	})
	s.start()
	random := rand.New(rand.NewPCG(11, 13))
	for i := range events {
		for s.send(fmt.Sprint("k", i), attack(i)+"\n"+`{"EventID":`) != http.StatusOK {
			t.Log("sent again")
		}
		if random.IntN(events) < kills {
			s.kill()
			s.start()
		}
	}
	s.stop()
	s.start() // what was left is dealt with
	quiet := time.After(3 * time.Second)
	<-quiet
	s.stop()
	log, err := jetstream.Open(filepath.Join(s.data, "log"), jetstream.Deps{Log: slog.New(slog.DiscardHandler)}, jetstream.Config{MaxIDs: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	all, err := log.Stats(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range all {
		if left := x.Last + 1 - x.First; x.Last > 10 && left > x.Last/2 {
			t.Errorf("%s still has %d of %d messages", x.Shard, left, x.Last)
		}
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	if got := s.kept(); got.Events != events || got.Letters != events || len(got.Cases) != attackHosts {
		t.Errorf("%d events, %d dead letters, %d cases of %d events", got.Events, got.Letters, len(got.Cases), events)
	}
}
