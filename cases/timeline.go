// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"cmp"
	"slices"
)

// An Entry is one thing that was done to a case, as the record of it says.
type Entry struct {
	At     int64  `json:"at"`
	Actor  string `json:"actor"`
	Action string `json:"action"` // a [ChangeKind], or open, join, merge, reopen
	Reason string `json:"reason,omitempty"`
	Text   string `json:"text,omitempty"`
}

// A Moment is a line of a case's story: a finding at its event time, or an
// entry at the time it was made.
type Moment struct {
	At      int64
	Finding *Finding
	Entry   *Entry
}

// Timeline tells a case in order: what happened, by event time, and what was
// done about it. Of equal times findings come first, then the order given.
func Timeline(findings []Finding, entries []Entry) []Moment {
	all := make([]Moment, 0, len(findings)+len(entries))
	for i := range findings {
		all = append(all, Moment{At: findings[i].First, Finding: &findings[i]})
	}
	for i := range entries {
		all = append(all, Moment{At: entries[i].At, Entry: &entries[i]})
	}
	slices.SortStableFunc(all, func(a, b Moment) int { return cmp.Compare(a.At, b.At) })
	return all
}
