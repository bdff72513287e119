// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/api"
	"gambeson/bus"
	"gambeson/event"
	"gambeson/identity"
	"gambeson/pipeline"
	"gambeson/state"
)

// platformConfig is that of a platform in a folder, without doors.
func platformConfig(dir string) *Config {
	c := DefaultConfig()
	c.Data, c.API.Listen = dir, "127.0.0.1:0"
	c.Bus.WarnFree, c.Bus.MinFree = 1<<20, 1<<20
	c.Ingest.HTTP.Listen, c.Ingest.OTLP.GRPC, c.Ingest.OTLP.HTTP = "", "", ""
	c.Pipeline.IdleTick = 50 * time.Millisecond
	return &c
}

// openTestPlatform opens a platform in this process.
func openTestPlatform(t *testing.T, c *Config) *platform {
	t.Helper()
	x, err := openPlatform(t.Context(), c, slog.New(slog.DiscardHandler), secretsIn(os.LookupEnv))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// runPlatform runs a platform and returns what ends and closes it.
func runPlatform(t *testing.T, x *platform) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- x.run(ctx) }()
	return func() {
		t.Helper()
		cancel()
		if err := errors.Join(<-ended, x.close()); err != nil {
			t.Fatal(err)
		}
	}
}

// eventually waits until something is so.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	deadline := time.After(time.Minute)
	for !is() {
		select {
		case <-deadline:
			t.Fatalf("%s: not within a minute", what)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// unreadable is the stage of a program whose parsers read nothing.
type unreadable struct{}

func (unreadable) Process(b *event.Batch, out *pipeline.Output) {
	for i := range b.Records {
		out.DeadLetters = append(out.DeadLetters, deadLetter(b, i, errors.New("not understood yet")))
	}
}

const attacks = 20

// hour is when the first attack was received; the others follow each second.
const hour = int64(1_770_000_000_000_000_000)

// fillUnread lets a program that reads nothing process attacks.
func fillUnread(t *testing.T, c *Config) {
	t.Helper()
	x := openTestPlatform(t, c)
	var err error
	x.pipeline, err = pipeline.New(pipeline.Deps{
		Log: x.log, Dir: t.TempDir(), Logger: x.logger, Stage: func() (pipeline.Stage, error) { return unreadable{}, nil },
		Judge: x.pipeline.Judge,
	}, c.Pipeline)
	if err != nil {
		t.Fatal(err)
	}
	stop := runPlatform(t, x)
	for i := range attacks {
		b := event.Batch{Tenant: c.Tenant, Source: "hosts", Stream: "s", Received: hour + int64(i)*1e9, Records: []event.BatchRecord{{Position: uint64(i), Data: []byte(attack(i))}}}
		body, err := b.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.log.Append(t.Context(), bus.Shard{Stream: bus.Raw, Number: i % c.Pipeline.Shards}, bus.ID{}, body); err != nil {
			t.Fatal(err)
		}
		// One after the other: what is written together is trimmed together.
		eventually(t, "a dead letter", func() bool { return letterCount(t, x, state.DeadWaiting) == i+1 })
	}
	stop()
}

func letterCount(t *testing.T, x *platform, s string) int {
	t.Helper()
	all, _, err := x.state.DeadLetters.List(t.Context(), state.DeadLetterFilter{Tenant: x.config.Tenant, State: s})
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// foundEvents returns the events that have findings, with how many.
func foundEvents(t *testing.T, x *platform) map[event.ID]int {
	t.Helper()
	all, _, err := x.state.Findings.List(t.Context(), state.FindingFilter{Tenant: x.config.Tenant}, state.NewestFirst, state.Cursor{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[event.ID]int{}
	for _, f := range all {
		out[f.Evidence[0].Event]++
	}
	return out
}

func beginAgain(t *testing.T, x *platform, from, to int, key string) state.Reprocessing {
	t.Helper()
	r, err := x.again.Begin(t.Context(), state.Reprocessing{Tenant: x.config.Tenant, Since: hour + int64(from)*1e9, Until: hour + int64(to)*1e9},
		state.Cause{Actor: "ada", Reason: "the parser was mended", Key: key})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func waitAgain(t *testing.T, x *platform, id event.ID) (r state.Reprocessing) {
	t.Helper()
	eventually(t, "reprocessing", func() bool {
		var err error
		if r, err = x.state.Reprocessings.Get(t.Context(), x.config.Tenant, id); err != nil {
			t.Fatal(err)
		}
		return r.State != state.ReprocessRunning
	})
	if r.State != state.ReprocessDone {
		t.Fatalf("reprocessing: %s: %s", r.State, r.Error)
	}
	return r
}

// TestReprocess: what a program could not read, one with mended parsers reads: of the range only, once, and over a
// restart.
func TestReprocess(t *testing.T) {
	c := platformConfig(t.TempDir())
	fillUnread(t, c)

	x := openTestPlatform(t, c)
	half := beginAgain(t, x, 0, attacks/2, "half") // and nothing runs yet: it goes on at the next start
	if _, err := x.again.Begin(t.Context(), state.Reprocessing{Tenant: c.Tenant, Since: 1, Until: 2}, state.Cause{Actor: "bob", Key: "1"}); !errors.Is(err, state.ErrExists) {
		t.Errorf("a second one: %v, want ErrExists", err)
	}
	if err := x.close(); err != nil {
		t.Fatal(err)
	}

	x = openTestPlatform(t, c)
	stop := runPlatform(t, x)
	defer func() { stop() }()
	r := waitAgain(t, x, half.ID)
	if r.Records != attacks/2 || r.Letters != attacks/2 || r.Findings < attacks/2 || r.CompleteFrom != 0 {
		t.Errorf("half of it: %+v", r)
	}
	if again := beginAgain(t, x, 0, attacks/2, "half"); cmp.Diff(r, again) != "" {
		t.Errorf("the same key again: %+v", again)
	}
	eventually(t, "findings", func() bool { return len(foundEvents(t, x)) == attacks/2 })
	if a, b := letterCount(t, x, state.DeadReplayed), letterCount(t, x, state.DeadWaiting); a != attacks/2 || b != attacks/2 {
		t.Errorf("%d letters are replayed, %d wait; want %d each", a, b, attacks/2)
	}
	if r := waitAgain(t, x, beginAgain(t, x, 0, attacks, "whole").ID); r.Records != attacks || r.Letters != attacks/2 {
		t.Errorf("the whole: %+v", r)
	}
	eventually(t, "findings", func() bool { return len(foundEvents(t, x)) == attacks })
	if r := waitAgain(t, x, beginAgain(t, x, 0, attacks, "once more").ID); r.Findings != 0 || r.Letters != 0 {
		t.Errorf("once more: %+v", r)
	}
	for id, n := range foundEvents(t, x) {
		if per := int(r.Findings) / (attacks / 2); n != per {
			t.Errorf("event %s has %d findings, want %d", id, n, per)
		}
	}
	entries, err := x.state.Audit.List(t.Context(), state.AuditFilter{Tenant: c.Tenant, Kind: "reprocessing"})
	if err != nil || len(entries) != 6 || entries[0].Actor != "ada" || entries[0].Reason != "the parser was mended" {
		t.Errorf("audit: %+v, %v", entries, err)
	}
}

// TestReprocessTrimmed: what one that runs has to read stays; what is gone is told of.
func TestReprocessTrimmed(t *testing.T) {
	c := platformConfig(t.TempDir())
	c.Pipeline.Shards = 1
	fillUnread(t, c)
	c.Retention.Raw.Age = 0
	raw := bus.Shard{Stream: bus.Raw}

	x := openTestPlatform(t, c)
	if err := x.log.Trim(t.Context(), raw, 5); err != nil {
		t.Fatal(err)
	}
	r := beginAgain(t, x, 0, attacks, "k")
	if want := hour + 5e9; r.CompleteFrom != want {
		t.Errorf("complete from %d, want %d", r.CompleteFrom, want)
	}
	if err := x.close(); err != nil {
		t.Fatal(err)
	}
	x = openTestPlatform(t, c)
	if err := x.janitor.Pass(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := statsOf(t, x, raw); s.First != 6 {
		t.Errorf("raw begins at %d while it runs, want 6", s.First)
	}
	stop := runPlatform(t, x)
	defer func() { stop() }()
	if r := waitAgain(t, x, r.ID); r.Records != attacks-5 {
		t.Errorf("%d records, want %d", r.Records, attacks-5)
	}
	eventually(t, "trimming behind it", func() bool {
		if err := x.janitor.Pass(t.Context()); err != nil {
			t.Fatal(err)
		}
		return statsOf(t, x, raw).First == attacks
	})
	_, err := x.again.Begin(t.Context(), state.Reprocessing{Tenant: c.Tenant, Since: hour, Until: hour + 5e9}, state.Cause{Actor: "ada"})
	if !errors.Is(err, state.ErrInvalid) {
		t.Errorf("a range that is gone: %v, want ErrInvalid", err)
	}
	if slices := statsOf(t, x, raw).Groups; len(slices) != 1 {
		t.Errorf("groups %+v: nothing is held any more", slices)
	}
}

func statsOf(t *testing.T, x *platform, shard bus.Shard) bus.Stats {
	t.Helper()
	all, err := x.log.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Shard == shard {
			return s
		}
	}
	return bus.Stats{}
}

// TestReprocessCommand runs the command over a folder without a server, and over one with.
func TestReprocessCommand(t *testing.T) {
	s := newServer(t)
	c := platformConfig(s.data)
	fillUnread(t, c)
	range1 := []string{"reprocess", "--output", "json", "--config", s.file, "--from", "2026-02-01T00:00:00Z", "--reason", "mended"}
	run := func(args ...string) (api.Reprocessing, string) {
		t.Helper()
		var errs bytes.Buffer
		cmd := exec.Command("gambeson", append(range1, args...)...)
		cmd.Stderr = &errs
		out, err := cmd.Output()
		var r api.Reprocessing
		if err == nil {
			err = json.Unmarshal(out, &r)
		}
		if err != nil {
			return r, fmt.Sprint(err, errs.String())
		}
		return r, ""
	}
	if r, problem := run("--data", s.data, "--to", time.Unix(0, hour+5e9).UTC().Format(time.RFC3339)); problem != "" || r.State != state.ReprocessDone || r.Letters != 5 {
		t.Errorf("without a server: %+v, %s", r, problem)
	}
	db, err := state.Open(t.Context(), state.Deps{}, filepath.Join(s.data, stateFolder))
	if err != nil {
		t.Fatal(err)
	}
	secret, err := db.Tokens.Create(t.Context(), state.Token{
		Tenant: c.Tenant, Kind: state.APIToken, Name: "cli", Scopes: []string{identity.Engineer.Scope()}, Expires: time.Now().Add(time.Hour).UnixNano(),
	}, state.Cause{Actor: "test"})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.start()
	folder := []string{"--data", s.data}
	r, problem := run(append(folder, "--wait")...)
	if problem != "" || r.State != state.ReprocessDone || r.Letters != attacks-5 || !strings.HasPrefix(r.Actor, "command-line") || r.Reason != "mended" {
		t.Errorf("by the server that has the folder: %+v, %s", r, problem)
	}
	remote := []string{"--server", "http://" + s.API.Listen, "--server-token-file", token}
	if r, problem := run(append(remote, "--wait")...); problem != "" || r.State != state.ReprocessDone || r.Records != attacks || r.Letters != 0 || !strings.HasSuffix(r.Actor, "cli") {
		t.Errorf("over the API: %+v, %s", r, problem)
	}
	if _, problem := run(append(folder, "--to", "2500000h")...); problem == "" {
		t.Error("a range that ends before it begins is taken")
	}
	s.stop()
}
