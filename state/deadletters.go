// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"gambeson/event"
)

// A DeadLetter is where a record lies that could not be read: the log keeps its
// bytes.
type DeadLetter struct {
	ID       event.ID `json:"id"` // of the event that it would have been
	Tenant   string   `json:"tenant"`
	Source   string   `json:"source"`
	Format   string   `json:"format"`
	Class    string   `json:"class"`   // of the error, as it is counted
	Message  string   `json:"message"` // the error
	Bytes    int64    `json:"bytes"`
	Shard    uint32   `json:"shard"`
	Position uint64   `json:"position"` // in the stream of dead letters
	Received int64    `json:"received"`
	// State is [DeadWaiting], [DeadReplayed] or [DeadDropped].
	State string `json:"state"`
}

// The states of a dead letter.
const (
	DeadWaiting  = "waiting"  // somebody should look at it
	DeadReplayed = "replayed" // it was sent through again
	DeadDropped  = "dropped"  // somebody gave it up
)

// DeadLetters is the index of the log's dead letters.
type DeadLetters struct{ *store }

// Record keeps dead letters with the position they came to. One that is known
// stays as it is, unless it was replayed and died again: then it waits again, at
// its new position, whether the replay is marked yet or not.
func (d *DeadLetters) Record(ctx context.Context, batch []DeadLetter, cp *Checkpoint) error {
	return d.tx(ctx, func(tx *sql.Tx) error {
		for i := range batch {
			x := &batch[i]
			_, err := tx.ExecContext(ctx, "INSERT INTO deadletters ("+deadColumns+`) VALUES (?,?,?,?,?,?,?,?,?,?,?)
				ON CONFLICT (id) DO UPDATE SET state = excluded.state, class = excluded.class, message = excluded.message,
				format = excluded.format, shard = excluded.shard, position = excluded.position
				WHERE state <> ? AND position < excluded.position`,
				x.ID[:], x.Tenant, x.Source, x.Format, x.Class, x.Message, x.Bytes, x.Shard, int64(x.Position), x.Received, DeadWaiting, DeadDropped)
			if err != nil {
				return fmt.Errorf("record dead letter %s: %w", x.ID, err)
			}
		}
		if cp == nil {
			return nil
		}
		return cp.save(ctx, tx)
	})
}

// DeadLetterFilter says which dead letters are wanted; Tenant MUST be given.
type DeadLetterFilter struct {
	Tenant               string
	Source, Class, State string // empty for all
	After                Cursor
	Limit                int // at most [MaxPage], which 0 means
}

// List returns dead letters, the last received first, and the cursor of those
// that follow: the zero cursor where there are none.
func (d *DeadLetters) List(ctx context.Context, f DeadLetterFilter) ([]DeadLetter, Cursor, error) {
	q := query{text: "SELECT " + deadColumns + " FROM deadletters WHERE tenant = ?", args: []any{f.Tenant}}
	q.and("source = ?", f.Source)
	q.and("class = ?", f.Class)
	q.and("state = ?", f.State)
	q.before("received", f.After)
	q.text += " ORDER BY received DESC, id DESC"
	q = q.limit(f.Limit)
	page, err := collect(ctx, d.read, q, scanDead)
	next := Cursor{}
	if len(page) > 0 && len(page) == q.args[len(q.args)-1] {
		last := &page[len(page)-1]
		next = Cursor{last.Received, last.ID}
	}
	return page, next, err
}

// A ClassCount is how many dead letters have an error of one class.
type ClassCount struct {
	Class string
	Count int
}

// Counts returns how many dead letters of each class the filter wants, by class. It looks at no cursor and no limit.
func (d *DeadLetters) Counts(ctx context.Context, f DeadLetterFilter) ([]ClassCount, error) {
	q := query{text: "SELECT class, count(*) FROM deadletters WHERE tenant = ?", args: []any{f.Tenant}}
	q.and("source = ?", f.Source)
	q.and("class = ?", f.Class)
	q.and("state = ?", f.State)
	q.text += " GROUP BY class ORDER BY class"
	return collect(ctx, d.read, q, func(row scanner) (ClassCount, error) {
		var x ClassCount
		err := row.Scan(&x.Class, &x.Count)
		return x, err
	})
}

// Get returns a dead letter.
func (d *DeadLetters) Get(ctx context.Context, tenant string, id event.ID) (DeadLetter, error) {
	return getDead(ctx, d.read, tenant, id)
}

// States returns, for each of the events that is a dead letter, its state.
func (d *DeadLetters) States(ctx context.Context, tenant string, events []event.ID) (map[event.ID]string, error) {
	out := make(map[event.ID]string)
	err := known(ctx, d.read, events, "SELECT id, state FROM deadletters WHERE tenant = ? AND id IN ", tenant, func(row scanner) error {
		var id event.ID
		state := ""
		err := row.Scan(scanID{&id}, &state)
		out[id] = state
		return err
	})
	return out, err
}

// FirstWaiting returns the position of the first dead letter in a shard, not before
// the position from, that waits; 0 where none does.
func (d *DeadLetters) FirstWaiting(ctx context.Context, shard uint32, from uint64) (uint64, error) {
	at := int64(0)
	err := d.read.QueryRowContext(ctx, "SELECT coalesce(min(position), 0) FROM deadletters WHERE state = 'waiting' AND shard = ? AND position >= ?",
		shard, int64(from)).Scan(&at)
	if err != nil {
		return 0, fmt.Errorf("first waiting dead letter: %w", err)
	}
	return uint64(at), nil
}

// Mark says that a waiting dead letter was replayed or dropped as it lay at the
// position at. One that is marked so already stays as it is, and so does one
// that has died again at another position since: it waits.
func (d *DeadLetters) Mark(ctx context.Context, tenant string, id event.ID, at uint64, state string, cause Cause) error {
	if state != DeadReplayed && state != DeadDropped {
		return fmt.Errorf("mark dead letter %s: %w: as %q", id, ErrInvalid, state)
	}
	m := mutation{tenant: tenant, action: state, kind: "deadletter", object: id.String(), cause: cause}
	return d.mutate(ctx, m, func(tx *sql.Tx) error {
		x, err := getDead(ctx, tx, tenant, id)
		if err != nil {
			return err
		}
		if x.State != DeadWaiting && x.State != state {
			return fmt.Errorf("dead letter %s: %w: it is %s", id, ErrInvalid, x.State)
		}
		_, err = tx.ExecContext(ctx, "UPDATE deadletters SET state = ? WHERE id = ? AND position = ?", state, id[:], int64(at))
		return err
	})
}

// MarkAll marks dead letters as [DeadLetters.Mark] does, in one step, and returns how many waited until then, by class.
// The audit trail has one entry, with the filter that chose them and how many there are; the key of the cause does not
// count, since marking what is marked changes nothing.
func (d *DeadLetters) MarkAll(ctx context.Context, chosen DeadLetterFilter, letters []DeadLetter, state string, cause Cause) ([]ClassCount, error) {
	if state != DeadReplayed && state != DeadDropped {
		return nil, fmt.Errorf("mark dead letters: %w: as %q", ErrInvalid, state)
	}
	if len(letters) == 0 {
		return nil, nil
	}
	cause.Key = ""
	details := map[string]any{"source": chosen.Source, "class": chosen.Class, "marked": len(letters)}
	m := mutation{tenant: chosen.Tenant, action: state, kind: "deadletters", object: letters[0].ID.String(), details: details, cause: cause}
	counts := map[string]int{}
	err := d.mutate(ctx, m, func(tx *sql.Tx) error {
		for i := range letters {
			x := &letters[i]
			done, err := tx.ExecContext(ctx, "UPDATE deadletters SET state = ? WHERE id = ? AND tenant = ? AND position = ? AND state = ?",
				state, x.ID[:], chosen.Tenant, int64(x.Position), DeadWaiting)
			if err != nil {
				return fmt.Errorf("mark dead letter %s: %w", x.ID, err)
			}
			n, err := done.RowsAffected()
			if err != nil {
				return err
			}
			counts[x.Class] += int(n)
		}
		return nil
	})
	var out []ClassCount
	for _, class := range slices.Sorted(maps.Keys(counts)) {
		if counts[class] > 0 {
			out = append(out, ClassCount{class, counts[class]})
		}
	}
	return out, err
}

const deadColumns = "id, tenant, source, format, class, message, bytes, shard, position, received, state"

func scanDead(row scanner) (DeadLetter, error) {
	var x DeadLetter
	err := row.Scan(scanID{&x.ID}, &x.Tenant, &x.Source, &x.Format, &x.Class, &x.Message, &x.Bytes, &x.Shard, &x.Position, &x.Received, &x.State)
	return x, err
}

func getDead(ctx context.Context, db querier, tenant string, id event.ID) (DeadLetter, error) {
	x, err := scanDead(db.QueryRowContext(ctx, "SELECT "+deadColumns+" FROM deadletters WHERE id = ? AND tenant = ?", id[:], tenant))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return x, fmt.Errorf("read dead letter %s: %w", id, err)
	}
	return one(x, err, "dead letter", id)
}
