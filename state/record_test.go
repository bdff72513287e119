// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gambeson/cases"
	"gambeson/event"
)

func TestRecord(t *testing.T) {
	db, _ := openTest(t, "webhook")
	a, b, c := finding(1, "r1", "alice"), finding(2, "r2", "bob"), finding(3, "r3", "both")
	c.Severity = event.SeverityCritical
	done := record(t, db, opens(a), opens(b), joins(c, a.ID, b.ID))
	want := Recorded{Findings: 3, Opened: byID([]event.ID{a.ID, b.ID})}
	if d := cmp.Diff(want, done); d != "" {
		t.Errorf("recorded (-want +got):\n%s", d)
	}
	got, err := db.Cases.Get(t.Context(), "acme", a.ID)
	if err != nil {
		t.Fatal(err)
	}
	wantCase := cases.Case{
		ID: a.ID, Tenant: "acme", Title: "Found by r3", Severity: event.SeverityCritical, Disposition: cases.Disposition{State: cases.New},
		First: a.First, Last: c.Last, Opened: got.Opened, Updated: got.Updated, Version: 3, Findings: 3,
		Techniques: []string{"T1078"}, Analytics: []string{"r1", "r2", "r3"}, Sources: []string{"okta"},
		Entities: []cases.Entity{{Kind: event.User, Value: "alice", Findings: 1}, {Kind: event.User, Value: "bob", Findings: 1}, {Kind: event.User, Value: "both", Findings: 1}},
	}
	if d := cmp.Diff(wantCase, got); d != "" {
		t.Errorf("case (-want +got):\n%s", d)
	}
	younger, err := db.Cases.Get(t.Context(), "acme", b.ID)
	if err != nil || younger.MergedInto != a.ID {
		t.Errorf("the younger case is merged into %s (%v), want %s", younger.MergedInto, err, a.ID)
	}
	all, _, err := db.Findings.OfCase(t.Context(), "acme", a.ID, Cursor{}, 0)
	if err != nil || len(all) != 3 {
		t.Fatalf("%d findings (%v), want 3", len(all), err)
	}
	if d := cmp.Diff(c, all[2].Finding); d != "" {
		t.Errorf("finding (-want +got):\n%s", d)
	}
	if len(all[2].Links) != 1 || all[2].Case != a.ID {
		t.Errorf("the last finding is in %s by %v", all[2].Case, all[2].Links)
	}
	due, err := db.Outbox.Due(t.Context(), "webhook", db.now(), 1, 0)
	if err != nil || len(due) != 1 || due[0].Case.ID != a.ID {
		t.Errorf("announced: %+v (%v), want the case that is left", due, err)
	}
	if _, err := db.Cases.Record(t.Context(), []Correlated{joins(finding(9, "r", "x"), event.ID{1})}, nil); !errors.Is(err, ErrCorrupt) {
		t.Errorf("joining no case: %v, want ErrCorrupt", err)
	}
}

// TestClosedCaseGrows: more of the same goes into a closed case in silence,
// what is new opens it again.
func TestClosedCaseGrows(t *testing.T) {
	db, _ := openTest(t)
	a := finding(1, "r1", "alice")
	record(t, db, opens(a))
	closing := cases.Change{Kind: cases.Close, Verdict: cases.Benign, Reason: "a drill"}
	if _, err := db.Cases.Change(t.Context(), "acme", a.ID, 0, closing, by("")); err != nil {
		t.Fatal(err)
	}
	same := finding(2, "r1", "alice")
	record(t, db, joins(same, a.ID))
	f, err := db.Findings.Get(t.Context(), "acme", same.ID)
	if want := (cases.Disposition{State: cases.Closed, Verdict: cases.Benign, Reason: "a drill"}); err != nil || f.Disposition != want {
		t.Errorf("the finding is %+v (%v), want %+v", f.Disposition, err, want)
	}
	other := finding(3, "r2", "alice")
	record(t, db, joins(other, a.ID))
	x, err := db.Cases.Get(t.Context(), "acme", a.ID)
	if err != nil || x.State != cases.New || x.Verdict != "" || x.Findings != 3 {
		t.Errorf("the case is %s %q with %d findings (%v), want new with 3", x.State, x.Verdict, x.Findings, err)
	}
	entries, err := db.Cases.Entries(t.Context(), "acme", a.ID)
	if err != nil || len(entries) != 3 || entries[2].Action != "reopen" || entries[2].Actor != Correlator {
		t.Errorf("entries %+v (%v)", entries, err)
	}
	f, err = db.Findings.Get(t.Context(), "acme", a.ID)
	if err != nil || f.State != cases.Closed {
		t.Errorf("the first finding is %s (%v), want closed as it was", f.State, err)
	}
}

// TestRecordAgain records a stream of findings in batches of any size, some of
// them twice, with restarts in between: what is kept is the same as when each
// comes once, and nothing is half done.
func TestRecordAgain(t *testing.T) {
	plain, _ := openTest(t)
	again, _ := openTest(t)
	tenants := 0
	rapid.Check(t, func(r *rapid.T) {
		tenants++
		tenant := fmt.Sprint("tenant", tenants)
		stream := drawStream(r, tenant)
		for _, x := range stream {
			record(t, plain, x)
		}
		for from := 0; from < len(stream); {
			to := rapid.IntRange(from+1, len(stream)).Draw(r, "to")
			cp := Checkpoint{Consumer: tenant, Epoch: "e", Position: uint64(to)}
			if _, err := again.Cases.Record(t.Context(), stream[from:to], &cp); err != nil {
				t.Fatal(err)
			}
			from = to
			if rapid.Bool().Draw(r, "back") { // a consumer that starts from an older snapshot
				from = rapid.IntRange(0, to).Draw(r, "from")
			}
			if to == len(stream) {
				break
			}
		}
		if d := cmp.Diff(contents(t, plain, tenant), contents(t, again, tenant)); d != "" {
			t.Fatalf("once and again (-once +again):\n%s", d)
		}
		checkCounts(t, again, tenant)
	})
}

// TestOtherSteps records findings and then, from the beginning, the steps of a
// correlator that sees them otherwise: what is kept stays, what is new finds a
// place.
func TestOtherSteps(t *testing.T) {
	db, _ := openTest(t)
	tenants := 0
	rapid.Check(t, func(r *rapid.T) {
		tenants++
		tenant := fmt.Sprint("tenant", tenants)
		one, other := drawStream(r, tenant), drawStream(r, tenant)
		record(t, db, one...)
		for _, x := range other {
			record(t, db, x)
		}
		checkCounts(t, db, tenant)
		for _, x := range slices.Concat(one, other) {
			f, err := db.Findings.Get(t.Context(), tenant, x.Finding.ID)
			if err != nil {
				t.Fatal(err)
			}
			if c, err := db.Cases.Get(t.Context(), tenant, f.Case); err != nil || c.Merged() {
				t.Fatalf("finding %s is in case %s, merged %v (%v)", f.ID, c.ID, c.Merged(), err)
			}
		}
	})
}

// drawStream draws findings with steps as a correlator gives them.
func drawStream(r *rapid.T, tenant string) []Correlated {
	var live []event.ID // oldest first
	var out []Correlated
	for n := range rapid.IntRange(1, 12).Draw(r, "findings") {
		f := finding(n, fmt.Sprint("r", rapid.IntRange(0, 3).Draw(r, "rule")), fmt.Sprint("u", n))
		f.Tenant, f.ID = tenant, event.NewID("test", tenant, fmt.Sprint(n))
		if len(live) == 0 || rapid.Bool().Draw(r, "opens") {
			live = append(live, f.ID)
			out = append(out, opens(f))
			continue
		}
		i := rapid.IntRange(0, len(live)-1).Draw(r, "case")
		merged := slices.Clone(live[i+1:])[:rapid.IntRange(0, len(live)-1-i).Draw(r, "merges")]
		out = append(out, joins(f, live[i], merged...))
		live = slices.Delete(live, i+1, i+1+len(merged))
	}
	return out
}

// contents returns all that is kept of cases, without when it was recorded.
func contents(t *testing.T, db *DB, tenant string) map[string]any {
	t.Helper()
	all, _, err := db.Cases.List(t.Context(), CaseFilter{Tenant: tenant, Merged: true}, NewestFirst, Cursor{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	for _, c := range all {
		c.Opened, c.Updated = 0, 0
		out["case "+c.ID.String()] = c
		entries, err := db.Cases.Entries(t.Context(), tenant, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i := range entries {
			entries[i].At = 0
		}
		out["entries "+c.ID.String()] = entries
	}
	findings, _, err := db.Findings.List(t.Context(), FindingFilter{Tenant: tenant}, NewestFirst, Cursor{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		f.Recorded = 0
		out["finding "+f.ID.String()] = f
	}
	return out
}

// checkCounts checks that each case counts the findings that it has, and that
// one that was merged has none.
func checkCounts(t *testing.T, db *DB, tenant string) {
	t.Helper()
	all, _, err := db.Cases.List(t.Context(), CaseFilter{Tenant: tenant, Merged: true}, NewestFirst, Cursor{}, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		findings, _, err := db.Findings.OfCase(t.Context(), tenant, c.ID, Cursor{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		want := c.Findings
		if c.Merged() {
			want = 0
		}
		if len(findings) != want {
			t.Errorf("case %s has %d findings and counts %d", c.ID, len(findings), want)
		}
	}
}

func BenchmarkRecord(b *testing.B) {
	db, _ := openTest(b)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		first := finding(n, "r", "alice")
		batch := []Correlated{opens(first)}
		for range 99 {
			n++
			batch = append(batch, joins(finding(n, "r", "alice"), first.ID))
		}
		n++
		record(b, db, batch...)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/100, "µs/finding")
}
