// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cases

import "gambeson/event"

// A Step is what one finding does to the cases, in the order of the finding
// stream.
type Step struct {
	// Case is the case that the finding belongs to. It is the finding's own id
	// where the finding opens it.
	Case event.ID `json:"case"`
	// Opens is set where the finding opens the case.
	Opens bool `json:"opens,omitempty"`
	// Merges are younger cases that the finding links to Case, oldest first.
	Merges []event.ID `json:"merges,omitempty"`
	// Links say why: the entities that the finding shares with Case and Merges.
	Links []Link `json:"links,omitempty"`
}

// A Link is an entity that a finding shares with a case.
type Link struct {
	Kind  event.EntityKind `json:"kind"`
	Value string           `json:"value"`
	Case  event.ID         `json:"case"`
}

// A Finding is a finding as it is kept: with its case and where it stands.
type Finding struct {
	event.Finding
	Disposition
	Case event.ID
	// Links are why it belongs to the case; none for the one that opened it.
	Links []Link
	// Recorded is when it was kept.
	Recorded int64
	// Assignee works on it; empty for nobody.
	Assignee string
	// Expires is when the verdict of a closed one ends; 0: never.
	Expires int64
	// Version grows by one with every change.
	Version uint64
}
