// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
)

func TestCheckpoints(t *testing.T) {
	db, _ := openTest(t)
	ctx := t.Context()
	if _, err := db.Checkpoints.Position(ctx, "c", 0); !errors.Is(err, ErrNotFound) {
		t.Errorf("of a new consumer: %v", err)
	}
	for _, x := range []struct {
		name     string
		cp       Checkpoint
		position uint64
		snapshot string // position and data
	}{
		{"first", Checkpoint{Epoch: "e", Position: 3, Snapshot: []byte("three")}, 3, "3 three"},
		{"further, no snapshot", Checkpoint{Epoch: "e", Position: 7}, 7, "3 three"},
		{"back, after a restart", Checkpoint{Epoch: "e", Position: 4, Snapshot: []byte("four")}, 7, "4 four"},
		{"an older snapshot", Checkpoint{Epoch: "e", Position: 2, Snapshot: []byte("two")}, 7, "4 four"},
		{"a new log", Checkpoint{Epoch: "f", Position: 1, Snapshot: []byte{}}, 1, "1 "},
	} {
		x.cp.Consumer = "c"
		if err := db.Checkpoints.Save(ctx, &x.cp); err != nil {
			t.Fatalf("%s: %v", x.name, err)
		}
		p, err := db.Checkpoints.Position(ctx, "c", 0)
		if err != nil || p.Position != x.position || p.Epoch != x.cp.Epoch {
			t.Errorf("%s: position %d in %s (%v), want %d", x.name, p.Position, p.Epoch, err, x.position)
		}
		s, err := db.Checkpoints.Snapshot(ctx, "c", 0)
		if got := string(rune('0'+s.Position)) + " " + string(s.Snapshot); err != nil || got != x.snapshot {
			t.Errorf("%s: snapshot %q (%v), want %q", x.name, got, err, x.snapshot)
		}
	}
	if err := db.Checkpoints.Save(ctx, &Checkpoint{Consumer: "c"}); !errors.Is(err, ErrInvalid) {
		t.Errorf("without an epoch: %v", err)
	}
	if _, err := db.write.ExecContext(ctx, "UPDATE snapshots SET data = x'00'"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Checkpoints.Snapshot(ctx, "c", 0); !errors.Is(err, ErrCorrupt) {
		t.Errorf("a snapshot that was changed: %v", err)
	}
}

func TestDeadLetters(t *testing.T) {
	db, _ := openTest(t)
	ctx := t.Context()
	x := DeadLetter{ID: event.ID{1}, Tenant: "acme", Source: "okta", Format: "okta", Class: "syntax", Message: "bad", Bytes: 7, Shard: 1, Position: 9, Received: testStart, State: DeadWaiting}
	put := func(x DeadLetter) {
		t.Helper()
		if err := db.DeadLetters.Record(ctx, []DeadLetter{x}, &Checkpoint{Consumer: "dead", Epoch: "e", Position: x.Position}); err != nil {
			t.Fatal(err)
		}
	}
	state := func(want string, position uint64) {
		t.Helper()
		got, err := db.DeadLetters.Get(ctx, "acme", x.ID)
		w := x
		w.State, w.Position = want, position
		if d := cmp.Diff(w, got); err != nil || d != "" {
			t.Errorf("%v (-want +got):\n%s", err, d)
		}
	}
	put(x)
	put(x)
	state(DeadWaiting, 9)
	if err := db.DeadLetters.Mark(ctx, "acme", x.ID, 9, DeadReplayed, by("k")); err != nil {
		t.Fatal(err)
	}
	put(x) // the log is read again
	state(DeadReplayed, 9)
	again := x
	again.Position = 12
	put(again) // it died again
	state(DeadWaiting, 12)
	// Whoever replayed it is slower than the pipeline: it has died again before it is marked.
	put(DeadLetter{ID: x.ID, Tenant: "acme", Source: "okta", Format: "okta", Class: "syntax", Message: "bad", Bytes: 7, Shard: 1, Position: 15, Received: testStart, State: DeadWaiting})
	if err := db.DeadLetters.Mark(ctx, "acme", x.ID, 12, DeadReplayed, by("slow")); err != nil {
		t.Fatal(err)
	}
	state(DeadWaiting, 15)
	counts, err := db.DeadLetters.Counts(ctx, DeadLetterFilter{Tenant: "acme", State: DeadWaiting})
	if err != nil || len(counts) != 1 || counts[0] != (ClassCount{"syntax", 1}) {
		t.Errorf("counts %v, %v", counts, err)
	}
	if err := db.DeadLetters.Mark(ctx, "acme", x.ID, 15, DeadDropped, by("")); err != nil {
		t.Fatal(err)
	}
	if err := db.DeadLetters.Mark(ctx, "acme", x.ID, 15, DeadReplayed, by("")); !errors.Is(err, ErrInvalid) {
		t.Errorf("replaying what was dropped: %v", err)
	}
	if err := db.DeadLetters.Mark(ctx, "other", x.ID, 15, DeadDropped, by("")); !errors.Is(err, ErrNotFound) {
		t.Errorf("another tenant: %v", err)
	}
	list, _, err := db.DeadLetters.List(ctx, DeadLetterFilter{Tenant: "acme", Source: "okta", State: DeadDropped})
	if err != nil || len(list) != 1 {
		t.Errorf("%d dead letters (%v), want 1", len(list), err)
	}
}

func TestOutbox(t *testing.T) {
	db, clock := openTest(t, "webhook", "mail")
	ctx := t.Context()
	f := finding(1, "r", "alice")
	record(t, db, opens(f))
	record(t, db, opens(f)) // the stream is read again
	due := func(channel string, want int) event.ID {
		t.Helper()
		list, err := db.Outbox.Due(ctx, channel, db.now(), time.Hour, 0)
		if err != nil || len(list) != want {
			t.Fatalf("%d due on %s (%v), want %d", len(list), channel, err, want)
		}
		if want == 0 {
			return event.ID{}
		}
		return list[0].ID
	}
	id, mail := due("webhook", 1), due("mail", 1)
	if err := db.Outbox.Failed(ctx, id, "no route", db.now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	due("webhook", 0)
	clock.advance(time.Minute)
	due("webhook", 1)
	if err := db.Outbox.Failed(ctx, id, "gone", time.Time{}); err != nil {
		t.Fatal(err)
	}
	due("webhook", 0)
	dead, err := db.Outbox.Dead(ctx, "acme")
	if err != nil || len(dead) != 1 || dead[0].Attempts != 2 || dead[0].Error != "gone" || dead[0].Case != f.ID {
		t.Errorf("given up: %+v (%v)", dead, err)
	}
	if err := db.Outbox.Retry(ctx, "acme", id, by("")); err != nil {
		t.Fatal(err)
	}
	due("webhook", 1)
	if err := db.Outbox.Failed(ctx, id, "a clock that is a day ahead", db.now().Add(24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	due("webhook", 1)
	if err := db.Outbox.Delivered(ctx, mail); err != nil {
		t.Fatal(err)
	}
	if err := db.Outbox.Delivered(ctx, mail); !errors.Is(err, ErrNotFound) {
		t.Errorf("delivered twice: %v", err)
	}
	due("mail", 0)
}
