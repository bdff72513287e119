// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
)

// A Cause is why a mutation is made. It goes into the audit trail.
type Cause struct {
	// Actor is who: a user, a token's name, a part of the program.
	Actor string
	// Reason is why, in the actor's words; it may be empty where the mutation
	// needs none.
	Reason string
	// Key makes the mutation idempotent: another one of the same tenant and
	// actor with the same key changes nothing. Empty for none.
	Key string
}

// An AuditEntry is one mutation.
type AuditEntry struct {
	Seq    int64 // from 1, without gaps
	At     int64 // Unix nanoseconds
	Tenant string
	Cause
	Action string // "close", "add"
	Kind   string // of the object: "case", "finding", "source", "token"
	Object string // its id or name
	// Details are what was asked for, as JSON.
	Details json.RawMessage
	// Prev is the hash of the entry before, zeroes before the first.
	Prev [sha256.Size]byte
	// Hash is SHA-256 over Prev and, in this order, Seq, At (8 bytes big-endian
	// each), Tenant, Actor, Action, Kind, Object, Reason, Key and Details, each
	// behind its length as 8 bytes big-endian.
	Hash [sha256.Size]byte
}

// sum computes the hash of e.
func (e *AuditEntry) sum() [sha256.Size]byte {
	b := append(make([]byte, 0, 512), e.Prev[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(e.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(e.At))
	for _, s := range [...]string{e.Tenant, e.Actor, e.Action, e.Kind, e.Object, e.Reason, e.Key, string(e.Details)} {
		b = append(binary.BigEndian.AppendUint64(b, uint64(len(s))), s...)
	}
	return sha256.Sum256(b)
}

// Audit is the trail of all mutations.
type Audit struct{ *store }

// AuditFilter says which entries are wanted; empty fields ask for all.
type AuditFilter struct {
	Tenant, Kind, Object string
	After                int64 // entries with a greater Seq
	Limit                int   // at most [MaxPage], which 0 means
}

// List returns entries in their order.
func (a *Audit) List(ctx context.Context, f AuditFilter) ([]AuditEntry, error) {
	q := query{text: "SELECT " + auditColumns + " FROM audit WHERE seq > ?", args: []any{f.After}}
	q.and("tenant = ?", f.Tenant)
	q.and("kind = ?", f.Kind)
	q.and("object = ?", f.Object)
	q.text += " ORDER BY seq"
	return collect(ctx, a.read, q.limit(f.Limit), scanAudit)
}

// Head returns the last entry's number and hash: who keeps them elsewhere can
// show that the trail was not cut. Both are zero for an empty trail.
func (a *Audit) Head(ctx context.Context) (seq int64, hash [sha256.Size]byte, err error) {
	return auditHead(ctx, a.read)
}

// Verify recomputes the chain of all entries, and returns its head or an error
// that wraps [ErrCorrupt] and names the first entry that does not fit.
func (a *Audit) Verify(ctx context.Context) (seq int64, hash [sha256.Size]byte, err error) {
	for e, err := range a.all(ctx) {
		if err != nil {
			return seq, hash, err
		}
		if e.Seq != seq+1 || e.Prev != hash || e.sum() != e.Hash {
			return seq, hash, fmt.Errorf("audit entry %d: %w: it does not follow entry %d", e.Seq, ErrCorrupt, seq)
		}
		seq, hash = e.Seq, e.Hash
	}
	return seq, hash, nil
}

func (a *Audit) all(ctx context.Context) iter.Seq2[AuditEntry, error] {
	return func(yield func(AuditEntry, error) bool) {
		after := int64(0)
		for {
			page, err := a.List(ctx, AuditFilter{After: after})
			if err != nil {
				yield(AuditEntry{}, err)
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
				after = e.Seq
			}
			if len(page) < MaxPage {
				return
			}
		}
	}
}

const auditColumns = "seq, at, tenant, actor, action, kind, object, reason, key, details, prev, hash"

func scanAudit(row scanner) (AuditEntry, error) {
	var e AuditEntry
	var details string
	var prev, hash []byte
	err := row.Scan(&e.Seq, &e.At, &e.Tenant, &e.Actor, &e.Action, &e.Kind, &e.Object, &e.Reason, &e.Key, &details, &prev, &hash)
	if err != nil {
		return e, err
	}
	e.Details = json.RawMessage(details)
	if copy(e.Prev[:], prev) != len(prev) || copy(e.Hash[:], hash) != len(hash) {
		return e, fmt.Errorf("audit entry %d: %w: a hash of another size", e.Seq, ErrCorrupt)
	}
	return e, nil
}

func auditHead(ctx context.Context, db querier) (seq int64, hash [sha256.Size]byte, err error) {
	var last []byte
	err = db.QueryRowContext(ctx, "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").Scan(&seq, &last)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, hash, nil
	}
	copy(hash[:], last)
	return seq, hash, err
}

// mutation is what somebody asks for.
type mutation struct {
	tenant, action, kind, object string
	details                      any // encoded as JSON; what makes two requests the same
	cause                        Cause
}

// mutate makes a mutation once: f changes the tables, and the audit trail gets
// its entry. Where the key was used for the same before, nothing is done.
func (s *store) mutate(ctx context.Context, m mutation, f func(*sql.Tx) error) error {
	details, err := json.Marshal(m.details)
	if err != nil {
		return fmt.Errorf("encode the audit entry: %w", err)
	}
	switch {
	case m.tenant == "":
		return fmt.Errorf("%s %s: %w: no tenant", m.action, m.kind, ErrInvalid)
	case m.cause.Actor == "":
		return fmt.Errorf("%s %s: %w: no actor", m.action, m.kind, ErrInvalid)
	}
	e := AuditEntry{Tenant: m.tenant, Cause: m.cause, Action: m.action, Kind: m.kind, Object: m.object, Details: details}
	return s.tx(ctx, func(tx *sql.Tx) error {
		if repeated, err := repeats(ctx, tx, &e); repeated || err != nil {
			return err
		}
		if err := f(tx); err != nil {
			return err
		}
		return s.audit(ctx, tx, &e)
	})
}

// repeats reports whether e's key was used, for the same.
func repeats(ctx context.Context, tx *sql.Tx, e *AuditEntry) (bool, error) {
	if e.Key == "" {
		return false, nil
	}
	row := tx.QueryRowContext(ctx, "SELECT "+auditColumns+" FROM audit WHERE tenant = ? AND actor = ? AND key = ?", e.Tenant, e.Actor, e.Key)
	was, err := scanAudit(row)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	case was.Action != e.Action || was.Kind != e.Kind || was.Object != e.Object || was.Reason != e.Reason || !bytes.Equal(was.Details, e.Details):
		return false, fmt.Errorf("key %q: %w", e.Key, ErrKeyReused)
	}
	return true, nil
}

// audit appends e to the trail.
func (s *store) audit(ctx context.Context, tx writer, e *AuditEntry) error {
	seq, prev, err := auditHead(ctx, tx)
	if err != nil {
		return fmt.Errorf("read the audit trail: %w", err)
	}
	e.Seq, e.At, e.Prev = seq+1, s.now().UnixNano(), prev
	e.Hash = e.sum()
	_, err = tx.ExecContext(ctx, "INSERT INTO audit ("+auditColumns+") VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
		e.Seq, e.At, e.Tenant, e.Actor, e.Action, e.Kind, e.Object, e.Reason, e.Key, string(e.Details), e.Prev[:], e.Hash[:])
	if err != nil {
		return fmt.Errorf("append to the audit trail: %w", err)
	}
	return nil
}
