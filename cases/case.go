// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"errors"
	"fmt"
	"slices"

	"gambeson/event"
)

// The limits of a case.
const (
	// MaxEntities is how many entities a case keeps: the first ones.
	MaxEntities = 256
	// MaxNames is how many analytics, and how many techniques, a case keeps.
	MaxNames = 256
	// MaxText is the longest text, in bytes, that a person gives: a reason, a
	// note, a name.
	MaxText = 16 << 10
)

// Errors of what is done to a case.
var (
	// ErrTransition is wrapped where the case's state does not allow a change.
	ErrTransition = errors.New("the case's state does not allow it")
	// ErrInvalid is wrapped where a change itself is wrong.
	ErrInvalid = errors.New("not a change")
)

// A Case is findings that belong together, and what was decided about them.
type Case struct {
	// ID is the id of the finding that opened the case. It never changes.
	ID     event.ID `json:"id"`
	Tenant string   `json:"tenant"`
	// Title is that of the first finding of the highest severity.
	Title    string         `json:"title"`
	Severity event.Severity `json:"severity_id"` // the highest of the findings
	Disposition
	// Assignee works on it; empty for nobody.
	Assignee string `json:"assignee,omitempty"`
	// MergedInto is the older case that took this one in; zero for none.
	MergedInto event.ID `json:"merged_into,omitzero"`
	// First and Last are the event times that the findings span.
	First int64 `json:"first"`
	Last  int64 `json:"last"`
	// Opened and Updated are when that was recorded.
	Opened  int64 `json:"opened"`
	Updated int64 `json:"updated"`
	// Version grows by one with every change.
	Version uint64 `json:"version"`
	// Findings is how many there are.
	Findings int `json:"findings"`
	// Techniques, Analytics and Sources are each once, sorted.
	Techniques []string `json:"techniques"`
	Analytics  []string `json:"analytics"`
	Sources    []string `json:"sources"`
	// Entities are whom and what it is about, in the order they came.
	Entities []Entity `json:"entities"`
}

// A Disposition is where a case or a finding stands.
type Disposition struct {
	State State `json:"state"`
	// Verdict and Reason are those of a closed one.
	Verdict Verdict `json:"verdict,omitempty"`
	Reason  string  `json:"reason,omitempty"`
}

// An Entity is something a case is about.
type Entity struct {
	Kind     event.EntityKind `json:"kind"`
	Value    string           `json:"value"`
	Findings int              `json:"findings"` // how many name it
}

// State is where a case stands.
type State string

// The states.
const (
	New          State = "new"
	Acknowledged State = "acknowledged"
	Closed       State = "closed"
)

// ParseState reads a state.
func ParseState(s string) (State, error) {
	if x := State(s); slices.Contains(States(), x) {
		return x, nil
	}
	return "", fmt.Errorf("%w: state %q, want one of %v", ErrInvalid, s, States())
}

// States lists the states, in the order in which a case passes them.
func States() []State { return []State{New, Acknowledged, Closed} }

// Verdict is what a closed case was. The words are OCSF's verdicts.
type Verdict string

// The verdicts.
const (
	TruePositive     Verdict = "true_positive"     // an attack
	FalsePositive    Verdict = "false_positive"    // the analytic is wrong
	Benign           Verdict = "benign"            // it happened, and may
	Suspicious       Verdict = "suspicious"        // neither shown nor ruled out
	Test             Verdict = "test"              // an exercise
	Duplicate        Verdict = "duplicate"         // of another case
	InsufficientData Verdict = "insufficient_data" // it cannot be known
)

// Verdicts lists the verdicts.
func Verdicts() []Verdict {
	return []Verdict{TruePositive, FalsePositive, Benign, Suspicious, Test, Duplicate, InsufficientData}
}

// ParseVerdict reads a verdict.
func ParseVerdict(s string) (Verdict, error) {
	if x := Verdict(s); slices.Contains(Verdicts(), x) {
		return x, nil
	}
	return "", fmt.Errorf("%w: verdict %q, want one of %v", ErrInvalid, s, Verdicts())
}

// Merged reports whether another case took c in.
func (c *Case) Merged() bool { return c.MergedInto != (event.ID{}) }
