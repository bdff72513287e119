// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"fmt"

	"gambeson/event"
)

// A term is something that findings name, by which they are found and counted.
type term struct{ tenant, kind, value string }

// The kinds of terms that are no entities.
const (
	termTechnique = "technique"
	termSource    = "source"
)

// termClass says for which counts a term is meant. The numbers are data.
type termClass int

// The classes of terms.
const (
	classTechnique termClass = 1
	classSource    termClass = 2
	classEntity    termClass = 3 // whom or what it is about
	classDetail    termClass = 4 // processes, files, calls
)

// classOf tells the entities that people work by from details.
func classOf(k event.EntityKind) termClass {
	switch k {
	case event.User, event.Host, event.Address, event.Domain, event.Workload, event.CloudResource:
		return classEntity
	default:
		return classDetail
	}
}

// insertTerms keeps what a finding names. A thing that is named twice is kept
// once.
func (r *recorder) insertTerms(ctx context.Context, seq int64, f *event.Finding) error {
	add := func(class termClass, kind, value string) error {
		id, err := r.term(ctx, term{f.Tenant, kind, value})
		if err != nil {
			return err
		}
		_, err = r.tx.ExecContext(ctx, "INSERT OR IGNORE INTO finding_terms (seq, class, term) VALUES (?,?,?)", seq, class, id)
		return err
	}
	for _, a := range f.Attacks {
		if err := add(classTechnique, termTechnique, a.Technique); err != nil {
			return err
		}
	}
	for _, e := range f.Evidence {
		if err := add(classSource, termSource, e.Source); err != nil {
			return err
		}
	}
	for _, e := range f.Entities {
		if err := add(classOf(e.Kind), string(e.Kind), e.Value); err != nil {
			return err
		}
	}
	return nil
}

// term returns the id of a term, which is kept where it is new.
func (r *recorder) term(ctx context.Context, t term) (int64, error) {
	if id, ok := r.terms[t]; ok {
		return id, nil
	}
	if _, err := r.tx.ExecContext(ctx, "INSERT OR IGNORE INTO terms (tenant, kind, value) VALUES (?,?,?)", t.tenant, t.kind, t.value); err != nil {
		return 0, fmt.Errorf("keep what a finding names: %w", err)
	}
	var id int64
	row := r.tx.QueryRowContext(ctx, "SELECT id FROM terms WHERE tenant = ? AND kind = ? AND value = ?", t.tenant, t.kind, t.value)
	if err := row.Scan(&id); err != nil {
		return 0, fmt.Errorf("read what a finding names: %w", err)
	}
	r.terms[t] = id
	return id, nil
}
