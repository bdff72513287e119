// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"errors"
	"testing"

	"gambeson/cases"
	"gambeson/event"
)

func TestAuditIsAppendOnly(t *testing.T) {
	db, _ := openTest(t)
	record(t, db, opens(finding(1, "r", "alice")))
	for _, q := range []string{"UPDATE audit SET actor = 'eve'", "DELETE FROM audit"} {
		if _, err := db.write.ExecContext(t.Context(), q); err == nil {
			t.Errorf("%s was allowed", q)
		}
	}
}

// TestVerify changes the trail as somebody with the file could.
func TestVerify(t *testing.T) {
	for name, tamper := range map[string]string{
		"an actor":        "UPDATE audit SET actor = 'eve' WHERE seq = 2",
		"details":         "UPDATE audit SET details = '{}' WHERE seq = 3",
		"a time":          "UPDATE audit SET at = at + 1 WHERE seq = 1",
		"an entry is out": "DELETE FROM audit WHERE seq = 2",
		"moved text":      "UPDATE audit SET tenant = 'acmea', actor = 'da' WHERE seq = 3",
		"a hash":          "UPDATE audit SET hash = zeroblob(32) WHERE seq = 3",
		"short hash":      "UPDATE audit SET hash = zeroblob(31) WHERE seq = 3",
	} {
		t.Run(name, func(t *testing.T) {
			db, _ := openTest(t)
			f := finding(1, "r", "alice")
			record(t, db, opens(f))
			for _, ch := range []cases.Change{{Kind: cases.Acknowledge}, {Kind: cases.Annotate, Text: "hm"}} {
				if _, err := db.Cases.Change(t.Context(), "acme", f.ID, 0, ch, by("")); err != nil {
					t.Fatal(err)
				}
			}
			seq, hash, err := db.Audit.Verify(t.Context())
			if err != nil || seq != 3 {
				t.Fatalf("before: %d entries, %v", seq, err)
			}
			if n, head, err := db.Audit.Head(t.Context()); err != nil || n != seq || head != hash {
				t.Fatalf("Head is %d %x (%v), Verify says %d %x", n, head, err, seq, hash)
			}
			for _, q := range []string{"DROP TRIGGER audit_keeps", "DROP TRIGGER audit_stays", tamper} {
				if _, err := db.write.ExecContext(t.Context(), q); err != nil {
					t.Fatal(err)
				}
			}
			if _, _, err := db.Audit.Verify(t.Context()); !errors.Is(err, ErrCorrupt) {
				t.Errorf("Verify: %v, want ErrCorrupt", err)
			}
		})
	}
}

func TestIdempotencyKeys(t *testing.T) {
	db, _ := openTest(t)
	f, g := finding(1, "r", "alice"), finding(2, "r", "bob")
	record(t, db, opens(f), opens(g))
	ack := cases.Change{Kind: cases.Acknowledge}
	change := func(id event.ID, ch cases.Change, c Cause) error {
		_, err := db.Cases.Change(t.Context(), "acme", id, 0, ch, c)
		return err
	}
	other := by("k1")
	other.Actor = "bob"
	for _, x := range []struct {
		name string
		err  error
		want error
	}{
		{"first", change(f.ID, ack, by("k1")), nil},
		{"again", change(f.ID, ack, by("k1")), nil},
		{"without a key", change(f.ID, ack, by("")), cases.ErrTransition},
		{"another case", change(g.ID, ack, by("k1")), ErrKeyReused},
		{"another change", change(f.ID, cases.Change{Kind: cases.Annotate, Text: "hm"}, by("k1")), ErrKeyReused},
		{"another actor", change(g.ID, ack, other), nil},
		{"no actor", change(f.ID, ack, Cause{}), ErrInvalid},
	} {
		if !errors.Is(x.err, x.want) {
			t.Errorf("%s: %v, want %v", x.name, x.err, x.want)
		}
	}
	entries, err := db.Cases.Entries(t.Context(), "acme", f.ID)
	if err != nil || len(entries) != 2 || entries[0].Action != "open" || entries[1].Action != "acknowledge" || entries[1].Actor != "ada" {
		t.Errorf("entries %+v (%v), want open and one acknowledge", entries, err)
	}
}
