// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gambeson/cases"
	"gambeson/event"
)

// manyFindings records n findings of which each differs, in cases of ten.
func manyFindings(t testing.TB, db *DB, n int) []event.Finding {
	t.Helper()
	all := make([]event.Finding, n)
	for i := range all {
		f := finding(i, "rule-"+strconv.Itoa(i%7), "user"+strconv.Itoa(i%11))
		f.Severity = event.Severity(1 + i%5)
		f.Title = "Title " + strconv.Itoa(i%7)
		f.Message = "because 100%_sure " + strconv.Itoa(i)
		f.Attacks = [][]event.Attack{nil, {{Technique: "T1059"}}, {{Technique: "T1059.001"}, {Technique: "T1078"}}}[i%3]
		f.Evidence[0].Source = "source" + strconv.Itoa(i%2)
		f.Entities = append(f.Entities, event.FindingEntity{Kind: event.Address, Role: event.Source, Value: "192.0.2." + strconv.Itoa(i%13)},
			event.FindingEntity{Kind: event.User, Role: event.Target, Value: f.Entities[0].Value})
		f.Last = f.First + int64(i%3)*int64(time.Hour)
		all[i] = f
	}
	for chunk := range slices.Chunk(all, 500) {
		batch := make([]Correlated, len(chunk))
		for i, f := range chunk {
			if batch[i] = opens(f); i%10 != 0 {
				batch[i] = joins(f, chunk[i-i%10].ID)
			}
		}
		record(t, db, batch...)
	}
	return all
}

// plainly reports whether a filter holds for a finding, in the plainest way.
func plainly(q *FindingFilter, f *event.Finding) bool {
	some := func(n int, ok func(int) bool) bool {
		for i := range n {
			if ok(i) {
				return true
			}
		}
		return n == 0
	}
	named := func(kind event.EntityKind, value string) bool {
		return slices.ContainsFunc(f.Entities, func(e event.FindingEntity) bool { return e.Kind == kind && e.Value == value })
	}
	text := strings.ToLower(q.Text)
	return some(len(q.Severities), func(i int) bool { return q.Severities[i] == f.Severity }) &&
		some(len(q.Rules), func(i int) bool { return q.Rules[i] == f.Analytic.UID }) &&
		some(len(q.Sources), func(i int) bool { return q.Sources[i] == f.Evidence[0].Source }) &&
		some(len(q.Entities), func(i int) bool { return named(q.Entities[i].Kind, q.Entities[i].Value) }) &&
		some(len(q.Techniques), func(i int) bool {
			return slices.ContainsFunc(f.Attacks, func(a event.Attack) bool { return a.Technique == q.Techniques[i] || a.Parent() == q.Techniques[i] })
		}) &&
		(strings.Contains(strings.ToLower(f.Title), text) || strings.Contains(strings.ToLower(f.Message), text) ||
			slices.ContainsFunc(f.Entities, func(e event.FindingEntity) bool { return strings.Contains(e.Value, text) })) &&
		(q.From == 0 || f.Last >= q.From) && (q.To == 0 || f.Last < q.To)
}

// TestFindingFilters compares lists, counts, facets and histograms with a search
// of all findings.
func TestFindingFilters(t *testing.T) {
	db, _ := openTest(t)
	all := manyFindings(t, db, 300)
	foreign := finding(1, "rule-1", "user1")
	foreign.Tenant = "other"
	foreign.ID[0]++
	record(t, db, opens(foreign))
	rapid.Check(t, func(t *rapid.T) {
		some := func(name string, from ...string) []string {
			return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, 2, rapid.ID[string]).Draw(t, name)
		}
		q := FindingFilter{
			Tenant: "acme", Clock: Happened, Rules: some("rules", "rule-1", "rule-2", "no"), Sources: some("sources", "source0", "source1"),
			Techniques: some("techniques", "T1059", "T1059.001", "T10"), Text: rapid.SampledFrom([]string{"", "TITLE 1", "100%_", "100__", "user1", "192.0.2.1"}).Draw(t, "text"),
		}
		for _, v := range some("severities", "1", "2", "3") {
			n, _ := strconv.Atoi(v)
			q.Severities = append(q.Severities, event.Severity(n))
		}
		for _, v := range some("users", "user1", "user2") {
			q.Entities = append(q.Entities, Entity{event.User, v})
		}
		if rapid.Bool().Draw(t, "bounded") {
			q.From, q.To = testStart+int64(time.Hour), testStart+2*int64(time.Hour)+50e9
		}
		want := map[event.ID]bool{}
		byRule := map[string]int{}
		for i := range all {
			if plainly(&q, &all[i]) {
				want[all[i].ID] = true
				byRule[all[i].Analytic.UID]++
			}
		}
		order := rapid.SampledFrom([]Order{NewestFirst, OldestFirst, GravestFirst, LatestFirst}).Draw(t, "order")
		got := walk(t, db, q, order)
		for _, f := range got {
			if !want[f.ID] {
				t.Fatalf("finding %s does not fit", f.ID)
			}
		}
		n, err := db.Findings.Count(t.Context(), q)
		if err != nil || n != len(want) || len(got) != n {
			t.Fatalf("counted %d (%v), listed %d, want %d", n, err, len(got), len(want))
		}
		facets, err := db.Findings.Facets(t.Context(), q, ByRule, 2)
		sum := facets.Rest
		for _, x := range facets.Top {
			if sum += x.Count; byRule[x.Value] != x.Count {
				t.Fatalf("rule %s has %d, want %d", x.Value, x.Count, byRule[x.Value])
			}
		}
		if err != nil || sum != n || len(facets.Top)+facets.More != len(byRule) {
			t.Fatalf("facets %+v (%v), want %v", facets, err, byRule)
		}
		h, err := db.Findings.Histogram(t.Context(), q, 20)
		if err != nil || h.Total != n || len(h.Bars) > 20 {
			t.Fatalf("histogram of %d in %d bars (%v), want %d", h.Total, len(h.Bars), err, n)
		}
	})
}

// walk lists by sevens, and checks the order.
func walk(t *rapid.T, db *DB, q FindingFilter, order Order) []cases.Finding {
	var got []cases.Finding
	for after := (Cursor{}); ; {
		page, next, err := db.Findings.List(t.Context(), q, order, after, 7)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, page...)
		if after = next; next == (Cursor{}) {
			break
		}
	}
	seen := map[event.ID]bool{}
	for i, f := range got {
		if seen[f.ID] {
			t.Fatalf("finding %s is listed twice", f.ID)
		}
		seen[f.ID] = true
		if i == 0 {
			continue
		}
		last := got[i-1]
		if ok := map[Order]bool{
			NewestFirst: last.Recorded >= f.Recorded, OldestFirst: last.Recorded <= f.Recorded, LatestFirst: last.Last >= f.Last,
			GravestFirst: last.Severity > f.Severity || last.Severity == f.Severity && last.Recorded <= f.Recorded,
		}[order]; !ok {
			t.Fatalf("by %s: %d, %d", order, i-1, i)
		}
	}
	return got
}

// TestFindingsArrive records findings while a list is read.
func TestFindingsArrive(t *testing.T) {
	db, _ := openTest(t)
	manyFindings(t, db, 30)
	asOf, err := db.Findings.AsOf(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	for _, order := range []Order{NewestFirst, OldestFirst, GravestFirst, LatestFirst} {
		q := FindingFilter{Tenant: "acme", AsOf: &asOf}
		want, _, err := db.Findings.List(t.Context(), q, order, Cursor{}, 0)
		if err != nil || len(want) != 30 {
			t.Fatal(len(want), err)
		}
		var got []cases.Finding
		for after := (Cursor{}); ; {
			page, next, err := db.Findings.List(t.Context(), q, order, after, 4)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, page...)
			f := finding(len(got), "new-"+string(order), "eve")
			f.Severity = event.Severity(1 + len(got)%5)
			record(t, db, opens(f))
			if after = next; next == (Cursor{}) {
				break
			}
		}
		if d := cmp.Diff(ids(want), ids(got)); d != "" {
			t.Errorf("by %s (-alone +while others arrive):\n%s", order, d)
		}
	}
}

func ids(all []cases.Finding) []string {
	out := make([]string, len(all))
	for i, f := range all {
		out[i] = f.ID.String()
	}
	return out
}

func TestFacetsOfNames(t *testing.T) {
	db, _ := openTest(t)
	manyFindings(t, db, 30)
	for by, want := range map[FacetField]string{
		ByTechnique: "T1059:10 T1059.001:10 T1078:10 +0", BySource: "source0:15 source1:15 +0", BySeverity: "1:6 2:6 3:6 +2", ByState: "new:30 +0",
		ByEntity: "192.0.2.0:3 192.0.2.1:3 192.0.2.2:3 +21", ByVerdict: ":30 +0",
	} {
		x, err := db.Findings.Facets(t.Context(), FindingFilter{Tenant: "acme"}, by, 3)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, f := range x.Top {
			fmt.Fprintf(&got, "%s:%d ", f.Value, f.Count)
		}
		fmt.Fprintf(&got, "+%d", x.More)
		if got.String() != want {
			t.Errorf("by %s: %s, want %s", by, got.String(), want)
		}
	}
}

func TestHistogramSpans(t *testing.T) {
	for _, c := range []struct{ from, to int64 }{
		{0, 0}, {testStart, testStart + 1}, {-1, 1}, {-1 << 62, 1 << 62}, {testStart, testStart + 400*86400e9}, {5, 1 << 60},
	} {
		h := evenBars(c.from, c.to, 10)
		end := h.From + int64(len(h.Bars))*h.Width
		if len(h.Bars) > 10 || len(h.Bars) < 1 || h.From > c.from || end <= c.to || mod(h.From, h.Width) != 0 {
			t.Errorf("%d to %d: %d bars of %s from %d", c.from, c.to, len(h.Bars), time.Duration(h.Width), h.From)
		}
	}
}
