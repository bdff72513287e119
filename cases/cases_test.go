// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gambeson/event"
)

func finding(n int, rule string) *event.Finding {
	return &event.Finding{
		ID: event.NewID("test", fmt.Sprint(n)), Tenant: "acme", Title: "Title " + rule, Severity: event.Severity(n % 6),
		Analytic: event.Analytic{UID: rule}, Attacks: []event.Attack{{Technique: "T" + rule}}, First: int64(n), Last: int64(n + 1),
		Evidence: []event.Evidence{{Source: "s" + rule}},
		Entities: []event.FindingEntity{
			{Kind: event.User, Role: event.Actor, Value: "Alice"}, {Kind: event.User, Role: event.Target, Value: "Alice"},
			{Kind: event.Host, Role: event.Device, Value: fmt.Sprint("h", n%3)}, {Kind: event.File, Value: "/x"},
		},
	}
}

func TestApply(t *testing.T) {
	closing := Change{Kind: Close, Verdict: Benign, Reason: "a drill"}
	for _, x := range []struct {
		name   string
		from   State
		change Change
		want   Disposition
		err    error
	}{
		{"acknowledge", New, Change{Kind: Acknowledge}, Disposition{State: Acknowledged}, nil},
		{"acknowledge again", Acknowledged, Change{Kind: Acknowledge}, Disposition{State: Acknowledged}, ErrTransition},
		{"acknowledge closed", Closed, Change{Kind: Acknowledge}, Disposition{State: Closed}, ErrTransition},
		{"close new", New, closing, Disposition{Closed, Benign, "a drill"}, nil},
		{"close acknowledged", Acknowledged, closing, Disposition{Closed, Benign, "a drill"}, nil},
		{"close closed", Closed, closing, Disposition{State: Closed}, ErrTransition},
		{"close without a verdict", New, Change{Kind: Close, Reason: "x"}, Disposition{State: New}, ErrInvalid},
		{"close with a strange verdict", New, Change{Kind: Close, Verdict: "fine", Reason: "x"}, Disposition{State: New}, ErrInvalid},
		{"close without a reason", New, Change{Kind: Close, Verdict: Benign}, Disposition{State: New}, ErrInvalid},
		{"reopen", Closed, Change{Kind: Reopen}, Disposition{State: New}, nil},
		{"reopen open", New, Change{Kind: Reopen}, Disposition{State: New}, ErrTransition},
		{"note", Closed, Change{Kind: Annotate, Text: "hm"}, Disposition{State: Closed}, nil},
		{"empty note", New, Change{Kind: Annotate}, Disposition{State: New}, ErrInvalid},
		{"long note", New, Change{Kind: Annotate, Text: strings.Repeat("x", MaxText+1)}, Disposition{State: New}, ErrInvalid},
		{"unknown", New, Change{Kind: "delete"}, Disposition{State: New}, ErrInvalid},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := Open(finding(1, "r"), 1)
			c.State = x.from
			before := *c
			err := c.Apply(x.change, 9)
			if !errors.Is(err, x.err) {
				t.Fatalf("error %v, want %v", err, x.err)
			}
			if c.Disposition != x.want {
				t.Errorf("%+v, want %+v", c.Disposition, x.want)
			}
			if err != nil && !cmp.Equal(before, *c) {
				t.Errorf("a refused change left %+v", c)
			}
			if err == nil && (c.Version != before.Version+1 || c.Updated != 9) {
				t.Errorf("version %d at %d, want %d at 9", c.Version, c.Updated, before.Version+1)
			}
		})
	}
}

func TestMergedTakesNotesOnly(t *testing.T) {
	a, b := Open(finding(1, "a"), 1), Open(finding(2, "b"), 2)
	a.Absorb(b, 3)
	for kind, want := range map[ChangeKind]error{Acknowledge: ErrTransition, Assign: ErrTransition, Annotate: nil} {
		if err := b.Apply(Change{Kind: kind, Text: "x"}, 4); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", kind, err, want)
		}
	}
}

func TestReopening(t *testing.T) {
	closed := func() *Case {
		c := Open(finding(1, "a"), 1)
		c.Disposition = Disposition{Closed, Benign, "x"}
		return c
	}
	other := Open(finding(2, "b"), 1)
	for _, x := range []struct {
		name string
		do   func(*Case) bool
		want bool
	}{
		{"more of the same", func(c *Case) bool { return c.Join(finding(3, "a"), 2) }, false},
		{"something new", func(c *Case) bool { return c.Join(finding(3, "b"), 2) }, true},
		{"an open case", func(c *Case) bool { return c.Absorb(other, 2) }, true},
		{"a closed case", func(c *Case) bool { return c.Absorb(closed(), 2) }, false},
	} {
		c := closed()
		if got := x.do(c); got != x.want || (c.State == New) != x.want {
			t.Errorf("%s: reopened %v, state %s, want %v", x.name, got, c.State, x.want)
		}
	}
}

// TestJoinSums joins findings in two orders, and through a merge: all but the
// title, the entities' order and the times of recording is the same.
func TestJoinSums(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var all []*event.Finding
		for n := range rapid.IntRange(2, 10).Draw(r, "n") {
			all = append(all, finding(n, fmt.Sprint(rapid.IntRange(0, 4).Draw(r, "rule"))))
		}
		sum := func(list []*event.Finding) *Case {
			c := Open(list[0], 1)
			for _, f := range list[1:] {
				c.Join(f, 1)
			}
			return c
		}
		want := sum(all)
		other := rapid.Permutation(all[1:]).Draw(r, "order")
		got := sum(append(slices.Clone(all[:1]), other...))
		cut := rapid.IntRange(1, len(all)-1).Draw(r, "cut")
		merged := sum(all[:cut])
		merged.Absorb(sum(all[cut:]), 1)
		for _, c := range []*Case{got, merged} {
			c.Title, c.Version = want.Title, want.Version
			slices.SortFunc(c.Entities, byValue)
		}
		slices.SortFunc(want.Entities, byValue)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("another order:\n%s", d)
		}
		if d := cmp.Diff(want, merged); d != "" {
			t.Fatalf("through a merge:\n%s", d)
		}
	})
}

func byValue(a, b Entity) int { return strings.Compare(a.Value, b.Value) }

func TestCaps(t *testing.T) {
	c := Open(finding(0, "r"), 1)
	for n := range MaxEntities + 50 {
		f := finding(n, fmt.Sprint("rule", n))
		f.Entities = []event.FindingEntity{{Kind: event.User, Value: fmt.Sprint("u", n)}}
		c.Join(f, 1)
	}
	if len(c.Entities) != MaxEntities || len(c.Analytics) != MaxNames || len(c.Techniques) != MaxNames {
		t.Errorf("%d entities, %d analytics, %d techniques", len(c.Entities), len(c.Analytics), len(c.Techniques))
	}
}

func TestTimeline(t *testing.T) {
	findings := []Finding{{Finding: *finding(5, "b")}, {Finding: *finding(2, "a")}}
	entries := []Entry{{At: 3, Action: "open"}, {At: 5, Action: "close"}}
	var got []string
	for _, m := range Timeline(findings, entries) {
		var name string
		if m.Finding != nil {
			name = m.Finding.Analytic.UID
		} else {
			name = m.Entry.Action
		}
		got = append(got, fmt.Sprint(m.At, name))
	}
	if d := cmp.Diff([]string{"2a", "3open", "5b", "5close"}, got); d != "" {
		t.Errorf("timeline (-want +got):\n%s", d)
	}
}
