// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/cases"
	"gambeson/event"
	"gambeson/internal/testkit"
)

// writeDump is the flag that writes the golden database of the present schema:
// once, when a migration is released. After that the dump never changes.
var writeDump = flag.Bool("dump", false, "write the golden dump of the present schema")

// TestMigrateFromEveryVersion opens a database of each earlier schema, with
// content, and of the present one: the schema is that of a new database, and
// what was in it is read.
func TestMigrateFromEveryVersion(t *testing.T) {
	fresh, _ := openTest(t)
	want := schema(t, fresh.read)
	version := 0
	if err := fresh.read.QueryRowContext(t.Context(), "SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil {
		t.Fatal(err)
	}
	if *writeDump {
		fill(t, fresh)
		writeFile(t, dumpName(version), dump(t, fresh.read))
	}
	dumps, err := filepath.Glob("testdata/v*.sql")
	if err != nil || len(dumps) != version {
		t.Fatalf("%d golden dumps (%v) for %d versions; go test ./state -run Migrate -dump writes the present one's", len(dumps), err, version)
	}
	for _, name := range dumps {
		t.Run(filepath.Base(name), func(t *testing.T) {
			dir := t.TempDir()
			load(t, filepath.Join(dir, fileName), name)
			db := openAt(t, dir, &clock{at: testStart})
			if d := cmp.Diff(want, schema(t, db.read)); d != "" {
				t.Errorf("schema (-new +migrated):\n%s", d)
			}
			got := readAll(t, db)
			golden := filepath.Join("testdata", "content.txt")
			if testkit.Update() {
				writeFile(t, golden, got)
			}
			text, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(text), got); d != "" {
				t.Errorf("content (-want +got):\n%s", d)
			}
		})
	}
}

func TestNewerIsRefused(t *testing.T) {
	dir := t.TempDir()
	db, err := Open(t.Context(), Deps{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.write.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Deps{}, dir); !errors.Is(err, ErrNewer) {
		t.Errorf("Open: %v, want ErrNewer", err)
	}
}

func dumpName(version int) string { return fmt.Sprintf("testdata/v%05d.sql", version) }

// fill writes something of each kind.
func fill(t *testing.T, db *DB) {
	t.Helper()
	db.channels = []string{"webhook"}
	f, g := finding(1, "r1", "alice"), finding(2, "r2", "bob")
	record(t, db, opens(f), joins(g, f.ID))
	ctx := context.Background()
	_, err1 := db.Cases.Change(ctx, "acme", f.ID, 0, cases.Change{Kind: cases.Close, Verdict: cases.TruePositive, Reason: "it was"}, by("close"))
	_, err2 := db.Sources.Add(ctx, Source{Tenant: "acme", Name: "okta", Format: "okta"}, by("add"))
	err3 := db.DeadLetters.Record(ctx, []DeadLetter{{ID: event.ID{7}, Tenant: "acme", Source: "okta", Class: "syntax", Message: "bad", Bytes: 3, Position: 4, State: DeadWaiting}}, nil)
	err4 := db.Checkpoints.Save(ctx, &Checkpoint{Consumer: "c", Shard: 1, Epoch: "e", Position: 5, Snapshot: []byte("snapshot")})
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
}

// readAll reads something of each kind, through the repositories.
func readAll(t *testing.T, db *DB) string {
	t.Helper()
	ctx := t.Context()
	var b strings.Builder
	all, _, err1 := db.Cases.List(ctx, CaseFilter{Tenant: "acme"}, NewestFirst, Cursor{}, 0)
	for _, c := range all {
		fmt.Fprintf(&b, "case %+v\n", c)
		findings, _, err := db.Findings.OfCase(ctx, "acme", c.ID, Cursor{}, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			fmt.Fprintf(&b, "finding %+v\n", f)
		}
	}
	sources, err2 := db.Sources.List(ctx, "")
	tokens, err3 := db.Tokens.List(ctx, "acme")
	dead, _, err4 := db.DeadLetters.List(ctx, DeadLetterFilter{Tenant: "acme"})
	cp, err5 := db.Checkpoints.Snapshot(ctx, "c", 1)
	due, err6 := db.Outbox.Due(ctx, "webhook", db.now(), 1, 0)
	seq, hash, err7 := db.Audit.Verify(ctx)
	if err := errors.Join(err1, err2, err3, err4, err5, err6, err7); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&b, "sources %+v\ntokens %+v\ndead letters %+v\ncheckpoint %+v\ndue %d\naudit %d %x\n", sources, tokens, dead, cp, len(due), seq, hash)
	return b.String()
}

// schema returns the definitions of a database, by name.
func schema(t *testing.T, db *sql.DB) []string {
	t.Helper()
	out, err := collect(t.Context(), db, query{text: "SELECT name || ': ' || coalesce(sql, '') FROM sqlite_master ORDER BY name"}, scanText)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func scanText(row scanner) (string, error) {
	s := ""
	err := row.Scan(&s)
	return s, err
}

// dump writes a database as SQL.
func dump(t *testing.T, db *sql.DB) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("-- SPDX-FileCopyrightText: 2026 The Gambeson Authors\n-- SPDX-License-Identifier: Apache-2.0\n\n")
	text := func(q string) []string {
		out, err := collect(t.Context(), db, query{text: q}, scanText)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, s := range text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND type <> 'trigger' ORDER BY rowid") {
		b.WriteString(s + ";\n")
	}
	for _, table := range text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid") {
		columns := text("SELECT 'quote(' || name || ')' FROM pragma_table_info('" + table + "') ORDER BY cid")
		for _, row := range text("SELECT " + strings.Join(columns, " || ', ' || ") + " FROM " + table) {
			fmt.Fprintf(&b, "INSERT INTO %s VALUES (%s);\n", table, row)
		}
	}
	for _, s := range text("SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid") {
		b.WriteString(s + ";\n")
	}
	return b.String()
}

// load makes a database of a dump.
func load(t *testing.T, file, dump string) {
	t.Helper()
	text, err := os.ReadFile(dump)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), string(text)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
