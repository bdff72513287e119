// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"gambeson/cases"
	"gambeson/event"
)

// A Clock is one of the two times that a finding has.
type Clock string

// The clocks.
const (
	Happened Clock = "happened" // the event time at which it ends
	Found    Clock = "found"    // when it was recorded
)

// column is the column that a clock reads.
func (c Clock) column() string {
	if c == Happened {
		return "f.last"
	}
	return "f.recorded"
}

// FindingFilter says which findings are wanted; Tenant MUST be given. Of several
// values of a field any will do, and all fields that are given MUST fit.
type FindingFilter struct {
	Tenant     string           `json:"-"`
	Severities []event.Severity `json:"severities,omitempty"`
	States     []cases.State    `json:"states,omitempty"`
	Verdicts   []cases.Verdict  `json:"verdicts,omitempty"`
	Rules      []string         `json:"rules,omitempty"`      // ids of analytics
	Techniques []string         `json:"techniques,omitempty"` // one without a dot includes its sub-techniques
	Sources    []string         `json:"sources,omitempty"`
	// Entities are those that a finding names, in any role.
	Entities []Entity `json:"entities,omitempty"`
	Assignee string   `json:"assignee,omitempty"`
	// Text is part of the title, the message, or the value of an entity; the
	// case of ASCII letters does not matter.
	Text string `json:"text,omitempty"`
	// Case is the case that they belong to.
	Case event.ID `json:"case,omitzero"`
	// From and To bound the time that Clock reads, in Unix nanoseconds: From
	// belongs to the range and To does not. 0 is no bound.
	Clock Clock `json:"clock,omitempty"`
	From  int64 `json:"from,omitempty"`
	To    int64 `json:"to,omitempty"`
	// IDs are those of findings.
	IDs []event.ID `json:"ids,omitempty"`
	// AsOf leaves out what was recorded after this finding, see [Findings.AsOf];
	// nil leaves out nothing. An id that is none of the tenant's leaves out all.
	AsOf *event.ID `json:"as_of,omitempty"`
}

// An Entity is something that findings name.
type Entity struct {
	Kind  event.EntityKind `json:"kind"`
	Value string           `json:"value"`
}

// where returns the filter's conditions on the table f.
func (f *FindingFilter) where() query {
	q := query{text: "f.tenant = ?", args: []any{f.Tenant}}
	in(&q, "f.severity", f.Severities)
	in(&q, "f.state", f.States)
	if len(f.States) > 0 && !slices.Contains(f.States, cases.Closed) {
		q.text += " AND f.state <> 'closed'" // in the words of the index
	}
	in(&q, "f.verdict", f.Verdicts)
	in(&q, "f.rule", f.Rules)
	q.and("f.assignee = ?", f.Assignee)
	f.whereTerms(&q)
	f.whereText(&q)
	if f.Case != (event.ID{}) {
		q.add(" AND f.case_id = ?", f.Case[:])
	}
	if f.From != 0 {
		q.add(" AND "+f.Clock.column()+" >= ?", f.From)
	}
	if f.To != 0 {
		q.add(" AND "+f.Clock.column()+" < ?", f.To)
	}
	if f.IDs != nil {
		q.add(" AND f.id IN (SELECT unhex(value) FROM json_each(?))", hexList(f.IDs))
	}
	if f.AsOf != nil {
		q.add(" AND f.seq <= (SELECT seq FROM findings WHERE id = ? AND tenant = ?)", f.AsOf[:], f.Tenant)
	}
	return q
}

// named restricts a query to findings that name a term for which the condition
// holds.
func (f *FindingFilter) named(q *query, condition query) {
	q.add(" AND f.seq IN (SELECT x.seq FROM terms t JOIN finding_terms x ON x.term = t.id WHERE t.tenant = ? AND ("+condition.text+"))",
		append([]any{f.Tenant}, condition.args...)...)
}

func (f *FindingFilter) whereTerms(q *query) {
	if len(f.Techniques) > 0 {
		x := query{}
		for _, t := range f.Techniques {
			x.or("t.kind = 'technique' AND (t.value = ? OR t.value > ? AND t.value < ?)", t, t+".", t+"/") // '/' follows '.'
		}
		f.named(q, x)
	}
	if len(f.Sources) > 0 {
		x := query{}
		in(&x, "t.value", f.Sources)
		x.text = "t.kind = 'source'" + x.text
		f.named(q, x)
	}
	if len(f.Entities) > 0 {
		x := query{}
		for _, e := range f.Entities {
			x.or("t.kind = ? AND t.value = ?", e.Kind, e.Value)
		}
		f.named(q, x)
	}
}

func (f *FindingFilter) whereText(q *query) {
	if f.Text == "" {
		return
	}
	like := containing(f.Text)
	q.add(` AND (f.title LIKE ? ESCAPE '\' OR f.message LIKE ? ESCAPE '\' OR f.seq IN (SELECT x.seq FROM terms t
		JOIN finding_terms x ON x.term = t.id WHERE t.tenant = ? AND t.value LIKE ? ESCAPE '\'))`, like, like, f.Tenant, like)
}

// in restricts a column to values; none is no restriction.
func in[T any](q *query, column string, values []T) {
	if len(values) == 0 {
		return
	}
	q.text += " AND " + column + " IN (?" + strings.Repeat(",?", len(values)-1) + ")"
	for _, v := range values {
		q.args = append(q.args, v)
	}
}

// hexList encodes ids as a JSON list for json_each.
func hexList(ids []event.ID) string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = hex.EncodeToString(id[:])
	}
	b, _ := json.Marshal(all) //nolint:errchkjson // strings have a form
	return string(b)
}
