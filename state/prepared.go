// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"database/sql"
)

// writer is a transaction, prepared or not.
type writer interface {
	querier
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// prepared is a transaction that compiles each statement once: a batch
// writes the same few for every finding. The statements end with the transaction.
type prepared struct {
	*sql.Tx
	compiled map[string]*sql.Stmt
}

func prepare(tx *sql.Tx) *prepared { return &prepared{tx, make(map[string]*sql.Stmt)} }

// statement returns the compiled statement of a text.
func (p *prepared) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	if s := p.compiled[text]; s != nil {
		return s, nil
	}
	s, err := p.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	p.compiled[text] = s
	return s, nil
}

// ExecContext implements [writer].
func (p *prepared) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	s, err := p.statement(ctx, text) //nolint:sqlclosecheck // it ends with the transaction
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// QueryRowContext implements [querier].
func (p *prepared) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	s, err := p.statement(ctx, text) //nolint:sqlclosecheck // it ends with the transaction
	if err != nil {                  // a row cannot be made of an error: the transaction meets it again
		return p.Tx.QueryRowContext(ctx, text, args...)
	}
	return s.QueryRowContext(ctx, args...)
}
