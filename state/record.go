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

// Correlator is the actor of what the program itself does to cases.
const Correlator = "correlate"

// A Correlated is a finding with what it does to the cases.
type Correlated struct {
	Finding event.Finding
	Step    cases.Step
}

// Recorded says what a batch of findings did.
type Recorded struct {
	// Findings is how many were new.
	Findings int
	// Opened are the cases that are new, Changed all others that are not as
	// they were, each once, by id.
	Opened, Changed []event.ID
}

// Record keeps findings and what they do to the cases, in their order, and with
// them the position that they came to: all of it or nothing. A finding that is
// kept already changes nothing, so a batch that comes again, or one that
// overlaps, does no harm. A new case is announced on every channel, see
// [Outbox].
func (c *Cases) Record(ctx context.Context, batch []Correlated, cp *Checkpoint) (Recorded, error) {
	var done Recorded
	err := c.tx(ctx, func(tx *sql.Tx) error {
		r := recorder{store: c.store, tx: prepare(tx), cases: make(map[event.ID]*cases.Case), opened: make(map[event.ID]bool), terms: make(map[term]int64), at: c.now().UnixNano()}
		for i := range batch {
			if err := r.record(ctx, &batch[i]); err != nil {
				return fmt.Errorf("record finding %s: %w", batch[i].Finding.ID, err)
			}
		}
		if err := r.flush(ctx); err != nil {
			return err
		}
		if cp != nil {
			if err := cp.save(ctx, tx); err != nil {
				return err
			}
		}
		done = r.recorded()
		return nil
	})
	if err != nil {
		return Recorded{}, err
	}
	return done, nil
}

// recorder is one batch: it holds the cases that the batch changes.
type recorder struct {
	*store
	tx       *prepared
	cases    map[event.ID]*cases.Case
	opened   map[event.ID]bool
	terms    map[term]int64 // their ids, as far as the batch met them
	findings int
	at       int64
}

func (r *recorder) record(ctx context.Context, x *Correlated) error {
	f := &x.Finding
	known := 0
	if err := r.tx.QueryRowContext(ctx, "SELECT count(*) FROM findings WHERE id = ?", f.ID[:]).Scan(&known); err != nil || known > 0 {
		return err
	}
	c, err := r.target(ctx, x)
	if err != nil {
		return err
	}
	for _, id := range x.Step.Merges {
		if err := r.merge(ctx, c, id, f); err != nil {
			return err
		}
	}
	if !x.Step.Opens && c.Join(f, r.at) {
		if err := r.note(ctx, c, "reopen", "finding "+f.ID.String()+" is of an analytic that the case had not"); err != nil {
			return err
		}
	}
	r.findings++
	return r.insertFinding(ctx, x, c)
}

// target returns the case that the finding opens or joins.
func (r *recorder) target(ctx context.Context, x *Correlated) (*cases.Case, error) {
	if !x.Step.Opens {
		return r.load(ctx, x.Finding.Tenant, x.Step.Case)
	}
	c := cases.Open(&x.Finding, r.at)
	r.cases[c.ID], r.opened[c.ID] = c, true
	if err := putCase(ctx, r.tx, c); err != nil { // findings refer to it
		return nil, err
	}
	if err := r.announce(ctx, c); err != nil {
		return nil, err
	}
	return c, r.note(ctx, c, "open", "")
}

// load returns a case that is written at the end of the batch: the one with the
// id, or where it is now. Steps may come from a correlator that began anew, with
// another configuration or another log, and know the findings kept as cases that
// they are not here.
func (r *recorder) load(ctx context.Context, tenant string, id event.ID) (*cases.Case, error) {
	for {
		c, err := r.get(ctx, tenant, id)
		switch {
		case err == nil && !c.Merged():
			return c, nil
		case err == nil:
			id = c.MergedInto
			continue
		case !errors.Is(err, ErrNotFound):
			return nil, err
		}
		in := event.ID{}
		row := r.tx.QueryRowContext(ctx, "SELECT case_id FROM findings WHERE id = ? AND tenant = ?", id[:], tenant)
		if err := row.Scan(scanID{&in}); err != nil {
			return nil, errors.Join(fmt.Errorf("case %s: %w", id, ErrCorrupt), err)
		}
		id = in
	}
}

// get returns the case with the id.
func (r *recorder) get(ctx context.Context, tenant string, id event.ID) (*cases.Case, error) {
	if c := r.cases[id]; c != nil {
		return c, nil
	}
	c, err := getCase(ctx, r.tx, tenant, id)
	if err != nil {
		return nil, err
	}
	r.cases[id] = &c
	return &c, nil
}

// merge lets c take in the case id, because of f.
func (r *recorder) merge(ctx context.Context, c *cases.Case, id event.ID, f *event.Finding) error {
	younger, err := r.load(ctx, f.Tenant, id)
	if err != nil || younger == c {
		return err
	}
	reopened := c.Absorb(younger, r.at)
	if _, err := r.tx.ExecContext(ctx, "UPDATE findings SET case_id = ? WHERE case_id = ?", c.ID[:], younger.ID[:]); err != nil {
		return fmt.Errorf("move findings: %w", err)
	}
	if _, err := r.tx.ExecContext(ctx, "UPDATE outbox SET state = ? WHERE case_id = ? AND state = ?", superseded, younger.ID[:], waiting); err != nil {
		return fmt.Errorf("recall notifications: %w", err)
	}
	why := "finding " + f.ID.String() + " links them"
	if err := r.note(ctx, c, "merge", "took in case "+younger.ID.String()+": "+why); err != nil {
		return err
	}
	if reopened {
		if err := r.note(ctx, c, "reopen", "the case it took in is open"); err != nil {
			return err
		}
	}
	return r.note(ctx, younger, "merge", "into case "+c.ID.String()+": "+why)
}

// note appends to the audit trail what the program did to a case.
func (r *recorder) note(ctx context.Context, c *cases.Case, action, reason string) error {
	return r.audit(ctx, r.tx, &AuditEntry{Tenant: c.Tenant, Cause: Cause{Actor: Correlator, Reason: reason},
		Action: action, Kind: "case", Object: c.ID.String(), Details: json.RawMessage("{}")})
}

func (r *recorder) insertFinding(ctx context.Context, x *Correlated, c *cases.Case) error {
	body, err := json.Marshal(storedFinding{x.Finding, x.Step.Links})
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	f := &x.Finding
	d := cases.Disposition{State: cases.New}
	if c.State == cases.Closed { // in silence, see cases.Case.Join
		d = c.Disposition
	}
	done, err := r.tx.ExecContext(ctx, `INSERT INTO findings (id, tenant, case_id, rule, severity, state, verdict, reason, first, last, recorded, title, message)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		f.ID[:], f.Tenant, c.ID[:], f.Analytic.UID, f.Severity, d.State, d.Verdict, d.Reason, f.First, f.Last, r.at, f.Title, f.Message)
	if err != nil {
		return err
	}
	seq, err := done.LastInsertId()
	if err != nil {
		return err
	}
	if _, err := r.tx.ExecContext(ctx, "INSERT INTO finding_bodies (seq, body) VALUES (?,?)", seq, string(body)); err != nil {
		return err
	}
	return r.insertTerms(ctx, seq, f)
}

// flush writes the cases that changed.
func (r *recorder) flush(ctx context.Context) error {
	for _, c := range r.cases {
		if err := putCase(ctx, r.tx, c); err != nil {
			return err
		}
	}
	return nil
}

func (r *recorder) recorded() Recorded {
	done := Recorded{Findings: r.findings}
	for id := range r.cases {
		if r.opened[id] {
			done.Opened = append(done.Opened, id)
		} else {
			done.Changed = append(done.Changed, id)
		}
	}
	done.Opened, done.Changed = byID(done.Opened), byID(done.Changed)
	return done
}
