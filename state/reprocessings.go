// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"

	"gambeson/event"
)

// A Reprocessing is a time range of records that is processed again.
type Reprocessing struct {
	ID     event.ID
	Tenant string
	Source string // empty for all
	// Since and Until are when the records were received, in Unix nanoseconds; Until is not part of it.
	Since, Until int64
	Actor        string
	Reason       string
	// State is [ReprocessRunning], [ReprocessDone] or [ReprocessFailed], which Error explains.
	State             string
	Error             string
	Created, Finished int64
	// CompleteFrom is from when on the log had all records when it began: what was received before, and is in the range,
	// is processed as far as it is kept. 0 where the log had all of the range.
	CompleteFrom int64
	// Shards say how far it has come.
	Shards []ReprocessShard
	// Records were read, Findings are new, Letters could not be read before.
	Records, Findings, Letters int64
}

// A ReprocessShard is a shard of the log that is processed again.
type ReprocessShard struct {
	Shard uint32 `json:"shard"`
	Epoch string `json:"epoch"`
	// Done is the last position that was processed, Through the last that will be.
	Done    uint64 `json:"done"`
	Through uint64 `json:"through"`
}

// The states of a reprocessing.
const (
	ReprocessRunning = "running"
	ReprocessDone    = "done"
	ReprocessFailed  = "failed"
)

// Reprocessings are the time ranges that were processed again. One runs at a time.
type Reprocessings struct{ *store }

// Begin keeps a reprocessing that begins, and returns it as it is kept: with the same key, the one that began then.
// [ErrExists] is wrapped while another one runs.
func (r *Reprocessings) Begin(ctx context.Context, x Reprocessing, cause Cause) (Reprocessing, error) {
	if x.Since >= x.Until {
		return Reprocessing{}, fmt.Errorf("reprocess: %w: the range ends before it begins", ErrInvalid)
	}
	x.ID = event.NewID("reprocessing", x.Tenant, cause.Actor, cause.Key)
	if cause.Key == "" {
		x.ID = event.NewID("reprocessing", rand.Text())
	}
	shards, err := jsonList(x.Shards)
	if err != nil {
		return Reprocessing{}, fmt.Errorf("reprocess: encode: %w", err)
	}
	m := mutation{tenant: x.Tenant, action: "begin", kind: "reprocessing", object: x.ID.String(), cause: cause, details: struct {
		Source string `json:"source,omitempty"`
		Since  int64  `json:"since"`
		Until  int64  `json:"until"`
	}{x.Source, x.Since, x.Until}}
	err = r.mutate(ctx, m, func(tx *sql.Tx) error {
		other, err := scanReprocessing(tx.QueryRowContext(ctx, "SELECT "+reprocessColumns+" FROM reprocessings WHERE state = ?", ReprocessRunning))
		switch {
		case err == nil:
			return fmt.Errorf("reprocessing %s runs: %w: one at a time", other.ID, ErrExists)
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO reprocessings ("+reprocessColumns+") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
			x.ID[:], x.Tenant, x.Source, x.Since, x.Until, cause.Actor, cause.Reason, ReprocessRunning, "", r.now().UnixNano(), 0, x.CompleteFrom, shards, 0, 0, 0)
		return err
	})
	if err != nil {
		return Reprocessing{}, err
	}
	return r.Get(ctx, x.Tenant, x.ID)
}

// Running returns the one that runs. [ErrNotFound] is wrapped where none does.
func (r *Reprocessings) Running(ctx context.Context) (Reprocessing, error) {
	x, err := scanReprocessing(r.read.QueryRowContext(ctx, "SELECT "+reprocessColumns+" FROM reprocessings WHERE state = ?", ReprocessRunning))
	return one(x, err, "reprocessing", ReprocessRunning)
}

// Get returns a reprocessing.
func (r *Reprocessings) Get(ctx context.Context, tenant string, id event.ID) (Reprocessing, error) {
	x, err := scanReprocessing(r.read.QueryRowContext(ctx, "SELECT "+reprocessColumns+" FROM reprocessings WHERE tenant = ? AND id = ?", tenant, id[:]))
	return one(x, err, "reprocessing", id)
}

// List returns reprocessings, the last begun first, and the cursor of those that follow.
func (r *Reprocessings) List(ctx context.Context, tenant string, after Cursor, limit int) ([]Reprocessing, Cursor, error) {
	q := query{text: "SELECT " + reprocessColumns + " FROM reprocessings WHERE tenant = ?", args: []any{tenant}}
	q.before("created", after)
	q.text += " ORDER BY created DESC, id DESC"
	q = q.limit(limit)
	page, err := collect(ctx, r.read, q, scanReprocessing)
	next := Cursor{}
	if len(page) > 0 && len(page) == q.args[len(q.args)-1] {
		last := &page[len(page)-1]
		next = Cursor{last.Created, last.ID}
	}
	return page, next, err
}

// Advance keeps how far x has come, and that the waiting dead letters among events are replayed, all or nothing.
func (r *Reprocessings) Advance(ctx context.Context, x *Reprocessing, events []event.ID) error {
	return r.tx(ctx, func(tx *sql.Tx) error {
		for _, id := range events {
			if _, err := tx.ExecContext(ctx, "UPDATE deadletters SET state = ? WHERE id = ? AND tenant = ? AND state = ?", DeadReplayed, id[:], x.Tenant, DeadWaiting); err != nil {
				return fmt.Errorf("reprocessing %s: %w", x.ID, err)
			}
		}
		return putProgress(ctx, tx, x)
	})
}

// Finish ends x: well, or with what went wrong.
func (r *Reprocessings) Finish(ctx context.Context, x *Reprocessing, failed error) error {
	x.State, x.Finished = ReprocessDone, r.now().UnixNano()
	if failed != nil {
		x.State, x.Error = ReprocessFailed, failed.Error()
	}
	m := mutation{tenant: x.Tenant, action: "end", kind: "reprocessing", object: x.ID.String(), cause: Cause{Actor: x.Actor, Reason: x.Reason}, details: struct {
		State    string `json:"state"`
		Records  int64  `json:"records"`
		Findings int64  `json:"findings"`
		Letters  int64  `json:"letters"`
	}{x.State, x.Records, x.Findings, x.Letters}}
	return r.mutate(ctx, m, func(tx *sql.Tx) error { return putProgress(ctx, tx, x) })
}

func putProgress(ctx context.Context, tx *sql.Tx, x *Reprocessing) error {
	shards, err := jsonList(x.Shards)
	if err != nil {
		return fmt.Errorf("reprocessing %s: encode: %w", x.ID, err)
	}
	_, err = tx.ExecContext(ctx, "UPDATE reprocessings SET state = ?, error = ?, finished = ?, shards = ?, records = ?, findings = ?, letters = ? WHERE id = ?",
		x.State, x.Error, x.Finished, shards, x.Records, x.Findings, x.Letters, x.ID[:])
	if err != nil {
		return fmt.Errorf("reprocessing %s: %w", x.ID, err)
	}
	return nil
}

const reprocessColumns = "id, tenant, source, since, until, actor, reason, state, error, created, finished, complete_from, shards, records, findings, letters"

func scanReprocessing(row scanner) (Reprocessing, error) {
	var x Reprocessing
	err := row.Scan(scanID{&x.ID}, &x.Tenant, &x.Source, &x.Since, &x.Until, &x.Actor, &x.Reason, &x.State, &x.Error, &x.Created, &x.Finished,
		&x.CompleteFrom, list[ReprocessShard]{&x.Shards}, &x.Records, &x.Findings, &x.Letters)
	return x, err
}
