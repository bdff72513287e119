// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"gambeson/cases"
	"gambeson/event"
)

// clock is a time that tests set; each reading is a nanosecond later.
type clock struct {
	mu sync.Mutex
	at int64
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at++
	return time.Unix(0, c.at)
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at += int64(d)
}

// testStart is when tests begin.
const testStart = 1_700_000_000_000_000_000

// openTest opens a new database with a clock of its own.
func openTest(t testing.TB, channels ...string) (*DB, *clock) {
	t.Helper()
	c := &clock{at: testStart}
	return openAt(t, t.TempDir(), c, channels...), c
}

func openAt(t testing.TB, dir string, c *clock, channels ...string) *DB {
	t.Helper()
	db, err := Open(context.Background(), Deps{Now: c.now, Channels: channels}, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// by is a cause of tests.
func by(key string) Cause { return Cause{Actor: "ada", Reason: "a test", Key: key} }

// finding returns a finding numbered n of a rule, about a user.
func finding(n int, rule, user string) event.Finding {
	id := event.NewID("test", rule, user, time.Duration(n).String())
	at := int64(testStart + n*1e9)
	return event.Finding{
		ID: id, Tenant: "acme", Analytic: event.Analytic{UID: rule, Name: "Rule " + rule, Version: "1", Type: event.AnalyticRule},
		Title: "Found by " + rule, Message: "because", Severity: event.SeverityMedium, Attacks: []event.Attack{{Technique: "T1078"}},
		First: at, Last: at + 1, Evidence: []event.Evidence{{Event: id, Source: "okta"}},
		Entities: []event.FindingEntity{{Kind: event.User, Role: event.Actor, Value: user, Path: "actor.user.name"}},
	}
}

// opens is a finding that opens a case.
func opens(f event.Finding) Correlated {
	return Correlated{f, cases.Step{Case: f.ID, Opens: true}}
}

// joins is a finding that joins a case and merges others into it.
func joins(f event.Finding, id event.ID, merges ...event.ID) Correlated {
	return Correlated{f, cases.Step{Case: id, Merges: merges, Links: []cases.Link{{Kind: event.User, Value: "x", Case: id}}}}
}

func record(t testing.TB, db *DB, batch ...Correlated) Recorded {
	t.Helper()
	done, err := db.Cases.Record(context.Background(), batch, nil)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func TestOneProcess(t *testing.T) {
	dir := t.TempDir()
	db, err := Open(t.Context(), Deps{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Deps{}, dir); !errors.Is(err, ErrInUse) {
		t.Errorf("second Open: %v, want ErrInUse", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(t.Context(), Deps{}, dir)
	if err != nil {
		t.Fatalf("Open after Close: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestOnlyTheOwnerReads(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	db := openAt(t, dir, &clock{})
	record(t, db, opens(finding(1, "r", "alice")))
	for _, name := range []string{".", fileName, fileName + "-wal", lockName} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 {
			t.Errorf("%s has mode %o: others may read it", name, mode)
		}
	}
}

// TestPragmas checks that each connection has what durability needs.
func TestPragmas(t *testing.T) {
	db, _ := openTest(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		got := ""
		if err := db.write.QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", pragma, got, err, want)
		}
	}
	if _, err := db.read.ExecContext(t.Context(), "DELETE FROM cases"); err == nil {
		t.Error("a reader wrote")
	}
}

func TestManyAtOnce(t *testing.T) {
	db, _ := openTest(t)
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for i := range 20 {
				f := finding(i, "r", string(rune('a'+n)))
				if _, err := db.Cases.Record(t.Context(), []Correlated{opens(f)}, nil); err != nil {
					t.Error(err)
				}
				if _, err := db.Cases.Change(t.Context(), "acme", f.ID, 0, cases.Change{Kind: cases.Acknowledge}, by("")); err != nil {
					t.Error(err)
				}
			}
		})
		all.Go(func() {
			for range 20 {
				if _, _, err := db.Cases.List(t.Context(), CaseFilter{Tenant: "acme"}, NewestFirst, Cursor{}, 0); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if seq, _, err := db.Audit.Verify(t.Context()); err != nil || seq != 2*4*20 {
		t.Errorf("%d entries (%v), want %d", seq, err, 2*4*20)
	}
}
