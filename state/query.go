// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gambeson/event"
)

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// scanner is a row.
type scanner interface {
	Scan(into ...any) error
}

// query is a SELECT that is put together.
type query struct {
	text string
	args []any
}

// and adds a condition where its value is not empty.
func (q *query) and(condition, value string) {
	if value != "" {
		q.text += " AND " + condition
		q.args = append(q.args, value)
	}
}

// add appends text with its arguments.
func (q *query) add(text string, args ...any) {
	q.text += text
	q.args = append(q.args, args...)
}

// or adds an alternative.
func (q *query) or(condition string, args ...any) {
	if q.text != "" {
		q.text += " OR "
	}
	q.add(condition, args...)
}

// limit ends the query with a bounded number of rows.
func (q query) limit(n int) query {
	if n <= 0 || n > MaxPage {
		n = MaxPage
	}
	q.text += " LIMIT ?"
	q.args = append(q.args, n)
	return q
}

// collect reads all rows.
func collect[T any](ctx context.Context, db querier, q query, scan func(scanner) (T, error)) (all []T, err error) {
	rows, err := db.QueryContext(ctx, q.text, q.args...)
	if err != nil {
		return nil, fmt.Errorf("query the state: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		x, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read the state: %w", err)
		}
		all = append(all, x)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read the state: %w", err)
	}
	return all, nil
}

// known reads the rows of ids that are there. The text ends where the list of
// ids begins, and has one parameter before it.
func known(ctx context.Context, db querier, ids []event.ID, text, first string, each func(scanner) error) error {
	const most = 500 // parameters
	for part := range slices.Chunk(ids, most) {
		args := []any{first}
		for _, id := range part {
			args = append(args, id[:])
		}
		q := query{text: text + "(?" + strings.Repeat(",?", len(part)-1) + ")", args: args}
		_, err := collect(ctx, db, q, func(row scanner) (struct{}, error) { return struct{}{}, each(row) })
		if err != nil {
			return err
		}
	}
	return nil
}

// one makes an error of sql.ErrNoRows that says what there is none of.
func one[T any](x T, err error, kind string, name any) (T, error) {
	if errors.Is(err, sql.ErrNoRows) {
		var none T
		return none, fmt.Errorf("%s %v: %w", kind, name, ErrNotFound)
	}
	return x, err
}

// A Cursor is a place in a list that is ordered by time and id; the zero value
// is its beginning.
type Cursor struct {
	At int64
	ID event.ID
}

// String returns the cursor as text for [ParseCursor]; empty for the beginning.
func (c Cursor) String() string {
	if c == (Cursor{}) {
		return ""
	}
	return hex.EncodeToString(append(binary.BigEndian.AppendUint64(nil, uint64(c.At)), c.ID[:]...))
}

// ParseCursor reads what [Cursor.String] wrote. Its error wraps [ErrInvalid].
func ParseCursor(s string) (Cursor, error) {
	var c Cursor
	if s == "" {
		return c, nil
	}
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != 8+len(c.ID) {
		return c, fmt.Errorf("%w: not a cursor: %q", ErrInvalid, s)
	}
	c.At = int64(binary.BigEndian.Uint64(b))
	copy(c.ID[:], b[8:])
	return c, nil
}

// before restricts a list, newest first, to what comes behind the cursor.
func (q *query) before(column string, c Cursor) {
	if c != (Cursor{}) {
		q.text += " AND (" + column + ", id) < (?, ?)"
		q.args = append(q.args, c.At, c.ID[:])
	}
}

// list is a column that holds a JSON list.
type list[T any] struct{ at *[]T }

// Scan implements sql.Scanner.
func (l list[T]) Scan(v any) error {
	text, ok := v.(string)
	if !ok {
		return fmt.Errorf("%w: a list is %T", ErrCorrupt, v)
	}
	if err := json.Unmarshal([]byte(text), l.at); err != nil {
		return fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return nil
}

// jsonList encodes a list; nil is an empty one.
func jsonList[T any](l []T) (string, error) {
	if l == nil {
		return "[]", nil
	}
	b, err := json.Marshal(l)
	return string(b), err
}

// scanID reads an id; NULL is the zero id.
type scanID struct{ at *event.ID }

// Scan implements sql.Scanner.
func (s scanID) Scan(v any) error {
	b, ok := v.([]byte)
	if v == nil {
		*s.at = event.ID{}
		return nil
	}
	if !ok || len(b) != len(s.at) {
		return fmt.Errorf("%w: an id of %T with %d bytes", ErrCorrupt, v, len(b))
	}
	copy(s.at[:], b)
	return nil
}

// nullID is the column of an id that may be absent.
func nullID(id event.ID) any {
	if id == (event.ID{}) {
		return nil
	}
	return id[:]
}
