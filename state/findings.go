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

// Findings are the findings of all tenants, each in a case.
type Findings struct{ *store }

// FindingFilter says which findings are wanted; Tenant MUST be given.
type FindingFilter struct {
	Tenant string
	State  cases.State // empty for all
	Rule   string      // the analytic's id; empty for all
	After  Cursor
	Limit  int // at most [MaxPage], which 0 means
}

// Known returns those of the ids that are findings of the tenant.
func (f *Findings) Known(ctx context.Context, tenant string, ids []event.ID) (map[event.ID]bool, error) {
	out := make(map[event.ID]bool)
	err := known(ctx, f.read, ids, "SELECT id FROM findings WHERE tenant = ? AND id IN ", tenant, func(row scanner) error {
		var id event.ID
		err := row.Scan(scanID{&id})
		out[id] = true
		return err
	})
	return out, err
}

// List returns findings, the last recorded first, and the cursor of those that
// follow: the zero cursor where there are none.
func (f *Findings) List(ctx context.Context, filter FindingFilter) ([]cases.Finding, Cursor, error) {
	q := query{text: "SELECT " + findingColumns + " FROM findings WHERE tenant = ?", args: []any{filter.Tenant}}
	q.and("state = ?", string(filter.State))
	q.and("rule = ?", filter.Rule)
	q.before("recorded", filter.After)
	q.text += " ORDER BY recorded DESC, id DESC"
	q = q.limit(filter.Limit)
	page, err := collect(ctx, f.read, q, scanFinding)
	next := Cursor{}
	if len(page) > 0 && len(page) == q.args[len(q.args)-1] {
		last := &page[len(page)-1]
		next = Cursor{last.Recorded, last.ID}
	}
	return page, next, err
}

// OfCase returns findings of a case in the order of event time, beginning
// behind the cursor, which counts in [event.Finding.First].
func (f *Findings) OfCase(ctx context.Context, tenant string, id event.ID, after Cursor, limit int) ([]cases.Finding, Cursor, error) {
	q := query{text: "SELECT " + findingColumns + " FROM findings WHERE case_id = ? AND tenant = ?", args: []any{id[:], tenant}}
	if after != (Cursor{}) {
		q.text += " AND (first, id) > (?, ?)"
		q.args = append(q.args, after.At, after.ID[:])
	}
	q.text += " ORDER BY first, id"
	q = q.limit(limit)
	page, err := collect(ctx, f.read, q, scanFinding)
	next := Cursor{}
	if len(page) > 0 && len(page) == q.args[len(q.args)-1] {
		last := &page[len(page)-1]
		next = Cursor{last.First, last.ID}
	}
	return page, next, err
}

// Get returns a finding.
func (f *Findings) Get(ctx context.Context, tenant string, id event.ID) (cases.Finding, error) {
	return getFinding(ctx, f.read, tenant, id)
}

// Change applies what somebody does to a finding, and returns it as it is then.
// What [cases.Finding.Apply] refuses is returned as it is.
func (f *Findings) Change(ctx context.Context, tenant string, id event.ID, ch cases.Change, cause Cause) (cases.Finding, error) {
	if ch.Reason == "" {
		ch.Reason = cause.Reason
	}
	cause.Reason = ch.Reason
	m := mutation{tenant: tenant, action: string(ch.Kind), kind: "finding", object: id.String(), details: ch, cause: cause}
	err := f.mutate(ctx, m, func(tx *sql.Tx) error {
		x, err := getFinding(ctx, tx, tenant, id)
		if err != nil {
			return err
		}
		if err := x.Apply(ch); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE findings SET state = ?, verdict = ?, reason = ? WHERE id = ?",
			x.State, x.Verdict, x.Reason, id[:])
		return err
	})
	if err != nil {
		return cases.Finding{}, err
	}
	return getFinding(ctx, f.write, tenant, id)
}

// storedFinding is the body of a finding. Its names are data: golden databases
// of the tests hold them.
type storedFinding struct {
	Finding event.Finding
	Links   []cases.Link
}

const findingColumns = "case_id, state, verdict, reason, recorded, body"

func scanFinding(row scanner) (cases.Finding, error) {
	var f cases.Finding
	var body string
	if err := row.Scan(scanID{&f.Case}, &f.State, &f.Verdict, &f.Reason, &f.Recorded, &body); err != nil {
		return f, err
	}
	var stored storedFinding
	if err := json.Unmarshal([]byte(body), &stored); err != nil {
		return f, fmt.Errorf("finding: %w: %w", ErrCorrupt, err)
	}
	f.Finding, f.Links = stored.Finding, stored.Links
	return f, nil
}

func getFinding(ctx context.Context, db querier, tenant string, id event.ID) (cases.Finding, error) {
	f, err := scanFinding(db.QueryRowContext(ctx, "SELECT "+findingColumns+" FROM findings WHERE id = ? AND tenant = ?", id[:], tenant))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return f, fmt.Errorf("read finding %s: %w", id, err)
	}
	return one(f, err, "finding", id)
}
