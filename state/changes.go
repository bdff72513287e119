// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"gambeson/cases"
	"gambeson/event"
)

// A BulkChange is one edit of many findings or cases: all of it or nothing.
type BulkChange struct {
	ID     event.ID
	Tenant string
	Kind   string // "finding" or "case"
	Actor  string
	At     int64
	Edit   cases.Edit
	// Applied is how many it changed, or would.
	Applied int
	// Skipped is how many fit and were left as they are, by the reason: merged,
	// closed, acknowledged, open; and not_found for ids that are none.
	Skipped map[string]int
	// States are those of Applied before the change; only where it is made.
	States map[string]int
	// Undone is when it was taken back, 0 for not, and Restored how many then
	// were as the change had left them.
	Undone   int64
	Restored int
}

// MaxChange is how many things one change may reach.
const MaxChange = 100_000

// Changes are the edits of many things.
type Changes struct{ *store }

// what tells how things of a kind are changed.
type what struct {
	kind, table string
	expires     string // the expression of when a verdict ends
	touch       string // what else an update sets; its arguments are touched
	touched     []any
}

func findingsAreChanged() what { return what{kind: "finding", table: "findings", expires: "f.expires"} }

func (s *store) casesAreChanged() what {
	return what{kind: "case", table: "cases", expires: "0", touch: ", updated = max(updated, ?)", touched: []any{s.now().UnixNano()}}
}

// Findings edits the findings that fit. Where preview is set nothing is changed,
// and what would be is returned. The audit trail has one entry, with the filter
// and the count. What the edit's state does not allow is left out and counted.
func (c *Changes) Findings(ctx context.Context, filter FindingFilter, e cases.Edit, cause Cause, preview bool) (BulkChange, error) {
	q := filter.where()
	return c.change(ctx, findingsAreChanged(), request{filter.Tenant, filter, len(filter.IDs), q, e, cause, preview})
}

// Cases edits the cases that fit, as [Changes.Findings] does. Closing or
// acknowledging a case does the same to its findings that were not closed yet.
func (c *Changes) Cases(ctx context.Context, filter CaseFilter, e cases.Edit, cause Cause, preview bool) (BulkChange, error) {
	if e.Expires != 0 {
		return BulkChange{}, fmt.Errorf("%w: only verdicts of findings expire", ErrInvalid)
	}
	filter.Merged = filter.Merged || filter.IDs != nil
	return c.change(ctx, c.casesAreChanged(), request{filter.Tenant, filter, len(filter.IDs), filter.where(), e, cause, preview})
}

// request is one change that is asked for.
type request struct {
	tenant  string
	asked   any // for the audit trail
	ids     int // how many were named
	where   query
	edit    cases.Edit
	cause   Cause
	preview bool
}

func (c *Changes) change(ctx context.Context, w what, r request) (BulkChange, error) {
	if r.edit.Reason == "" {
		r.edit.Reason = r.cause.Reason
	}
	r.cause.Reason = r.edit.Reason
	if err := r.edit.Validate(); err != nil {
		return BulkChange{}, err
	}
	now := c.now().UnixNano()
	if r.edit.Expires != 0 && r.edit.Expires <= now {
		return BulkChange{}, fmt.Errorf("%w: a verdict that has expired already", ErrInvalid)
	}
	x := BulkChange{Tenant: r.tenant, Kind: w.kind, Actor: r.cause.Actor, At: now, Edit: r.edit}
	if r.preview {
		return x, c.weigh(ctx, c.read, w, r, &x)
	}
	if r.tenant == "" || r.cause.Actor == "" {
		return x, fmt.Errorf("change %ss: %w: no tenant or no actor", w.kind, ErrInvalid)
	}
	x.ID = event.NewID("change", r.tenant, r.cause.Actor, r.cause.Key)
	if r.cause.Key == "" {
		x.ID = event.NewID("change", r.tenant, randomID())
	}
	err := c.tx(ctx, func(tx *sql.Tx) error {
		was, err := getChange(ctx, tx, r.tenant, x.ID)
		switch {
		case err == nil: // repeats decides whether it is the same
			x.Applied, x.Skipped = was.Applied, was.Skipped
		case !errors.Is(err, ErrNotFound):
			return err
		default:
			if err := c.weigh(ctx, tx, w, r, &x); err != nil {
				return err
			}
		}
		entry, err := r.entry(&x)
		if err != nil {
			return err
		}
		if repeated, err := repeats(ctx, tx, entry); repeated || err != nil {
			x = was
			return err
		}
		if err := c.apply(ctx, tx, w, r, &x); err != nil {
			return err
		}
		return c.audit(ctx, tx, entry)
	})
	return x, err
}

// entry is the change's entry of the audit trail.
func (r *request) entry(x *BulkChange) (*AuditEntry, error) {
	details, err := json.Marshal(map[string]any{"kind": x.Kind, "query": r.asked, "change": x.Edit, "applied": x.Applied, "skipped": x.Skipped})
	if err != nil {
		return nil, fmt.Errorf("encode the audit entry: %w", err)
	}
	return &AuditEntry{Tenant: r.tenant, Cause: r.cause, Action: string(x.Edit.Kind()), Kind: "change", Object: x.ID.String(), Details: details}, nil
}

// refusal is an expression for why a thing is left out; NULL for what is not.
func refusal(w what, e *cases.Edit) string {
	text := "CASE"
	if w.kind == "case" {
		text += " WHEN f.merged_into IS NOT NULL THEN 'merged'"
	}
	switch e.State {
	case cases.New:
		text += " WHEN f.state <> 'closed' THEN 'open'"
	case cases.Acknowledged:
		text += " WHEN f.state = 'closed' THEN 'closed'"
		if e.Assignee == nil { // who takes one from somebody gets it
			text += " WHEN f.state = 'acknowledged' THEN 'acknowledged'"
		}
	case cases.Closed:
		text += " WHEN f.state = 'closed' THEN 'closed'"
	}
	return text + " WHEN 0 THEN '' END"
}

// weigh counts what the change reaches.
func (c *Changes) weigh(ctx context.Context, db querier, w what, r request, x *BulkChange) error {
	q := query{text: "SELECT coalesce(" + refusal(w, &r.edit) + ", ''), f.state, count(*) FROM " + w.table + " f WHERE " + r.where.text + " GROUP BY 1, 2", args: r.where.args}
	type count struct {
		why, state string
		n          int
	}
	all, err := collect(ctx, db, q, func(row scanner) (n count, err error) {
		err = row.Scan(&n.why, &n.state, &n.n)
		return n, err
	})
	if err != nil {
		return err
	}
	x.Applied, x.Skipped, x.States = 0, map[string]int{}, map[string]int{}
	found := 0
	for _, n := range all {
		if found += n.n; n.why != "" {
			x.Skipped[n.why] += n.n
			continue
		}
		x.Applied += n.n
		x.States[n.state] += n.n
	}
	if r.ids > found {
		x.Skipped["not_found"] = r.ids - found
	}
	if x.Applied > MaxChange {
		return fmt.Errorf("%w: %d %ss at once, at most %d: narrow the query", ErrInvalid, x.Applied, w.kind, MaxChange)
	}
	return nil
}

// apply keeps what the things are, and changes them.
func (c *Changes) apply(ctx context.Context, tx *sql.Tx, w what, r request, x *BulkChange) error {
	edit, err1 := json.Marshal(x.Edit)
	skipped, err2 := json.Marshal(x.Skipped)
	if err := errors.Join(err1, err2); err != nil {
		return fmt.Errorf("encode change %s: %w", x.ID, err)
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO changes (id, tenant, kind, actor, at, change, applied, skipped) VALUES (?,?,?,?,?,?,?,?)",
		x.ID[:], x.Tenant, x.Kind, x.Actor, x.At, string(edit), x.Applied, string(skipped)); err != nil {
		return fmt.Errorf("keep change %s: %w", x.ID, err)
	}
	if err := keepItems(ctx, tx, w, x.ID, r.where, refusal(w, &x.Edit)); err != nil {
		return err
	}
	if w.kind == "case" && (x.Edit.State == cases.Closed || x.Edit.State == cases.Acknowledged) {
		within := query{text: "f.case_id IN (SELECT item FROM change_items WHERE change = ? AND kind = 'case')", args: []any{x.ID[:]}}
		f := findingsAreChanged()
		only := cases.Edit{State: x.Edit.State}
		if err := keepItems(ctx, tx, f, x.ID, within, refusal(f, &only)); err != nil {
			return err
		}
		only.Verdict, only.Reason = x.Edit.Verdict, x.Edit.Reason
		if err := updateItems(ctx, tx, f, x.ID, &only); err != nil {
			return err
		}
	}
	return updateItems(ctx, tx, w, x.ID, &x.Edit)
}

// keepItems keeps what things are before a change, and which it is for.
func keepItems(ctx context.Context, tx *sql.Tx, w what, id event.ID, where query, refusal string) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO change_items (change, kind, item, version, state, verdict, reason, assignee, expires) "+
		"SELECT ?, '"+w.kind+"', f.id, f.version + 1, f.state, f.verdict, f.reason, f.assignee, "+w.expires+" FROM "+w.table+" f WHERE "+where.text+
		" AND "+refusal+" IS NULL", append([]any{id[:]}, where.args...)...)
	if err != nil {
		return fmt.Errorf("keep what %ss are before change %s: %w", w.kind, id, err)
	}
	return nil
}

// updateItems changes the things that were kept.
func updateItems(ctx context.Context, tx *sql.Tx, w what, id event.ID, e *cases.Edit) error {
	q := query{text: "UPDATE " + w.table + " SET version = version + 1"}
	if e.State != "" {
		d := cases.Disposition{State: e.State}
		if e.State == cases.Closed {
			d = cases.Disposition{State: e.State, Verdict: e.Verdict, Reason: e.Reason}
		}
		q.add(", state = ?, verdict = ?, reason = ?", d.State, d.Verdict, d.Reason)
		if w.kind == "finding" {
			q.add(", expires = ?", e.Expires)
		}
	}
	if e.Assignee != nil {
		q.add(", assignee = ?", *e.Assignee)
	}
	q.add(w.touch, w.touched...)
	q.add(" WHERE id IN (SELECT item FROM change_items WHERE change = ? AND kind = ?)", id[:], w.kind)
	if _, err := tx.ExecContext(ctx, q.text, q.args...); err != nil {
		return fmt.Errorf("change %ss: %w", w.kind, err)
	}
	return nil
}
