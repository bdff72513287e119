// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Errors that say what the caller does.
var (
	// ErrInUse is wrapped where another process has the database open: go through it.
	ErrInUse = errors.New("in use by another process")
	// ErrNewer is wrapped where a newer program wrote the database: use that one.
	ErrNewer = errors.New("written by a newer version of the program")
	// ErrNotFound is wrapped where there is nothing of that name.
	ErrNotFound = errors.New("not found")
	// ErrExists is wrapped where the name is taken.
	ErrExists = errors.New("already there")
	// ErrInvalid is wrapped where what is asked for cannot be.
	ErrInvalid = errors.New("invalid")
	// ErrVersion is wrapped where somebody else changed the thing meanwhile: read it again.
	ErrVersion = errors.New("changed meanwhile")
	// ErrKeyReused is wrapped where an idempotency key comes with other content.
	ErrKeyReused = errors.New("idempotency key was used for something else")
	// ErrUnavailable is wrapped where the disk is full or fails, or somebody else holds the database: nothing was
	// written, unless it was the answer of the disk that failed. Try again.
	ErrUnavailable = errors.New("unavailable")
	// ErrCorrupt is wrapped where what is kept contradicts itself.
	ErrCorrupt = errors.New("corrupt")
)

// MaxPage is how many rows a list returns at most.
const MaxPage = 1000

// fileName is the database's name in its folder, lockName the lock's.
const (
	fileName = "state.db"
	lockName = "lock"
)

// Deps is what the program gives.
type Deps struct {
	// Now is the time at which things are recorded; nil is [time.Now]. It
	// decides nothing but the expiry of tokens and when notifications are due.
	Now func() time.Time
	// Logger is told of migrations; nil for silence.
	Logger *slog.Logger
	// Channels are where new cases are announced, see [Outbox].
	Channels []string
}

// A DB is an open database, through the repositories that are its fields. It is
// safe for concurrent use.
type DB struct {
	Sources       *Sources
	Tokens        *Tokens
	Cases         *Cases
	Findings      *Findings
	Audit         *Audit
	DeadLetters   *DeadLetters
	Checkpoints   *Checkpoints
	Outbox        *Outbox
	Reprocessings *Reprocessings
	Sessions      *Sessions
	Changes       *Changes

	*store
}

// store is what the repositories share.
type store struct {
	read, write *sql.DB
	now         func() time.Time
	channels    []string
	lock        *os.File
}

// Open opens the database in the folder dir, which it makes where it is absent,
// and brings it to the present schema. The caller closes it.
func Open(ctx context.Context, deps Deps, dir string) (*DB, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the state: %w", err)
	}
	lock, err := acquire(filepath.Join(dir, lockName))
	if err != nil {
		return nil, err
	}
	s := &store{now: deps.Now, channels: deps.Channels, lock: lock}
	if s.now == nil {
		s.now = time.Now
	}
	if deps.Logger == nil {
		deps.Logger = slog.New(slog.DiscardHandler)
	}
	if err := s.open(ctx, filepath.Join(dir, fileName), deps.Logger); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &DB{
		Sources: &Sources{store: s}, Tokens: &Tokens{s}, Cases: &Cases{s}, Findings: &Findings{s}, Audit: &Audit{s},
		DeadLetters: &DeadLetters{s}, Checkpoints: &Checkpoints{s}, Outbox: &Outbox{s},
		Reprocessings: &Reprocessings{s}, Sessions: &Sessions{s}, Changes: &Changes{s}, store: s,
	}, nil
}

// open connects and migrates.
func (s *store) open(ctx context.Context, file string, log *slog.Logger) error {
	// SQLite gives its other files the mode of this one.
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("open the state: %w", err)
	}
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return fmt.Errorf("protect the state: %w", err)
	}
	if s.write, err = connect(file, "immediate", false); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if err := migrate(ctx, s.write, log); err != nil {
		return err
	}
	if s.read, err = connect(file, "deferred", true); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(readers)
	s.read.SetMaxIdleConns(readers)
	return nil
}

// readers is how many read at the same time; more wait.
const readers = 8

// connect opens a pool of connections to file.
func connect(file, lock string, readOnly bool) (*sql.DB, error) {
	q := url.Values{"_txlock": {lock}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "trusted_schema(0)",
	}}
	if readOnly {
		q.Add("_pragma", "query_only(1)")
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", OmitHost: true, Path: file, RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("open the state: %w", err)
	}
	return db, nil
}

// Close waits for what is being written and closes the database.
func (s *store) Close() error {
	var errs []error
	for _, db := range [...]*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(append(errs, s.lock.Close())...)
}

// tx runs f in a transaction of the writing connection.
func (s *store) tx(ctx context.Context, f func(*sql.Tx) error) error {
	err := s.try(ctx, f)
	if failed, ok := errors.AsType[*sqlite.Error](err); ok {
		switch failed.Code() & 0xff { // without what extends it
		case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_BUSY:
			return fmt.Errorf("%w: %w", ErrUnavailable, err)
		}
	}
	return err
}

// try runs f in a transaction.
func (s *store) try(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := f(tx); err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// ignoreDone drops the error of a transaction that its context has ended.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}
