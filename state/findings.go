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

// An Order is an order of findings or cases.
type Order string

// The orders.
const (
	NewestFirst  Order = "newest"  // the last recorded first
	OldestFirst  Order = "oldest"  // the first recorded first
	GravestFirst Order = "gravest" // by severity; of equal ones, who waits longest first
	LatestFirst  Order = "latest"  // by event time, the latest first
)

// by returns the order's ORDER BY.
func (o Order) by() string {
	switch o {
	case OldestFirst:
		return "f.recorded, f.seq"
	case GravestFirst:
		return "f.severity DESC, f.seq"
	case LatestFirst:
		return "f.last DESC, f.seq DESC"
	default:
		return "f.recorded DESC, f.seq DESC"
	}
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

// behind restricts a query to what comes behind a cursor of the tenant.
func (o Order) behind(q *query, tenant string, c Cursor) {
	if c == (Cursor{}) {
		return
	}
	const seq = "(SELECT seq FROM findings WHERE id = ? AND tenant = ?)"
	switch o {
	case OldestFirst:
		q.add(" AND (f.recorded, f.seq) > (?, "+seq+")", c.At, c.ID[:], tenant)
	case GravestFirst:
		q.add(" AND f.severity <= ? AND (f.severity < ? OR f.seq > "+seq+")", c.At, c.At, c.ID[:], tenant)
	case LatestFirst:
		q.add(" AND (f.last, f.seq) < (?, "+seq+")", c.At, c.ID[:], tenant)
	default:
		q.add(" AND (f.recorded, f.seq) < (?, "+seq+")", c.At, c.ID[:], tenant)
	}
}

// at is a finding's place in the order, as a cursor's At.
func (o Order) at(f *cases.Finding) int64 {
	switch o {
	case GravestFirst:
		return int64(f.Severity)
	case LatestFirst:
		return f.Last
	default:
		return f.Recorded
	}
}

// AsOf returns the finding of a tenant that was recorded last, and the zero id
// where there is none: given to a filter, it leaves out what is recorded later.
// A number would tell a tenant how much the others find.
func (f *Findings) AsOf(ctx context.Context, tenant string) (event.ID, error) {
	var id event.ID
	err := f.read.QueryRowContext(ctx, "SELECT id FROM findings WHERE tenant = ? ORDER BY seq DESC LIMIT 1", tenant).Scan(scanID{&id})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return id, fmt.Errorf("read findings: %w", err)
	}
	return id, nil
}

// List returns findings behind the cursor, at most [MaxPage], which a limit of 0
// means too, and the cursor of those that follow: the zero cursor where there
// are none. Findings that are recorded meanwhile move nothing.
func (f *Findings) List(ctx context.Context, filter FindingFilter, order Order, after Cursor, limit int) ([]cases.Finding, Cursor, error) {
	q := filter.where()
	q.text = "SELECT " + findingColumns + findingFrom + " WHERE " + q.text
	order.behind(&q, filter.Tenant, after)
	q.text += " ORDER BY " + order.by()
	q = q.limit(limit)
	page, err := collect(ctx, f.read, q, scanFinding)
	next := Cursor{}
	if len(page) > 0 && len(page) == q.args[len(q.args)-1] {
		last := &page[len(page)-1]
		next = Cursor{order.at(last), last.ID}
	}
	return page, next, err
}

// Count returns how many findings there are.
func (f *Findings) Count(ctx context.Context, filter FindingFilter) (int, error) {
	where, n := filter.where(), 0
	err := f.read.QueryRowContext(ctx, "SELECT count(*) FROM findings f WHERE "+where.text, where.args...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count findings: %w", err)
	}
	return n, nil
}

// OfCase returns findings of a case in the order of event time, beginning
// behind the cursor, which counts in [event.Finding.First].
func (f *Findings) OfCase(ctx context.Context, tenant string, id event.ID, after Cursor, limit int) ([]cases.Finding, Cursor, error) {
	q := query{text: "SELECT " + findingColumns + findingFrom + " WHERE f.case_id = ? AND f.tenant = ?", args: []any{id[:], tenant}}
	if after != (Cursor{}) {
		q.add(" AND (f.first, f.id) > (?, ?)", after.At, after.ID[:])
	}
	q.text += " ORDER BY f.first, f.id"
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
		_, err = tx.ExecContext(ctx, "UPDATE findings SET state = ?, verdict = ?, reason = ?, assignee = ?, expires = ?, version = ? WHERE id = ?",
			x.State, x.Verdict, x.Reason, x.Assignee, x.Expires, x.Version, id[:])
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

const (
	findingColumns = "f.case_id, f.state, f.verdict, f.reason, f.assignee, f.expires, f.version, f.recorded, b.body"
	findingFrom    = " FROM findings f JOIN finding_bodies b ON b.seq = f.seq"
)

func scanFinding(row scanner) (cases.Finding, error) {
	var f cases.Finding
	var body string
	if err := row.Scan(scanID{&f.Case}, &f.State, &f.Verdict, &f.Reason, &f.Assignee, &f.Expires, &f.Version, &f.Recorded, &body); err != nil {
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
	f, err := scanFinding(db.QueryRowContext(ctx, "SELECT "+findingColumns+findingFrom+" WHERE f.id = ? AND f.tenant = ?", id[:], tenant))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return f, fmt.Errorf("read finding %s: %w", id, err)
	}
	return one(f, err, "finding", id)
}
