// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/app/demo"
	"gambeson/internal/testkit"
)

// params are those of a short day.
func params() demo.Params {
	p := demo.DefaultParams()
	p.Events = demo.MinEvents
	return p
}

func generate(t *testing.T, p demo.Params, sink func(*demo.Record) error) {
	t.Helper()
	if err := demo.Generate(t.Context(), p, sink); err != nil {
		t.Fatal(err)
	}
}

func digest(t *testing.T, p demo.Params) string {
	t.Helper()
	h := sha256.New()
	generate(t, p, func(r *demo.Record) error { return hashRecord(h, r) })
	return hex.EncodeToString(h.Sum(nil))
}

func hashRecord(h hash.Hash, r *demo.Record) error {
	_, err := fmt.Fprintf(h, "%s %d %s %s\n", r.Source, r.Time, r.Technique, r.Raw)
	return err
}

// TestDeterminism compares the day's hash with the one that is written down:
// who changes the scenario, changes it for all.
func TestDeterminism(t *testing.T) {
	p := params()
	got := digest(t, p)
	golden := filepath.Join("testdata", "seed1.sha256")
	if testkit.Update() {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(bytes.TrimSpace(want)), got); diff != "" {
		t.Errorf("another day than before (-want +got):\n%s", diff)
	}
	p.Seed++
	if digest(t, p) == got {
		t.Error("another seed makes the same day")
	}
}

// TestRecords checks what every reader relies on: the order, the form, the
// number, and that the intrusion touches what it says.
func TestRecords(t *testing.T) {
	p := params()
	count, last := 0, int64(0)
	sources := make(map[demo.Source]int)
	steps := make(map[string]int)
	touched := make(map[demo.Source]bool)
	generate(t, p, func(r *demo.Record) error {
		count++
		sources[r.Source]++
		if r.Time < last {
			t.Fatalf("record %d of %s is %s late", count, r.Source, time.Duration(last-r.Time))
		}
		last = r.Time
		if r.Technique != "" {
			steps[r.Step]++
			touched[r.Source] = true
		}
		switch r.Source {
		case demo.Okta, demo.Windows, demo.Kubernetes, demo.CloudTrail:
			if !json.Valid(r.Raw) {
				t.Fatalf("%s: no JSON: %s", r.Source, r.Raw)
			}
		case demo.Syslog, demo.Gateway:
			if bytes.IndexByte(r.Raw, '\n') >= 0 {
				t.Fatalf("%s: several lines: %q", r.Source, r.Raw)
			}
		case demo.Audit:
			if !bytes.HasPrefix(r.Raw, []byte("node=")) || !bytes.Contains(r.Raw, []byte("\nnode=build01 type=EOE")) {
				t.Fatalf("%s: no event: %q", r.Source, r.Raw)
			}
		}
		return nil
	})
	if count < p.Events || count > p.Events*5/4+5000 {
		t.Errorf("%d records, %d are asked for", count, p.Events)
	}
	for _, s := range demo.Sources() {
		if sources[s] < p.Events/500 {
			t.Errorf("%s: only %d records", s, sources[s])
		}
	}
	for _, s := range demo.Steps() {
		if steps[s.Name] == 0 {
			t.Errorf("%s: no record", s.Name)
		}
	}
	if len(touched) != len(demo.Sources()) {
		t.Errorf("the intrusion touches %v only", touched)
	}
	if end := p.Start.Add(demo.Day); last < end.Add(-time.Hour).UnixNano() || last > end.Add(time.Hour).UnixNano() {
		t.Errorf("the last record is of %s, the day ends %s", time.Unix(0, last).UTC(), end)
	}
}

// TestNumber checks that a longer day has more of the same and the same intrusion.
func TestNumber(t *testing.T) {
	attack := func(events int) (records int) {
		p := params()
		p.Events = events
		generate(t, p, func(r *demo.Record) error {
			if r.Technique != "" {
				records++
			}
			return nil
		})
		return records
	}
	if short, long := attack(demo.MinEvents), attack(5*demo.MinEvents); short != long {
		t.Errorf("%d records of the intrusion in a short day, %d in a long one", short, long)
	}
}

func TestGenerateEnds(t *testing.T) {
	full := errors.New("full")
	n := 0
	err := demo.Generate(t.Context(), params(), func(*demo.Record) error {
		n++
		if n == 100 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || n != 100 {
		t.Errorf("%v after %d records", err, n)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(full)
	if err := demo.Generate(ctx, params(), func(*demo.Record) error { return nil }); !errors.Is(err, full) {
		t.Errorf("%v of a cancelled context", err)
	}
	for _, wrong := range []demo.Params{{}, {Events: demo.MinEvents}, {Events: demo.MaxEvents + 1, Start: time.Unix(1, 0)}} {
		if err := demo.Generate(t.Context(), wrong, nil); err == nil {
			t.Errorf("%+v is accepted", wrong)
		}
	}
}

// TestSteps checks the intrusion itself: in order, and of many techniques.
func TestSteps(t *testing.T) {
	steps := demo.Steps()
	if !slices.IsSortedFunc(steps, func(a, b demo.Step) int { return int(a.After - b.After) }) {
		t.Error("the steps are not in the order of time")
	}
	if steps[0].After > 5*time.Minute {
		t.Errorf("the intrusion begins only after %s", steps[0].After)
	}
	techniques := make(map[string]bool)
	for _, s := range steps {
		techniques[s.Technique] = true
	}
	if len(techniques) < 12 {
		t.Errorf("only %d techniques", len(techniques))
	}
}

func BenchmarkGenerate(b *testing.B) {
	b.ReportAllocs()
	p := params()
	records, size := 0, 0
	for b.Loop() {
		err := demo.Generate(b.Context(), p, func(r *demo.Record) error {
			records++
			size += len(r.Raw) + 1
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(size / b.N))
	b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
}
