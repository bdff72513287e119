// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"gambeson/cases"
	"gambeson/event"
)

// CaseFilter says which cases are wanted; Tenant MUST be given. Of several
// values of a field any will do, and all fields that are given MUST fit.
type CaseFilter struct {
	Tenant     string           `json:"-"`
	Severities []event.Severity `json:"severities,omitempty"`
	States     []cases.State    `json:"states,omitempty"`
	Verdicts   []cases.Verdict  `json:"verdicts,omitempty"`
	Assignee   string           `json:"assignee,omitempty"`
	Techniques []string         `json:"techniques,omitempty"` // one without a dot includes its sub-techniques
	Entities   []Entity         `json:"entities,omitempty"`
	// Text is part of the title or the value of an entity.
	Text string `json:"text,omitempty"`
	// Opened bounds when they were opened: From belongs to the range, To does
	// not. 0 is no bound.
	From int64 `json:"from,omitempty"`
	To   int64 `json:"to,omitempty"`
	// Merged includes cases that others took in.
	Merged bool       `json:"merged,omitempty"`
	IDs    []event.ID `json:"ids,omitempty"`
}

// where returns the filter's conditions on the table f.
func (c *CaseFilter) where() query {
	q := query{text: "f.tenant = ?", args: []any{c.Tenant}}
	in(&q, "f.severity", c.Severities)
	in(&q, "f.state", c.States)
	in(&q, "f.verdict", c.Verdicts)
	q.and("f.assignee = ?", c.Assignee)
	if len(c.Techniques) > 0 {
		x := query{}
		for _, t := range c.Techniques {
			x.or("EXISTS (SELECT 1 FROM json_each(f.techniques) WHERE value = ? OR value LIKE ?)", t, t+".%")
		}
		q.add(" AND ("+x.text+")", x.args...)
	}
	if len(c.Entities) > 0 {
		x := query{}
		for _, e := range c.Entities {
			x.or("EXISTS (SELECT 1 FROM json_each(f.entities) WHERE value ->> '$.kind' = ? AND value ->> '$.value' = ?)", e.Kind, e.Value)
		}
		q.add(" AND ("+x.text+")", x.args...)
	}
	if c.Text != "" {
		like := containing(c.Text)
		q.add(` AND (f.title LIKE ? ESCAPE '\' OR EXISTS (SELECT 1 FROM json_each(f.entities) WHERE value ->> '$.value' LIKE ? ESCAPE '\'))`, like, like)
	}
	if c.From != 0 {
		q.add(" AND f.opened >= ?", c.From)
	}
	if c.To != 0 {
		q.add(" AND f.opened < ?", c.To)
	}
	if !c.Merged {
		q.text += " AND f.merged_into IS NULL"
	}
	if c.IDs != nil {
		q.add(" AND f.id IN (SELECT unhex(value) FROM json_each(?))", hexList(c.IDs))
	}
	return q
}

// List returns cases behind the cursor in the order [NewestFirst] or
// [GravestFirst], which count from when they were opened, and the cursor of those
// that follow: the zero cursor where there are none.
func (c *Cases) List(ctx context.Context, f CaseFilter, order Order, after Cursor, limit int) ([]cases.Case, Cursor, error) {
	q := f.where()
	q.text = "SELECT " + caseColumns + " FROM cases f WHERE " + q.text
	gravest := order == GravestFirst
	if gravest {
		if after != (Cursor{}) {
			q.add(" AND (-f.severity, f.opened, f.id) > (?, (SELECT opened FROM cases WHERE id = ?), ?)", -after.At, after.ID[:], after.ID[:])
		}
		q.text += " ORDER BY -f.severity, f.opened, f.id"
	} else {
		if after != (Cursor{}) {
			q.add(" AND (f.opened, f.id) < (?, ?)", after.At, after.ID[:])
		}
		q.text += " ORDER BY f.opened DESC, f.id DESC"
	}
	q = q.limit(limit)
	page, err := collect(ctx, c.read, q, scanCase)
	next := Cursor{}
	if len(page) > 0 && len(page) == q.args[len(q.args)-1] {
		last := &page[len(page)-1]
		if next = (Cursor{last.Opened, last.ID}); gravest {
			next.At = int64(last.Severity)
		}
	}
	return page, next, err
}

// Count returns how many cases there are.
func (c *Cases) Count(ctx context.Context, f CaseFilter) (int, error) {
	where, n := f.where(), 0
	if err := c.read.QueryRowContext(ctx, "SELECT count(*) FROM cases f WHERE "+where.text, where.args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("count cases: %w", err)
	}
	return n, nil
}

// Facets counts the cases that fit by severity, state, verdict, assignee,
// technique or entity, the most frequent values first, at most top of them.
func (c *Cases) Facets(ctx context.Context, f CaseFilter, by FacetField, top int) (Facets, error) {
	where := f.where()
	var groups string
	switch by {
	case BySeverity, ByState, ByVerdict, ByAssignee:
		groups = fmt.Sprintf("SELECT '' AS kind, f.%[1]s AS value, '' AS name, count(*) AS n FROM cases f WHERE %[2]s GROUP BY f.%[1]s", by, where.text)
	case ByTechnique:
		groups = "SELECT '' AS kind, x.value, '' AS name, count(*) AS n FROM cases f, json_each(f.techniques) x WHERE " + where.text + " GROUP BY x.value"
	case ByEntity:
		groups = `SELECT x.value ->> '$.kind' AS kind, x.value ->> '$.value' AS value, '' AS name, count(*) AS n
			FROM cases f, json_each(f.entities) x WHERE ` + where.text + " GROUP BY 1, 2"
	default:
		return Facets{}, fmt.Errorf("%w: cases are not counted by %q", ErrInvalid, by)
	}
	where.text = groups
	return topFacets(ctx, c.read, where, top)
}

// containing is a LIKE pattern, with ESCAPE '\', for what has text in it.
func containing(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text) + "%"
}

// Entries returns what was done to a case, in order: by itself, and with others.
func (c *Cases) Entries(ctx context.Context, tenant string, id event.ID) ([]cases.Entry, error) {
	q := query{text: "SELECT " + auditColumns + ` FROM audit WHERE tenant = ?1 AND kind = 'case' AND object = ?2
		UNION ALL SELECT ` + auditColumns + ` FROM audit WHERE tenant = ?1 AND kind = 'change'
			AND object IN (SELECT lower(hex(change)) FROM change_items WHERE kind = 'case' AND item = ?3)
		ORDER BY seq LIMIT ?4`, args: []any{tenant, id.String(), id[:], MaxPage}}
	list, err := collect(ctx, c.read, q, scanAudit)
	if err != nil {
		return nil, err
	}
	out := make([]cases.Entry, len(list))
	for i, e := range list {
		if out[i], err = entryOf(e); err != nil {
			return nil, fmt.Errorf("audit entry %d: %w: %w", e.Seq, ErrCorrupt, err)
		}
	}
	return out, nil
}

// entryOf tells an entry of the audit trail as one of a case.
func entryOf(e AuditEntry) (cases.Entry, error) {
	out := cases.Entry{At: e.At, Actor: e.Actor, Action: e.Action, Reason: e.Reason}
	if e.Kind == "change" {
		var details struct {
			Change cases.Edit `json:"change"`
		}
		err := json.Unmarshal(e.Details, &details)
		x := details.Change
		switch {
		case x.Note != "":
			out.Text = x.Note
		case x.State == cases.Closed:
			out.Text = string(x.Verdict)
		case x.Assignee != nil:
			out.Text = *x.Assignee
		}
		return out, err
	}
	var ch cases.Change
	err := json.Unmarshal(e.Details, &ch)
	switch ch.Kind {
	case cases.Close:
		out.Text = string(ch.Verdict)
	case cases.Assign:
		out.Text = ch.Assignee
	default:
		out.Text = ch.Text
	}
	return out, err
}
