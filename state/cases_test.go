// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/cases"
	"gambeson/event"
)

func TestChangeCase(t *testing.T) {
	db, _ := openTest(t)
	f := finding(1, "r", "alice")
	record(t, db, opens(f), joins(finding(2, "r", "alice"), f.ID))
	change := func(version uint64, ch cases.Change) (cases.Case, error) {
		return db.Cases.Change(t.Context(), "acme", f.ID, version, ch, by(""))
	}
	x, err := change(2, cases.Change{Kind: cases.Assign, Assignee: "ada"})
	if err != nil || x.Assignee != "ada" || x.Version != 3 {
		t.Fatalf("assigned: %+v, %v", x, err)
	}
	if _, err := change(2, cases.Change{Kind: cases.Acknowledge}); !errors.Is(err, ErrVersion) {
		t.Errorf("with an old version: %v", err)
	}
	if _, err := change(3, cases.Change{Kind: cases.Close, Verdict: cases.TruePositive, Reason: "it was"}); err != nil {
		t.Fatal(err)
	}
	if _, err := change(0, cases.Change{Kind: cases.Close, Verdict: cases.Benign, Reason: "no"}); !errors.Is(err, cases.ErrTransition) {
		t.Errorf("closed twice: %v", err)
	}
	all, _, err := db.Findings.List(t.Context(), FindingFilter{Tenant: "acme", States: []cases.State{cases.Closed}}, NewestFirst, Cursor{}, 0)
	if err != nil || len(all) != 2 || all[0].Verdict != cases.TruePositive {
		t.Errorf("closed findings: %+v (%v), want 2", all, err)
	}
	if _, err := db.Cases.Change(t.Context(), "other", f.ID, 0, cases.Change{Kind: cases.Reopen}, by("")); !errors.Is(err, ErrNotFound) {
		t.Errorf("another tenant: %v, want ErrNotFound", err)
	}
	if _, err := db.Cases.Get(t.Context(), "other", f.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("another tenant reads: %v, want ErrNotFound", err)
	}
}

func TestChangeFinding(t *testing.T) {
	db, _ := openTest(t)
	f := finding(1, "r", "alice")
	record(t, db, opens(f))
	closing := cases.Change{Kind: cases.Close, Verdict: cases.FalsePositive, Reason: "the rule is wrong"}
	x, err := db.Findings.Change(t.Context(), "acme", f.ID, closing, by("k"))
	if err != nil || x.State != cases.Closed || x.Verdict != cases.FalsePositive {
		t.Fatalf("closed: %+v, %v", x.Disposition, err)
	}
	if _, err := db.Findings.Change(t.Context(), "acme", f.ID, closing, by("k")); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if _, err := db.Findings.Change(t.Context(), "acme", f.ID, cases.Change{Kind: cases.Annotate, Text: "x"}, by("")); !errors.Is(err, cases.ErrInvalid) {
		t.Errorf("a note: %v", err)
	}
	if _, err := db.Findings.Change(t.Context(), "other", f.ID, cases.Change{Kind: cases.Reopen}, by("")); !errors.Is(err, ErrNotFound) {
		t.Errorf("another tenant: %v", err)
	}
}

// TestPages walks lists page by page: each thing once, in order.
func TestPages(t *testing.T) {
	db, _ := openTest(t)
	var want []event.ID
	for n := range 7 {
		f := finding(n, "r", fmt.Sprint(n))
		record(t, db, opens(f))
		want = append(want, f.ID)
	}
	slices.Reverse(want)
	walk := func(page func(Cursor) ([]event.ID, Cursor, error)) []event.ID {
		var got []event.ID
		for after := (Cursor{}); ; {
			ids, next, err := page(after)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, ids...)
			if next == (Cursor{}) {
				return got
			}
			if after, err = ParseCursor(next.String()); err != nil {
				t.Fatal(err)
			}
		}
	}
	got := walk(func(after Cursor) (ids []event.ID, next Cursor, err error) {
		list, next, err := db.Cases.List(t.Context(), CaseFilter{Tenant: "acme"}, NewestFirst, after, 3)
		for _, x := range list {
			ids = append(ids, x.ID)
		}
		return ids, next, err
	})
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("cases (-want +got):\n%s", d)
	}
	got = walk(func(after Cursor) (ids []event.ID, next Cursor, err error) {
		list, next, err := db.Findings.List(t.Context(), FindingFilter{Tenant: "acme"}, NewestFirst, after, 7)
		for _, x := range list {
			ids = append(ids, x.ID)
		}
		return ids, next, err
	})
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("findings (-want +got):\n%s", d)
	}
	for _, s := range []string{"x", "00", Cursor{1, event.ID{1}}.String()[1:]} {
		if _, err := ParseCursor(s); !errors.Is(err, ErrInvalid) {
			t.Errorf("cursor %q: %v", s, err)
		}
	}
}

func TestResolve(t *testing.T) {
	db, _ := openTest(t)
	f, g := finding(1, "r", "alice"), finding(2, "r", "bob")
	g.ID = f.ID
	g.ID[15] ^= 1
	record(t, db, opens(f), opens(g))
	id := f.ID.String()
	for _, x := range []struct {
		digits string
		want   error
	}{
		{id, nil}, {id[:31], ErrInvalid}, {id[:5], ErrInvalid}, {id[:3], ErrInvalid}, {"zzzz", ErrInvalid}, {id + "00", ErrInvalid},
		{"ffffffff", ErrNotFound},
	} {
		got, err := db.Cases.Resolve(t.Context(), "acme", x.digits)
		if !errors.Is(err, x.want) || err == nil && got != f.ID {
			t.Errorf("%s: %s, %v, want %v", x.digits, got, err, x.want)
		}
	}
	if _, err := db.Cases.Resolve(t.Context(), "other", id); !errors.Is(err, ErrNotFound) {
		t.Errorf("another tenant: %v", err)
	}
}
