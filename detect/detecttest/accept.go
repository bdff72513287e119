// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package detecttest is the acceptance test of the rooms of detection: [Accept]
// runs a room's scenarios ([gambeson/detect/scenario]) as no single run would.
package detecttest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/detect"
	"gambeson/detect/scenario"
	"gambeson/event"
	"gambeson/internal/testkit"
)

// A New makes the room under test afresh, in its default configuration, and
// what reads records for it. Rules are those that a scenario brings, if any.
type New func(rules map[string][]byte) (scenario.Reader, detect.Room, error)

// permutations is how many orders of delivery Accept tries.
const permutations = 8

// Accept is the acceptance test of a room. It runs all scenarios in the
// folder and shows for each that the wanted findings are made; that the same
// findings, byte for byte, are made when events come in another order or
// several times; that a snapshot taken anywhere and restored into a fresh room
// changes nothing; and that state stays under its cap.
func Accept(t *testing.T, folder string, room New) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Fatalf("no scenario in %s: a room ships with one that finds and one that is benign", folder)
	}
	benign, found := false, false
	for _, p := range paths {
		t.Run(filepath.Base(p), func(t *testing.T) {
			n := room.accept(t, p)
			benign, found = benign || n == 0, found || n > 0
		})
	}
	if !benign || !found {
		t.Errorf("scenarios: benign %v, with findings %v: a room ships with both", benign, found)
	}
}

// accept tests one scenario and returns the number of findings.
func (newRoom New) accept(t *testing.T, path string) int {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse(path, data)
	if err != nil {
		t.Fatal(err)
	}
	reader, _, err := newRoom(s.Rules)
	if err != nil {
		t.Fatal(err)
	}
	var records []scenario.Record
	for _, src := range s.Sources {
		rs, err := reader.Records(src)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, rs...)
	}
	plain := newRoom.deliver(t, s, records, -1)
	if testkit.Update() {
		if err := os.WriteFile(path, s.WithFindings(scenario.Lines(plain)), 0o644); err != nil {
			t.Fatal(err)
		}
		return len(plain)
	}
	if d := cmp.Diff(s.Findings, scenario.Lines(plain)); d != "" {
		t.Errorf("findings (-want +got), -update rewrites them:\n%s", d)
	}
	newRoom.permute(t, s, reader, records, text(plain))
	return len(plain)
}

// permute delivers records in other orders, some of them twice, with a snapshot
// somewhere. Within the lateness bound all give the findings in want. Beyond it
// they may differ, since a verdict is not taken back; but the same order gives
// the same ones, with a snapshot and without.
func (newRoom New) permute(t testing.TB, s *scenario.Scenario, reader scenario.Reader, records []scenario.Record, want string) {
	t.Helper()
	if len(records) == 0 {
		t.Fatal("no records")
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range permutations {
		shuffled := slices.Clone(records)
		for _, x := range records {
			if random.IntN(2) == 0 {
				shuffled = append(shuffled, x) // once more
			}
		}
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		cut := random.IntN(len(shuffled))
		late := text(newRoom.deliver(t, s, shuffled, -1))
		if d := cmp.Diff(late, text(newRoom.deliver(t, s, shuffled, cut))); d != "" {
			t.Errorf("order %d, beyond the lateness: other findings after a snapshot:\n%s", i, d)
		}
		shuffled = withinLateness(t, reader, shuffled)
		if d := cmp.Diff(want, text(newRoom.deliver(t, s, shuffled, cut))); d != "" {
			t.Errorf("order %d, snapshot after %d: other findings:\n%s", i, cut, d)
		}
	}
}

// deliver runs the records through a fresh room; after the record with index
// cut it goes on with a room restored from a snapshot.
func (newRoom New) deliver(t testing.TB, s *scenario.Scenario, records []scenario.Record, cut int) []*event.Finding {
	t.Helper()
	run := newRoom.start(t, s)
	for i, x := range records {
		if err := run.Deliver(x); err != nil {
			t.Fatal(err)
		}
		if st, ok := run.Room().(detect.Stateful); ok && st.Held() > st.Cap() {
			t.Fatalf("the state holds %d, its cap is %d", st.Held(), st.Cap())
		}
		if i == cut {
			run = newRoom.restart(t, s, run)
		}
	}
	return run.Finish()
}

func (newRoom New) start(t testing.TB, s *scenario.Scenario) *scenario.Run {
	t.Helper()
	reader, room, err := newRoom(s.Rules)
	if err != nil {
		t.Fatalf("new room: %v", err)
	}
	run, err := scenario.NewRun(reader, room)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// restart returns a run of a fresh room that goes on from snapshots of old.
func (newRoom New) restart(t testing.TB, s *scenario.Scenario, old *scenario.Run) *scenario.Run {
	t.Helper()
	run := newRoom.start(t, s)
	if err := run.Continue(old); err != nil {
		t.Fatal(err)
	}
	return run
}

// withinLateness moves records forward until none is behind the newest before
// it by more than the lateness bound.
func withinLateness(t testing.TB, reader scenario.Reader, records []scenario.Record) []scenario.Record {
	t.Helper()
	e := reader.NewEvent()
	times := map[string]int64{}
	key := func(x scenario.Record) string { return fmt.Sprintf("%s:%d", x.Source, x.Number) }
	for _, x := range records {
		if err := reader.Read(e, x); err != nil {
			t.Fatal(err)
		}
		times[key(x)] = e.Time
	}
	bound := detect.DefaultSequencerConfig().Lateness * 1e9
	jitter := rand.New(rand.NewPCG(3, 4))
	due := map[*scenario.Record]int64{}
	order := make([]*scenario.Record, len(records))
	for i := range records {
		order[i] = &records[i]
		due[order[i]] = times[key(records[i])] + jitter.Int64N(bound)
	}
	slices.SortStableFunc(order, func(a, b *scenario.Record) int { return int(min(1, max(-1, due[a]-due[b]))) })
	out := make([]scenario.Record, len(order))
	for i, x := range order {
		out[i] = *x
	}
	return out
}

func text(findings []*event.Finding) string {
	var out []byte
	for _, f := range findings {
		out = append(f.AppendOCSF(out), '\n')
	}
	return string(out)
}
