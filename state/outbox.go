// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gambeson/cases"
	"gambeson/event"
)

// The states of what is to be sent.
const (
	waiting    = "waiting"
	delivered  = "delivered"
	dead       = "dead"       // given up
	superseded = "superseded" // its case was merged before it was sent
)

// Outbox holds the notifications of new cases: written in the transaction that
// opens the case, so that none is forgotten, and sent at least once.
type Outbox struct{ *store }

// announce puts a new case out on every channel.
func (r *recorder) announce(ctx context.Context, c *cases.Case) error {
	for _, channel := range r.channels {
		id := event.NewID("notification", channel, c.ID.String())
		_, err := r.tx.ExecContext(ctx, `INSERT OR IGNORE INTO outbox (id, tenant, channel, case_id, state, attempts, due, created, error)
			VALUES (?,?,?,?,?,0,?,?,'')`, id[:], c.Tenant, channel, c.ID[:], waiting, r.at, r.at)
		if err != nil {
			return fmt.Errorf("announce on %s: %w", channel, err)
		}
	}
	return nil
}

// Due returns notifications of a channel that are to be sent now, the longest
// due first. They stay due until [Outbox.Delivered] or [Outbox.Failed]. None was
// put off for longer than within: one that is due later than that was put off
// by a clock that was ahead, and has waited long enough.
func (o *Outbox) Due(ctx context.Context, channel string, now time.Time, within time.Duration, limit int) ([]cases.Notification, error) {
	q := query{text: `SELECT o.id, o.channel, o.attempts, o.created, o.case_id, o.tenant FROM outbox o
		WHERE o.channel = ? AND o.state = ? AND (o.due <= ? OR o.due > ?) ORDER BY o.due, o.id`,
		args: []any{channel, waiting, now.UnixNano(), now.Add(within).UnixNano()}}
	type row struct {
		cases.Notification
		id     event.ID
		tenant string
	}
	rows, err := collect(ctx, o.read, q.limit(limit), func(s scanner) (row, error) {
		var x row
		err := s.Scan(scanID{&x.ID}, &x.Channel, &x.Attempts, &x.Created, scanID{&x.id}, &x.tenant)
		return x, err
	})
	if err != nil {
		return nil, err
	}
	out := make([]cases.Notification, 0, len(rows))
	for _, x := range rows {
		if x.Case, err = getCase(ctx, o.read, x.tenant, x.id); err != nil {
			return nil, err
		}
		out = append(out, x.Notification)
	}
	return out, nil
}

// Delivered says that a channel took a notification.
func (o *Outbox) Delivered(ctx context.Context, id event.ID) error {
	return o.set(ctx, id, "state = ?, error = ''", delivered)
}

// Failed says why a channel did not take a notification, and when it is to be
// tried again; the zero time gives it up, and it is a dead letter.
func (o *Outbox) Failed(ctx context.Context, id event.ID, cause string, retry time.Time) error {
	if retry.IsZero() {
		return o.set(ctx, id, "attempts = attempts + 1, state = ?, error = ?", dead, cause)
	}
	return o.set(ctx, id, "attempts = attempts + 1, due = ?, error = ?", retry.UnixNano(), cause)
}

func (o *Outbox) set(ctx context.Context, id event.ID, columns string, args ...any) error {
	return o.tx(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, "UPDATE outbox SET "+columns+" WHERE id = ? AND state = '"+waiting+"'", append(args, id[:])...)
		if err != nil {
			return fmt.Errorf("notification %s: %w", id, err)
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("notification %s: %w", id, errors.Join(ErrNotFound, err))
		}
		return nil
	})
}

// An Undelivered is a notification that was given up.
type Undelivered struct {
	ID       event.ID `json:"id"`
	Channel  string   `json:"channel"`
	Case     event.ID `json:"case"`
	Attempts int      `json:"attempts"`
	Error    string   `json:"error"`
	Created  int64    `json:"created"`
}

// Dead returns the notifications of a tenant that were given up.
func (o *Outbox) Dead(ctx context.Context, tenant string) ([]Undelivered, error) {
	q := query{text: "SELECT id, channel, case_id, attempts, error, created FROM outbox WHERE tenant = ? AND state = ? ORDER BY created, id", args: []any{tenant, dead}}
	return collect(ctx, o.read, q.limit(0), func(row scanner) (Undelivered, error) {
		var x Undelivered
		err := row.Scan(scanID{&x.ID}, &x.Channel, scanID{&x.Case}, &x.Attempts, &x.Error, &x.Created)
		return x, err
	})
}

// Retry puts a notification that was given up out again.
func (o *Outbox) Retry(ctx context.Context, tenant string, id event.ID, cause Cause) error {
	m := mutation{tenant: tenant, action: "retry", kind: "notification", object: id.String(), cause: cause}
	return o.mutate(ctx, m, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, "UPDATE outbox SET state = ?, attempts = 0, due = ? WHERE id = ? AND tenant = ? AND state = ?",
			waiting, o.now().UnixNano(), id[:], tenant, dead)
		if err != nil {
			return fmt.Errorf("notification %s: %w", id, err)
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("notification %s: %w", id, errors.Join(ErrNotFound, err))
		}
		return nil
	})
}
