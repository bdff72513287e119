// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"gambeson/cases"
	"gambeson/event"
)

// crashDir is the variable that makes the test binary the writer that is
// killed.
const crashDir = "GAMBESON_STATE_CRASH_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		if err := writeForever(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// writeForever records findings and notes, and says each that has returned.
func writeForever(dir string) error {
	db, err := Open(context.Background(), Deps{}, dir)
	if err != nil {
		return err
	}
	cp, err := db.Checkpoints.Position(context.Background(), "crash", 0)
	if err != nil {
		cp = Checkpoint{Consumer: "crash", Epoch: "e"}
	}
	for {
		cp.Position++
		f := finding(int(cp.Position), "r", "alice")
		if _, err := db.Cases.Record(context.Background(), []Correlated{opens(f)}, &cp); err != nil {
			return err
		}
		if _, err := db.Cases.Change(context.Background(), "acme", f.ID, 0, cases.Change{Kind: cases.Acknowledge}, by(f.ID.String())); err != nil {
			return err
		}
		fmt.Println(f.ID)
	}
}

// TestKilled kills a writer again and again: what returned is there, a position
// is never ahead of what it stands for, and the audit trail holds.
func TestKilled(t *testing.T) {
	kills := 4
	if os.Getenv("GAMBESON_SOAK") != "" {
		kills = 200
	}
	dir := t.TempDir()
	var acknowledged []string
	for n := range kills {
		acknowledged = append(acknowledged, killAfter(t, dir, 3+n%7)...)
	}
	db, err := Open(t.Context(), Deps{}, dir)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range acknowledged {
		id, err := event.ParseID(s)
		if err != nil {
			t.Fatal(err)
		}
		if x, err := db.Cases.Get(t.Context(), "acme", id); err != nil || x.State != cases.Acknowledged {
			t.Errorf("case %s is %q: %v", s, x.State, err)
		}
	}
	if _, _, err := db.Audit.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	cp, err := db.Checkpoints.Position(t.Context(), "crash", 0)
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	if err := db.read.QueryRowContext(t.Context(), "SELECT count(*) FROM findings").Scan(&kept); err != nil {
		t.Fatal(err)
	}
	if uint64(kept) != cp.Position || kept < len(acknowledged) {
		t.Errorf("%d findings up to position %d, %d acknowledged", kept, cp.Position, len(acknowledged))
	}
}

// killAfter kills the writer as soon as it has said so many lines, and returns
// all it said.
func killAfter(t *testing.T, dir string, lines int) []string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), crashDir+"="+dir)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said []string
	for in := bufio.NewScanner(out); in.Scan(); {
		said = append(said, in.Text())
		if len(said) == lines {
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || stderr.Len() > 0 {
		t.Fatalf("the writer ended with %v: %s", err, stderr.String())
	}
	return said
}
