// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/cases"
	"gambeson/event"
)

var closing = cases.Edit{State: cases.Closed, Verdict: cases.FalsePositive, Reason: "scanner", Note: "one note"}

// everything reads all findings and cases of a database.
func everything(t testing.TB, db *DB) (map[event.ID]cases.Finding, map[event.ID]cases.Case) {
	t.Helper()
	findings, all := map[event.ID]cases.Finding{}, map[event.ID]cases.Case{}
	list, _, err1 := db.Findings.List(t.Context(), FindingFilter{Tenant: "acme"}, NewestFirst, Cursor{}, 0)
	more, _, err2 := db.Cases.List(t.Context(), CaseFilter{Tenant: "acme", Merged: true}, NewestFirst, Cursor{}, 0)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		f.Version = 0
		findings[f.ID] = f
	}
	for _, c := range more {
		c.Version, c.Updated = 0, 0
		all[c.ID] = c
	}
	return findings, all
}

func TestChangeManyFindings(t *testing.T) {
	db, _ := openTest(t)
	all := manyFindings(t, db, 100)
	if _, err := db.Findings.Change(t.Context(), "acme", all[0].ID, cases.Change{Kind: cases.Close, Verdict: cases.Benign, Reason: "mine"}, by("one")); err != nil {
		t.Fatal(err)
	}
	was, _ := everything(t, db)
	asOf, err := db.Findings.AsOf(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	late := finding(1000, "rule-0", "user0")
	record(t, db, opens(late))
	q := FindingFilter{Tenant: "acme", Rules: []string{"rule-0"}, AsOf: &asOf}
	preview, err := db.Changes.Findings(t.Context(), q, closing, by("k"), true)
	if err != nil || preview.Applied != 14 || preview.Skipped["closed"] != 1 || preview.ID != (event.ID{}) || preview.States["new"] != 14 {
		t.Fatalf("preview %+v, %v", preview, err)
	}
	seq, _, _ := db.Audit.Head(t.Context())
	done, err := db.Changes.Findings(t.Context(), q, closing, by("k"), false)
	if err != nil || done.Applied != 14 || done.Skipped["closed"] != 1 {
		t.Fatalf("change %+v, %v", done, err)
	}
	again, err := db.Changes.Findings(t.Context(), q, closing, by("k"), false)
	if err != nil || again.ID != done.ID || again.Applied != 14 {
		t.Errorf("the same again: %+v, %v", again, err)
	}
	if _, err := db.Changes.Findings(t.Context(), FindingFilter{Tenant: "acme"}, closing, by("k"), false); !errors.Is(err, ErrKeyReused) {
		t.Errorf("other content with the key: %v", err)
	}
	if head, _, err := db.Audit.Verify(t.Context()); head != seq+1 || err != nil {
		t.Errorf("%d entries of the audit trail, %v; want 1", head-seq, err)
	}
	is, _ := everything(t, db)
	if f := is[late.ID]; f.State != cases.New {
		t.Errorf("a finding that came later is %s", f.State)
	}
	if f := is[all[7].ID]; f.State != cases.Closed || f.Verdict != cases.FalsePositive || f.Reason != "scanner" {
		t.Errorf("a finding that fits is %+v", f.Disposition)
	}
	if f := is[all[0].ID]; f.Reason != "mine" {
		t.Errorf("what was closed before is %+v", f.Disposition)
	}

	if _, err := db.Findings.Change(t.Context(), "acme", all[7].ID, cases.Change{Kind: cases.Reopen}, by("since")); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Changes.Undo(t.Context(), "other", done.ID, by("undo")); !errors.Is(err, ErrNotFound) {
		t.Errorf("another tenant: %v", err)
	}
	for range 2 { // the second one repeats the first
		undone, err := db.Changes.Undo(t.Context(), "acme", done.ID, by("undo"))
		if err != nil || undone.Restored != 13 || undone.Undone == 0 {
			t.Fatalf("undone %+v, %v", undone, err)
		}
	}
	if _, err := db.Changes.Undo(t.Context(), "acme", done.ID, by("undo2")); !errors.Is(err, ErrExists) {
		t.Errorf("twice: %v", err)
	}
	is, _ = everything(t, db)
	delete(is, late.ID)
	if d := cmp.Diff(was, is); d != "" {
		t.Errorf("undone (-before +after):\n%s", d)
	}
}

func TestChangeByID(t *testing.T) {
	db, _ := openTest(t)
	all := manyFindings(t, db, 20)
	ada := "ada"
	q := FindingFilter{Tenant: "acme", IDs: []event.ID{all[0].ID, all[1].ID, {1, 2, 3}}}
	done, err := db.Changes.Findings(t.Context(), q, cases.Edit{State: cases.Acknowledged, Assignee: &ada}, by("k"), false)
	if err != nil || done.Applied != 2 || done.Skipped["not_found"] != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	n, err := db.Findings.Count(t.Context(), FindingFilter{Tenant: "acme", Assignee: "ada", States: []cases.State{cases.Acknowledged}})
	if err != nil || n != 2 {
		t.Errorf("%d are ada's, %v", n, err)
	}
	for _, e := range []cases.Edit{
		{}, {State: cases.Closed}, {State: cases.Closed, Verdict: cases.Benign}, {State: cases.New, Verdict: cases.Benign}, {State: "gone"},
		{State: cases.Closed, Verdict: cases.Benign, Reason: "x", Expires: 1}, {Note: strings.Repeat("x", cases.MaxText+1)},
	} {
		cause := by("bad")
		cause.Reason = ""
		if _, err := db.Changes.Findings(t.Context(), q, e, cause, false); !errors.Is(err, ErrInvalid) && !errors.Is(err, cases.ErrInvalid) {
			t.Errorf("%+v: %v", e, err)
		}
	}
}

func TestChangeManyCases(t *testing.T) {
	db, _ := openTest(t)
	all := manyFindings(t, db, 50) // five cases
	was, wasCases := everything(t, db)
	q := CaseFilter{Tenant: "acme", IDs: []event.ID{all[0].ID, all[10].ID}}
	done, err := db.Changes.Cases(t.Context(), q, closing, by("k"), false)
	if err != nil || done.Applied != 2 {
		t.Fatalf("%+v, %v", done, err)
	}
	n, err := db.Findings.Count(t.Context(), FindingFilter{Tenant: "acme", States: []cases.State{cases.Closed}})
	if err != nil || n != 20 {
		t.Errorf("%d findings are closed with their cases, %v", n, err)
	}
	f := finding(2000, "rule-0", "user0") // of a rule that the case has: it joins in silence
	record(t, db, joins(f, all[0].ID))
	undone, err := db.Changes.Undo(t.Context(), "acme", done.ID, by("undo"))
	if err != nil || undone.Restored != 2 {
		t.Fatalf("undone %+v, %v", undone, err)
	}
	entries, err := db.Cases.Entries(t.Context(), "acme", all[10].ID)
	var actions []string
	for _, e := range entries {
		actions = append(actions, e.Action+" "+e.Text)
	}
	if d := cmp.Diff([]string{"open ", "close one note", "undo "}, actions); d != "" || err != nil {
		t.Errorf("entries (%v):\n%s", err, d)
	}
	is, isCases := everything(t, db)
	delete(is, f.ID)
	delete(wasCases, all[0].ID) // has one more finding
	delete(isCases, all[0].ID)
	if d := cmp.Diff(was, is); d != "" {
		t.Errorf("findings (-before +after):\n%s", d)
	}
	if d := cmp.Diff(wasCases, isCases); d != "" {
		t.Errorf("cases (-before +after):\n%s", d)
	}
	if _, err := db.Changes.Cases(t.Context(), q, cases.Edit{State: cases.Closed, Verdict: cases.Benign, Reason: "x", Expires: 1 << 62}, by("e"), false); !errors.Is(err, ErrInvalid) {
		t.Errorf("a case's verdict expires: %v", err)
	}
}

func TestExpire(t *testing.T) {
	db, clock := openTest(t)
	manyFindings(t, db, 20)
	e := closing
	e.Expires = clock.now().Add(time.Hour).UnixNano()
	if _, err := db.Changes.Findings(t.Context(), FindingFilter{Tenant: "acme", Rules: []string{"rule-1"}}, e, by("k"), false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{0, 3, 0} {
		n, err := db.Findings.Expire(t.Context())
		if err != nil || n != want {
			t.Errorf("%d are open again, %v; want %d", n, err, want)
		}
		clock.advance(time.Hour)
	}
	if n, err := db.Findings.Count(t.Context(), FindingFilter{Tenant: "acme", States: []cases.State{cases.New}}); n != 20 || err != nil {
		t.Errorf("%d are new, %v", n, err)
	}
}

// TestManyOpenFindings measures a queue of a hundred thousand open findings. Times are of one machine: what is bounded
// is far above them, and still what a person would not wait for.
func TestManyOpenFindings(t *testing.T) {
	if os.Getenv("GAMBESON_SOAK") == "" {
		t.Skip("set GAMBESON_SOAK to measure a queue of 100,000 findings")
	}
	db, _ := openTest(t)
	begun := time.Now()
	all := manyFindings(t, db, 100_000)
	t.Logf("recorded in %s", time.Since(begun).Round(time.Millisecond))
	open := FindingFilter{Tenant: "acme", States: []cases.State{cases.New, cases.Acknowledged}}
	measure := func(name string, most time.Duration, f func() error) {
		t.Helper()
		begun := time.Now()
		if err := f(); err != nil {
			t.Fatal(err)
		}
		took := time.Since(begun).Round(100 * time.Microsecond)
		t.Logf("%-28s %s", name, took)
		if took > most {
			t.Errorf("%s took %s, at most %s", name, took, most)
		}
	}
	for _, order := range []Order{NewestFirst, OldestFirst, GravestFirst, LatestFirst} {
		measure("list "+string(order), 200*time.Millisecond, func() error {
			_, _, err := db.Findings.List(t.Context(), open, order, Cursor{}, 100)
			return err
		})
	}
	count := func(name string, f FindingFilter) {
		measure("count "+name, time.Second, func() error { _, err := db.Findings.Count(t.Context(), f); return err })
	}
	count("open", open)
	text, entity, technique := open, open, open
	text.Text, entity.Entities, technique.Techniques = "title 3", []Entity{{event.User, "user3"}}, []string{"T1059"}
	count("by text", text)
	count("by entity", entity)
	count("by technique", technique)
	for _, by := range []FacetField{ByRule, ByTechnique, ByEntity, BySeverity, BySource, ByState} {
		measure("facets by "+string(by), time.Second, func() error { _, err := db.Findings.Facets(t.Context(), open, by, 20); return err })
	}
	measure("histogram", time.Second, func() error { _, err := db.Findings.Histogram(t.Context(), open, 60); return err })
	ten := open
	var done BulkChange
	measure("preview", time.Second, func() (err error) {
		done, err = db.Changes.Findings(t.Context(), open, closing, by("k"), true)
		return err
	})
	ten.AsOf = &all[9_999].ID
	measure("verdict on 10,000", time.Second, func() (err error) {
		done, err = db.Changes.Findings(t.Context(), ten, closing, by("k"), false)
		return err
	})
	if done.Applied != 10_000 {
		t.Errorf("%d were changed", done.Applied)
	}
	measure("undo", time.Second, func() (err error) { done, err = db.Changes.Undo(t.Context(), "acme", done.ID, by("u")); return err })
	if done.Restored != 10_000 {
		t.Errorf("%d were restored", done.Restored)
	}
}
