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

// Get returns a change.
func (c *Changes) Get(ctx context.Context, tenant string, id event.ID) (BulkChange, error) {
	return getChange(ctx, c.read, tenant, id)
}

// Undo takes a change back: what is still as the change left it becomes what it
// was before. What somebody changed since stays, and is not counted as restored.
// A change that was taken back is [ErrExists].
func (c *Changes) Undo(ctx context.Context, tenant string, id event.ID, cause Cause) (BulkChange, error) {
	m := mutation{tenant: tenant, action: "undo", kind: "change", object: id.String(), cause: cause}
	err := c.mutate(ctx, m, func(tx *sql.Tx) error {
		x, err := getChange(ctx, tx, tenant, id)
		if err != nil {
			return err
		}
		if x.Undone != 0 {
			return fmt.Errorf("change %s was taken back: %w", id, ErrExists)
		}
		restored := map[string]int64{}
		for _, w := range []what{findingsAreChanged(), c.casesAreChanged()} {
			if restored[w.kind], err = restore(ctx, tx, w, &x); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, "UPDATE changes SET undone = ?, restored = ? WHERE id = ?", c.now().UnixNano(), restored[x.Kind], id[:])
		return err
	})
	if err != nil {
		return BulkChange{}, err
	}
	return getChange(ctx, c.write, tenant, id)
}

// restore makes things of a kind what they were before a change, where nobody
// has changed them since. A case that findings have joined since is the same in
// what people decide of it.
func restore(ctx context.Context, tx *sql.Tx, w what, x *BulkChange) (int64, error) {
	q := query{text: "UPDATE " + w.table + " AS f SET state = i.state, verdict = i.verdict, reason = i.reason, assignee = i.assignee, version = f.version + 1"}
	if w.kind == "finding" {
		q.text += ", expires = i.expires"
	}
	q.add(w.touch, w.touched...)
	q.add(" FROM change_items i WHERE i.change = ? AND i.kind = ? AND i.item = f.id", x.ID[:], w.kind)
	if w.kind == "finding" {
		q.text += " AND i.version = f.version"
	} else {
		d := cases.Disposition{State: x.Edit.State, Verdict: x.Edit.Verdict}
		if x.Edit.State == cases.Closed {
			d.Reason = x.Edit.Reason
		}
		if x.Edit.State != "" {
			q.add(" AND f.state = ? AND f.verdict = ? AND f.reason = ?", d.State, d.Verdict, d.Reason)
		} else {
			q.text += " AND f.state = i.state AND f.verdict = i.verdict AND f.reason = i.reason"
		}
		if x.Edit.Assignee != nil {
			q.add(" AND f.assignee = ?", *x.Edit.Assignee)
		} else {
			q.text += " AND f.assignee = i.assignee"
		}
	}
	done, err := tx.ExecContext(ctx, q.text, q.args...)
	if err != nil {
		return 0, fmt.Errorf("restore %ss: %w", w.kind, err)
	}
	return done.RowsAffected()
}

// getChange reads a change of a tenant.
func getChange(ctx context.Context, db querier, tenant string, id event.ID) (BulkChange, error) {
	var x BulkChange
	var edit, skipped string
	err := db.QueryRowContext(ctx, "SELECT id, tenant, kind, actor, at, change, applied, skipped, undone, restored FROM changes WHERE id = ? AND tenant = ?", id[:], tenant).
		Scan(scanID{&x.ID}, &x.Tenant, &x.Kind, &x.Actor, &x.At, &edit, &x.Applied, &skipped, &x.Undone, &x.Restored)
	if err == nil {
		if err := errors.Join(json.Unmarshal([]byte(edit), &x.Edit), json.Unmarshal([]byte(skipped), &x.Skipped)); err != nil {
			return x, fmt.Errorf("change %s: %w: %w", id, ErrCorrupt, err)
		}
	}
	return one(x, err, "change", id)
}

// Expiry is the actor of what happens because a verdict's time is over.
const Expiry = "expiry"

// Expire opens the findings again whose verdict has ended, and returns how many
// there were. The audit trail has one entry for each tenant.
func (f *Findings) Expire(ctx context.Context) (int, error) {
	opened, now := 0, f.now().UnixNano()
	err := f.tx(ctx, func(tx *sql.Tx) error {
		type ended struct {
			tenant string
			n      int
		}
		q := query{text: "SELECT tenant, count(*) FROM findings WHERE expires > 0 AND expires <= ? GROUP BY tenant ORDER BY tenant", args: []any{now}}
		all, err := collect(ctx, tx, q, func(row scanner) (x ended, err error) {
			err = row.Scan(&x.tenant, &x.n)
			return x, err
		})
		if err != nil {
			return err
		}
		for _, x := range all {
			opened += x.n
			e := &AuditEntry{Tenant: x.tenant, Cause: Cause{Actor: Expiry, Reason: "the verdict's time is over"}, Action: string(cases.Reopen),
				Kind: "change", Object: Expiry, Details: fmt.Appendf(nil, `{"applied":%d}`, x.n)}
			if err := f.audit(ctx, tx, e); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `UPDATE findings SET state = 'new', verdict = '', reason = '', expires = 0, version = version + 1
			WHERE expires > 0 AND expires <= ?`, now)
		return err
	})
	return opened, err
}
