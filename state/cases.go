// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gambeson/cases"
	"gambeson/event"
)

// Cases are the cases of all tenants.
type Cases struct{ *store }

// Get returns a case.
func (c *Cases) Get(ctx context.Context, tenant string, id event.ID) (cases.Case, error) {
	return getCase(ctx, c.read, tenant, id)
}

// Resolve returns the id of the one case of a tenant that begins with the hex
// digits given, of which there are at least four.
func (c *Cases) Resolve(ctx context.Context, tenant, digits string) (event.ID, error) {
	if _, err := hex.DecodeString(digits + strings.Repeat("0", len(digits)%2)); err != nil || len(digits) < 4 || len(digits) > 32 {
		return event.ID{}, fmt.Errorf("%w: case %q: want 4 to 32 hex digits", ErrInvalid, digits)
	}
	low, _ := hex.DecodeString(digits + strings.Repeat("0", 32-len(digits)))
	high, _ := hex.DecodeString(digits + strings.Repeat("f", 32-len(digits)))
	q := query{text: "SELECT id FROM cases WHERE tenant = ? AND id BETWEEN ? AND ?", args: []any{tenant, low, high}}
	found, err := collect(ctx, c.read, q.limit(2), func(row scanner) (id event.ID, err error) {
		err = row.Scan(scanID{&id})
		return id, err
	})
	switch {
	case err != nil:
		return event.ID{}, err
	case len(found) == 0:
		return event.ID{}, fmt.Errorf("case %s: %w", digits, ErrNotFound)
	case len(found) > 1:
		return event.ID{}, fmt.Errorf("%w: several cases begin with %s", ErrInvalid, digits)
	}
	return found[0], nil
}

// Change applies what somebody does to a case and returns the case as it is
// then. Where version is not 0 and the case has another, nothing is done and
// the error wraps [ErrVersion]. What [cases.Case.Apply] refuses is returned as
// it is. Closing or acknowledging a case does the same to its findings that
// were not closed yet.
func (c *Cases) Change(ctx context.Context, tenant string, id event.ID, version uint64, ch cases.Change, cause Cause) (cases.Case, error) {
	if ch.Reason == "" {
		ch.Reason = cause.Reason
	}
	cause.Reason = ch.Reason
	m := mutation{tenant: tenant, action: string(ch.Kind), kind: "case", object: id.String(), details: ch, cause: cause}
	err := c.mutate(ctx, m, func(tx *sql.Tx) error {
		x, err := getCase(ctx, tx, tenant, id)
		if err != nil {
			return err
		}
		if version != 0 && version != x.Version {
			return fmt.Errorf("case %s: %w: it has version %d, not %d", id, ErrVersion, x.Version, version)
		}
		if err := x.Apply(ch, c.now().UnixNano()); err != nil {
			return err
		}
		if err := putCase(ctx, tx, &x); err != nil {
			return err
		}
		if ch.Kind != cases.Acknowledge && ch.Kind != cases.Close {
			return nil
		}
		_, err = tx.ExecContext(ctx, "UPDATE findings SET state = ?, verdict = ?, reason = ?, version = version + 1 WHERE case_id = ? AND state <> ?",
			x.State, x.Verdict, x.Disposition.Reason, id[:], cases.Closed)
		return err
	})
	if err != nil {
		return cases.Case{}, err
	}
	return getCase(ctx, c.write, tenant, id)
}

const caseColumns = `id, tenant, title, severity, state, verdict, reason, assignee, merged_into, first, last, opened, updated,
	version, findings, techniques, analytics, sources, entities`

func scanCase(row scanner) (cases.Case, error) {
	var c cases.Case
	err := row.Scan(scanID{&c.ID}, &c.Tenant, &c.Title, &c.Severity, &c.State, &c.Verdict, &c.Reason, &c.Assignee, scanID{&c.MergedInto},
		&c.First, &c.Last, &c.Opened, &c.Updated, &c.Version, &c.Findings,
		list[string]{&c.Techniques}, list[string]{&c.Analytics}, list[string]{&c.Sources}, list[cases.Entity]{&c.Entities})
	return c, err
}

// getCase reads a case of a tenant.
func getCase(ctx context.Context, db querier, tenant string, id event.ID) (cases.Case, error) {
	c, err := scanCase(db.QueryRowContext(ctx, "SELECT "+caseColumns+" FROM cases WHERE id = ? AND tenant = ?", id[:], tenant))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return c, fmt.Errorf("read case %s: %w", id, err)
	}
	return one(c, err, "case", id)
}

// putCase writes a case as it is.
func putCase(ctx context.Context, tx writer, c *cases.Case) error {
	techniques, err1 := jsonList(c.Techniques)
	analytics, err2 := jsonList(c.Analytics)
	sources, err3 := jsonList(c.Sources)
	entities, err4 := jsonList(c.Entities)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return fmt.Errorf("encode case %s: %w", c.ID, err)
	}
	_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO cases ("+caseColumns+") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
		c.ID[:], c.Tenant, c.Title, c.Severity, c.State, c.Verdict, c.Disposition.Reason, c.Assignee, nullID(c.MergedInto),
		c.First, c.Last, c.Opened, c.Updated, c.Version, c.Findings, techniques, analytics, sources, entities)
	if err != nil {
		return fmt.Errorf("write case %s: %w", c.ID, err)
	}
	return nil
}

// byID sorts ids as the database does.
func byID(ids []event.ID) []event.ID {
	slices.SortFunc(ids, func(a, b event.ID) int { return bytes.Compare(a[:], b[:]) })
	return ids
}
