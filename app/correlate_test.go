// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gambeson/app/demo"
	"gambeson/cases"
	"gambeson/correlate"
	"gambeson/detect"
	"gambeson/event"
	"gambeson/ingest/file"
	"gambeson/normalize"
)

// TestDemoIsOneCase correlates what is found in the demo's day: the intrusion
// goes over many sources and is one case, with nothing else in it.
func TestDemoIsOneCase(t *testing.T) {
	params := demo.DefaultParams()
	params.Events = demo.MinEvents
	dir := t.TempDir()
	export, err := demo.NewExport(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(demo.Generate(t.Context(), params, export.Write), export.Close()); err != nil {
		t.Fatal(err)
	}
	findings, sessions := findAndFollow(t, dir)
	all, in := correlateAll(t, findings, sessions)
	truth := readTruth(t, dir)
	intrusion := map[event.ID]bool{}
	mixed := map[event.ID]bool{}
	for _, f := range findings {
		attack := slices.ContainsFunc(f.Evidence, func(e event.Evidence) bool { return truth[e.Event] })
		if id := in(f.ID); attack {
			intrusion[id] = true
		} else {
			mixed[id] = true
		}
	}
	for _, x := range all {
		t.Logf("case of %d findings: %q about %v", x.Findings, x.Title, x.Entities)
	}
	if len(intrusion) != 1 {
		t.Fatalf("the intrusion is %d cases, want 1", len(intrusion))
	}
	for id := range intrusion {
		x := all[id]
		if mixed[id] {
			t.Error("the intrusion's case has a finding about something else")
		}
		if len(x.Techniques) < 8 || len(x.Sources) < 4 {
			t.Errorf("the case has the techniques %v of the sources %v, want 8 of 4 at least", x.Techniques, x.Sources)
		}
	}
}

// correlateAll makes cases of findings, and says which case each is in.
func correlateAll(t *testing.T, findings []*event.Finding, sessions []correlate.Session) (map[event.ID]*cases.Case, func(event.ID) event.ID) {
	t.Helper()
	c, err := correlate.New(correlate.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	all, in, into := map[event.ID]*cases.Case{}, map[event.ID]event.ID{}, map[event.ID]event.ID{}
	for _, f := range findings {
		for len(sessions) > 0 && sessions[0].Time <= f.Last {
			c.Session(&sessions[0])
			sessions = sessions[1:]
		}
		step := c.Finding(f)
		in[f.ID] = step.Case
		if step.Opens {
			all[step.Case] = cases.Open(f, 1)
			continue
		}
		for _, id := range step.Merges {
			all[step.Case].Absorb(all[id], 1)
			into[id] = step.Case
		}
		all[step.Case].Join(f, 1)
	}
	return all, func(f event.ID) event.ID {
		id := in[f]
		for into[id] != (event.ID{}) {
			id = into[id]
		}
		return id
	}
}

// readTruth returns the records of the intrusion.
func readTruth(t *testing.T, dir string) map[event.ID]bool {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, demo.TruthFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[event.ID]bool{}
	for dec := json.NewDecoder(f); dec.More(); {
		var x struct {
			Path   string
			Record uint64
		}
		if err := dec.Decode(&x); err != nil {
			t.Fatal(err)
		}
		out[event.PositionID(DefaultConfig().Tenant, filepath.Join(dir, x.Path), "", x.Record)] = true
	}
	return out
}

// findAndFollow returns the findings and the sessions in the logs below dir, in
// event-time order.
func findAndFollow(t *testing.T, dir string) ([]*event.Finding, []correlate.Session) {
	t.Helper()
	set, err := loadRules(nil, true)
	if err != nil {
		t.Fatal(err)
	}
	config := DefaultConfig()
	e, err := newEngine(&config, engineOptions{rules: set, own: true, log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	seq, err := detect.NewSequencer(e.stateful(), config.Detect.Sequencer)
	if err != nil {
		t.Fatal(err)
	}
	var results, late detect.Results
	var sessions []correlate.Session
	status, inspectors, x := e.fields.OCSF("status_id"), e.inspectors(), event.New(e.fields)
	read := func(in file.Stream) error {
		records, err := normalize.Open(in.Reader, e.stream)
		if err != nil {
			return err
		}
		n, err := normalize.New(e.formats, "")
		if err != nil {
			return err
		}
		for {
			number, err := records.Next(x)
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			x.Tenant, x.Source = config.Tenant, in.Path
			x.ID = event.PositionID(x.Tenant, in.Path, "", uint64(number))
			if err := n.Normalize(x); err != nil {
				return err
			}
			for _, i := range inspectors {
				i.Inspect(x, &results)
			}
			if s, ok := correlate.SessionOf(x, status); ok {
				sessions = append(sessions, s)
			}
		}
	}
	err = file.Walk(t.Context(), []string{dir}, func(in file.Input) error {
		if in.Err != nil || in.Path == dir+"/"+demo.TruthFile {
			return in.Err
		}
		return in.Each(t.Context(), read)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range results.Observations {
		seq.Add(o, &late)
	}
	seq.Drain(&late)
	findings := slices.Concat(results.Findings, late.Findings)
	slices.SortFunc(findings, func(a, b *event.Finding) int {
		return cmp.Or(cmp.Compare(a.Last, b.Last), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	slices.SortStableFunc(sessions, func(a, b correlate.Session) int { return cmp.Compare(a.Time, b.Time) })
	return findings, sessions
}
