// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"fmt"
	"strings"
	"time"

	"gambeson/cases"
	"gambeson/event"
	"gambeson/state"
)

// A FindingQuery says which findings are wanted: as parameters of an address, or as a part of a body. Of several values
// of a field any will do, and all fields that are given fit.
type FindingQuery struct {
	State     []string  `query:"state,explode" json:"state,omitempty" nullable:"false" enum:"new,acknowledged,closed"`
	Severity  []string  `query:"severity,explode" json:"severity,omitempty" nullable:"false" enum:"unknown,informational,low,medium,high,critical,fatal"`
	Verdict   []string  `query:"verdict,explode" json:"verdict,omitempty" nullable:"false" enum:"true_positive,false_positive,benign,suspicious,test,duplicate,insufficient_data"`
	Rule      []string  `query:"rule,explode" json:"rule,omitempty" nullable:"false" maxItems:"100" doc:"Ids of analytics."`
	Technique []string  `query:"technique,explode" json:"technique,omitempty" nullable:"false" maxItems:"100" doc:"ATT&CK techniques; one without a dot includes its sub-techniques."`
	Source    []string  `query:"source,explode" json:"source,omitempty" nullable:"false" maxItems:"100" doc:"Sources of the events."`
	Entity    []string  `query:"entity,explode" json:"entity,omitempty" nullable:"false" maxItems:"100" doc:"What they name, as kind:value, user:alice or address:192.0.2.1."`
	Assignee  string    `query:"assignee" json:"assignee,omitempty" maxLength:"128"`
	Text      string    `query:"text" json:"text,omitempty" maxLength:"256" doc:"Part of the title, the message or the value of an entity."`
	Case      string    `query:"case" json:"case,omitempty" pattern:"^([0-9a-f]{32})?$" doc:"The case that they belong to."`
	Clock     string    `query:"clock" json:"clock,omitempty" enum:"happened,found" default:"found" doc:"The time that from and to bound: when it happened, or when it was found."`
	From      time.Time `query:"from" json:"from,omitzero" doc:"From this time on."`
	To        time.Time `query:"to" json:"to,omitzero" doc:"Before this time."`
	AsOf      string    `query:"as_of" json:"as_of,omitempty" pattern:"^([0-9a-f]{32})?$" doc:"What a list gave as as_of: leaves out what was found later."`
}

// filter returns the query as the state knows it.
func (q *FindingQuery) filter(tenant string) (state.FindingFilter, error) {
	f := state.FindingFilter{
		Tenant: tenant, Rules: q.Rule, Techniques: q.Technique, Sources: q.Source, Assignee: q.Assignee, Text: q.Text,
		Clock: state.Clock(q.Clock), From: nanoseconds(q.From), To: nanoseconds(q.To),
		States:   views(q.State, func(s string) cases.State { return cases.State(s) }),
		Verdicts: views(q.Verdict, func(s string) cases.Verdict { return cases.Verdict(s) }),
	}
	var err error
	if f.Severities, err = severities(q.Severity); err != nil {
		return f, err
	}
	if f.Entities, err = entities(q.Entity); err != nil {
		return f, err
	}
	if q.Case != "" {
		if f.Case, err = event.ParseID(q.Case); err != nil {
			return f, err
		}
	}
	if q.AsOf != "" {
		id, err := event.ParseID(q.AsOf)
		if err != nil {
			return f, err
		}
		f.AsOf = &id
	}
	return f, nil
}

func severities(names []string) ([]event.Severity, error) {
	var out []event.Severity
	for _, name := range names {
		x, ok := event.ParseSeverity(name)
		if !ok {
			return nil, fmt.Errorf("%w: severity %q", state.ErrInvalid, name)
		}
		out = append(out, x)
	}
	return out, nil
}

func entities(texts []string) ([]state.Entity, error) {
	var out []state.Entity
	for _, text := range texts {
		kind, value, ok := strings.Cut(text, ":")
		if !ok || value == "" {
			return nil, fmt.Errorf("%w: entity %q: want kind:value", state.ErrInvalid, text)
		}
		out = append(out, state.Entity{Kind: event.EntityKind(kind), Value: value})
	}
	return out, nil
}

// nanoseconds is a time as Unix nanoseconds; no time is 0.
func nanoseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}
