// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"time"

	"gambeson/cases"
	"gambeson/state"
)

// A CaseQuery says which cases are wanted: as parameters of an address, or as a part of a body. Of several values of a
// field any will do, and all fields that are given fit.
type CaseQuery struct {
	State     []string  `query:"state,explode" json:"state,omitempty" nullable:"false" enum:"new,acknowledged,closed"`
	Severity  []string  `query:"severity,explode" json:"severity,omitempty" nullable:"false" enum:"unknown,informational,low,medium,high,critical,fatal"`
	Verdict   []string  `query:"verdict,explode" json:"verdict,omitempty" nullable:"false" enum:"true_positive,false_positive,benign,suspicious,test,duplicate,insufficient_data"`
	Technique []string  `query:"technique,explode" json:"technique,omitempty" nullable:"false" maxItems:"100" doc:"ATT&CK techniques; one without a dot includes its sub-techniques."`
	Entity    []string  `query:"entity,explode" json:"entity,omitempty" nullable:"false" maxItems:"100" doc:"What they are about, as kind:value."`
	Assignee  string    `query:"assignee" json:"assignee,omitempty" maxLength:"128" doc:"Only cases of this person."`
	Text      string    `query:"text" json:"text,omitempty" maxLength:"256" doc:"Part of the title or the value of an entity."`
	From      time.Time `query:"from" json:"from,omitzero" doc:"Opened from this time on."`
	To        time.Time `query:"to" json:"to,omitzero" doc:"Opened before this time; what a list was read at leaves out what is opened later."`
	Merged    bool      `query:"merged" json:"merged,omitempty" doc:"Also cases that others took in."`
}

type caseFacetQuery struct {
	CaseQuery
	By  string `query:"by" required:"true" enum:"severity,state,verdict,assignee,technique,entity"`
	Top int    `query:"top" minimum:"1" maximum:"500" default:"20" doc:"How many values to name at most."`
}

// filter returns the query as the state knows it.
func (q *CaseQuery) filter(tenant string) (state.CaseFilter, error) {
	f := state.CaseFilter{
		Tenant: tenant, Assignee: q.Assignee, Techniques: q.Technique, Text: q.Text, From: nanoseconds(q.From), To: nanoseconds(q.To), Merged: q.Merged,
		States:   views(q.State, func(s string) cases.State { return cases.State(s) }),
		Verdicts: views(q.Verdict, func(s string) cases.Verdict { return cases.Verdict(s) }),
	}
	var err error
	if f.Severities, err = severities(q.Severity); err != nil {
		return f, err
	}
	f.Entities, err = entities(q.Entity)
	return f, err
}
