// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
)

// letter is a dead letter of the tenant acme that waits.
func letter(n byte, position uint64) DeadLetter {
	return DeadLetter{ID: event.ID{n}, Tenant: "acme", Source: "web", Class: "syntax", Position: position, State: DeadWaiting}
}

// TestReprocessing follows one from its beginning over a restart to its end.
func TestReprocessing(t *testing.T) {
	dir, c := t.TempDir(), &clock{at: testStart}
	db, err := Open(t.Context(), Deps{Now: c.now}, dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	letters := []DeadLetter{letter(1, 3), letter(2, 4), letter(3, 5)}
	if err := db.DeadLetters.Record(ctx, letters, nil); err != nil {
		t.Fatal(err)
	}
	want := Reprocessing{Tenant: "acme", Source: "web", Since: 10, Until: 20, CompleteFrom: 15, Shards: []ReprocessShard{{0, "e", 1, 9}}}
	x, err := db.Reprocessings.Begin(ctx, want, by("k"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := db.Reprocessings.Begin(ctx, want, by("k"))
	if err != nil || cmp.Diff(x, again) != "" {
		t.Errorf("the same key begins another: %+v, %v", again, err)
	}
	if _, err := db.Reprocessings.Begin(ctx, want, by("other")); !errors.Is(err, ErrExists) {
		t.Errorf("a second one: %v, want ErrExists", err)
	}
	x.Shards[0].Done, x.Records, x.Findings, x.Letters = 7, 100, 5, 1
	if err := db.Reprocessings.Advance(ctx, &x, []event.ID{{1}, {99}}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = openAt(t, dir, c)
	got, err := db.Reprocessings.Running(ctx)
	if err != nil || cmp.Diff(x, got) != "" {
		t.Fatalf("after a restart: %s (%v)", cmp.Diff(x, got), err)
	}
	states, err := db.DeadLetters.States(ctx, "acme", []event.ID{{1}, {2}, {99}})
	if d := cmp.Diff(map[event.ID]string{{1}: DeadReplayed, {2}: DeadWaiting}, states); d != "" || err != nil {
		t.Errorf("states of the letters: %s (%v)", d, err)
	}
	c.at += int64(time.Hour)
	if err := db.Reprocessings.Finish(ctx, &got, errors.New("no disk")); err != nil {
		t.Fatal(err)
	}
	end, err := db.Reprocessings.Get(ctx, "acme", x.ID)
	if err != nil || end.State != ReprocessFailed || end.Error != "no disk" || end.Finished <= end.Created {
		t.Errorf("in the end: %+v, %v", end, err)
	}
	if _, err := db.Reprocessings.Running(ctx); !errors.Is(err, ErrNotFound) {
		t.Errorf("it runs on: %v", err)
	}
	if _, err := db.Reprocessings.Begin(ctx, want, by("other")); err != nil {
		t.Errorf("the next one: %v", err)
	}
	page, _, err := db.Reprocessings.List(ctx, "acme", Cursor{}, 1)
	if err != nil || len(page) != 1 || page[0].ID == x.ID {
		t.Errorf("list: %+v, %v", page, err)
	}
	entries, err := db.Audit.List(ctx, AuditFilter{Tenant: "acme", Kind: "reprocessing"})
	if err != nil || len(entries) != 3 || entries[0].Actor != "ada" || entries[0].Reason != "a test" {
		t.Errorf("audit: %+v, %v", entries, err)
	}
}

func TestReprocessingInvalid(t *testing.T) {
	db, _ := openTest(t)
	for _, x := range []Reprocessing{{Tenant: "acme", Since: 5, Until: 5}, {Since: 1, Until: 2}} {
		if _, err := db.Reprocessings.Begin(t.Context(), x, by("")); !errors.Is(err, ErrInvalid) {
			t.Errorf("%+v: %v, want ErrInvalid", x, err)
		}
	}
}

// TestFirstWaiting: what is dealt with, and what lies before, does not count.
func TestFirstWaiting(t *testing.T) {
	db, _ := openTest(t)
	ctx := context.Background()
	at := func(from uint64) uint64 {
		t.Helper()
		p, err := db.DeadLetters.FirstWaiting(ctx, 0, from)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if got := at(1); got != 0 {
		t.Errorf("none: %d", got)
	}
	if err := db.DeadLetters.Record(ctx, []DeadLetter{letter(1, 3), letter(2, 4), letter(3, 8)}, nil); err != nil {
		t.Fatal(err)
	}
	if err := db.DeadLetters.Mark(ctx, "acme", event.ID{1}, 3, DeadDropped, by("")); err != nil {
		t.Fatal(err)
	}
	if a, b, c := at(1), at(5), at(9); a != 4 || b != 8 || c != 0 {
		t.Errorf("first waiting: %d, %d, %d; want 4, 8, 0", a, b, c)
	}
}

func TestKnownFindings(t *testing.T) {
	db, _ := openTest(t)
	a := finding(1, "r1", "alice")
	record(t, db, opens(a))
	ids := make([]event.ID, 1200)
	for i := range ids {
		ids[i] = event.NewID("other", string(rune(i)))
	}
	ids[1100] = a.ID
	got, err := db.Findings.Known(t.Context(), "acme", ids)
	if d := cmp.Diff(map[event.ID]bool{a.ID: true}, got); d != "" || err != nil {
		t.Errorf("known: %s (%v)", d, err)
	}
	if got, err := db.Findings.Known(t.Context(), "other", ids); len(got) > 0 || err != nil {
		t.Errorf("of another tenant: %v, %v", got, err)
	}
}
