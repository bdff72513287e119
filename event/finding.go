// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import "strings"

// A Finding is what a detector says about one or more events. It is written as
// OCSF class 2004, Detection Finding. Unlike an [Event] it owns its text.
type Finding struct {
	// ID is a hash over the rule, its version and the event, or the entity and
	// the window: the same finding has the same id whenever it is made.
	ID     ID
	Tenant string
	// Analytic is what found it.
	Analytic Analytic
	Title    string
	// Message says why, in one sentence with the values that decided.
	Message  string
	Severity Severity
	// Reasons are the conditions that decided, one by one.
	Reasons []Reason `json:",omitempty"`
	// Attacks are the ATT&CK techniques, each once.
	Attacks []Attack
	// First and Last are the event times, in Unix nanoseconds, that it spans.
	First, Last int64
	// Evidence are the events, at least one, in event-time order.
	Evidence []Evidence
	Entities []FindingEntity
}

// A Reason is one condition that decided: a field had a value that was asked
// for.
type Reason struct {
	// Field is empty where any value of the event was asked for.
	Field string `json:"field,omitempty"`
	// Value is empty where the condition is not about one.
	Value string `json:"value,omitempty"`
	// Asked is what the rule asks of it, in words.
	Asked string `json:"asked,omitempty"`
}

// An Analytic is a rule or a behaviour model.
type Analytic struct {
	UID     string // the rule's id
	Name    string
	Version string // changes whenever its verdicts may
	Type    AnalyticType
}

// AnalyticType is OCSF's analytic.type_id.
type AnalyticType uint8

// The types of analytics that the house has.
const (
	AnalyticRule       AnalyticType = 1
	AnalyticBehavioral AnalyticType = 2
)

// String returns OCSF's caption of the type.
func (t AnalyticType) String() string {
	if t == AnalyticBehavioral {
		return "Behavioral"
	}
	return "Rule"
}

// An Attack names a technique of ATT&CK.
type Attack struct {
	// Technique is "T1059", or "T1059.001" for a sub-technique.
	Technique string
}

// Parent returns the technique's id without the sub-technique.
func (a Attack) Parent() string {
	parent, _, _ := strings.Cut(a.Technique, ".")
	return parent
}

// Evidence is one event of a finding.
type Evidence struct {
	Event ID
	// Source is the sender or, in a scan, the file; Record is then the number of
	// the record in it, and 0 for an event that came from the log.
	Source string
	Record int
}

// A FindingEntity is an [Entity] that owns its text.
type FindingEntity struct {
	Kind  EntityKind
	Role  Role
	Value string
	Path  string // the OCSF attribute that named it first
}

// EvidenceOf returns the evidence that e is.
func EvidenceOf(e *Event) Evidence {
	return Evidence{Event: e.ID, Source: e.Source, Record: e.Record}
}

// FindingID returns the id of a finding of a rule on a single event.
func FindingID(rule, version string, of ID) ID {
	return NewID("finding", rule, version, of.String())
}

// FindingEntities returns the entities of e, each once, as a finding keeps
// them.
func FindingEntities(e *Event) []FindingEntity {
	var buf [24]Entity
	found := e.AppendEntities(buf[:0])
	size := 0
	for _, x := range found {
		size += len(x.Value)
	}
	var values strings.Builder // of all, so that they are one piece of memory
	values.Grow(size)
	out := make([]FindingEntity, 0, len(found))
next:
	for _, x := range found {
		for _, y := range out {
			if y.Kind == x.Kind && y.Role == x.Role && y.Value == string(x.Value) {
				continue next
			}
		}
		from := values.Len()
		values.Write(x.Value)
		out = append(out, FindingEntity{x.Kind, x.Role, values.String()[from:], x.Path})
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
