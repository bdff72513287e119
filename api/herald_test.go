// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
	"gambeson/state"
)

// told empties a follower.
func told(t *testing.T, w *follower) map[string]int {
	t.Helper()
	out := make(map[string]int)
	for {
		select {
		case n := <-w.notices:
			out[n.Kind]++
			if n.Kind == NoticeMore {
				var more MoreNotice
				if err := json.Unmarshal(n.Data, &more); err != nil {
					t.Fatal(err)
				}
				out["more "+more.Kind] += more.Count
			}
		default:
			return out
		}
	}
}

// TestHerald changes more than can be told: of each thing the last state is told, of a flood only its size, and to
// nobody but the tenant's followers.
func TestHerald(t *testing.T) {
	w := newWorld(t)
	ours, _, _ := w.Feed.follow(tenant, "")
	others, _, _ := w.Feed.follow("other", "")
	id := w.open(t, tenant, "x")
	for range 50 {
		w.CaseChanged(tenant, id)
		w.FindingChanged(tenant, id)
	}
	letter := state.DeadLetter{ID: event.NewID("letter"), Tenant: tenant, Source: "web", Class: "syntax", State: state.DeadWaiting}
	if err := w.State.DeadLetters.Record(t.Context(), []state.DeadLetter{letter}, nil); err != nil {
		t.Fatal(err)
	}
	w.DeadLettersChanged(tenant)
	for i := range heraldKept + 7 {
		w.SourceChanged(tenant, SourceNotice{Name: fmt.Sprint("s", i), Change: SourceFirst})
	}
	w.HealthChanged([]Check{{Name: "log", Status: StatusDown}})
	w.CaseChanged(tenant, event.NewID("none")) // it cannot be read: the others are told
	w.proclaim(t.Context())
	want := map[string]int{"case": 1, "finding": 1, "deadletters": 1, "source": heraldKept, "health": 1, "more": 1, "more source": 7}
	if diff := cmp.Diff(want, told(t, ours)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"health": 1}, told(t, others)); diff != "" {
		t.Errorf("another tenant is told (-want +got):\n%s", diff)
	}
	w.proclaim(t.Context())
	if got := told(t, ours); len(got) != 0 {
		t.Errorf("told again: %v", got)
	}
}

// TestHeraldBounds shows that what waits is bounded, whatever happens between two notices.
func TestHeraldBounds(t *testing.T) {
	var h herald
	for i := range 100_000 {
		h.note(tenant, NoticeFinding, fmt.Sprint(i), func(context.Context) (any, error) { return i, nil })
	}
	if order, read, _ := h.take(); len(order) != heraldKept || len(read) != heraldKept {
		t.Errorf("%d and %d wait", len(order), len(read))
	}
}
