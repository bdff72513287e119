// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/bus"
	"gambeson/event"
)

// mended is the stage of a program whose parser reads what words cannot, and
// finds that it is bad.
type mended struct{}

func (mended) Process(b *event.Batch, out *Output) {
	words{}.Process(b, out)
	out.DeadLetters = out.DeadLetters[:0]
	for i, r := range b.Records {
		id := b.EventID(i)
		key, word, _ := strings.Cut(string(r.Data), " ")
		if word == "broken" {
			out.Findings = append(out.Findings, &event.Finding{ID: event.FindingID("bad", "1", id), Message: string(r.Data)})
			out.Observations = append(out.Observations, Observation{Key: key, Data: fmt.Appendf(nil, "%s again %d", key, r.Position), Event: id})
		}
	}
}

// logIndex knows what is in a log.
type logIndex struct {
	letters  map[event.ID]bool
	findings map[event.ID]bool
}

func (x *logIndex) Letters(_ context.Context, _ string, events []event.ID) (map[event.ID]bool, error) {
	out := map[event.ID]bool{}
	for _, id := range events {
		if waits, ok := x.letters[id]; ok {
			out[id] = waits
		}
	}
	return out, nil
}

func (x *logIndex) Findings(_ context.Context, _ string, ids []event.ID) (map[event.ID]bool, error) {
	out := map[event.ID]bool{}
	for _, id := range ids {
		if x.findings[id] {
			out[id] = true
		}
	}
	return out, nil
}

// all reads a whole shard.
func all(t *testing.T, log bus.Log, shard bus.Shard) []bus.Message {
	t.Helper()
	stats, err := log.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(stats, func(s bus.Stats) bool { return s.Shard == shard })
	if i < 0 || stats[i].First > stats[i].Last {
		return nil
	}
	var out []bus.Message
	for after := stats[i].First - 1; after < stats[i].Last; after = out[len(out)-1].Position {
		messages, err := log.Read(t.Context(), shard, after, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, messages...)
	}
	return out
}

func indexOf(t *testing.T, log bus.Log) *logIndex {
	t.Helper()
	x := &logIndex{letters: map[event.ID]bool{}, findings: map[event.ID]bool{}}
	for _, m := range all(t, log, bus.Shard{Stream: bus.DeadLetter}) {
		letters, err := DeadLetters(m.Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range letters {
			x.letters[d.Event] = true
		}
	}
	for _, m := range all(t, log, bus.Shard{Stream: bus.Finding}) {
		found, err := ParseFound(m.Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found.Findings {
			x.findings[f.ID] = true
		}
	}
	return x
}

// readAgain processes all of raw/0 again, as a process that goes on behind the
// last step whenever it dies, and returns what was read that waited.
func readAgain(t *testing.T, log bus.Log, index *logIndex, lives []int64) []event.ID {
	t.Helper()
	raw := all(t, log, bus.Shard{Stream: bus.Raw})
	a := Again{ID: "1", Tenant: "t", From: 1, To: 2, Shard: bus.Shard{Stream: bus.Raw}, Through: raw[len(raw)-1].Position}
	var read []event.ID
	for life := 0; ; life++ {
		left := &atomic.Int64{}
		left.Store(1 << 40)
		if life < len(lives) {
			left.Store(lives[life])
		}
		d := deps(t, mortal{log, left}, t.TempDir())
		d.Stage = func() (Stage, error) { return mended{}, nil }
		c := config(1)
		c.ReadBytes = 64 << 10
		p, err := New(d, c)
		if err != nil {
			t.Fatal(err)
		}
		err = p.ReadAgain(t.Context(), a, index, func(s AgainStep) error {
			a.After = s.Done
			read = append(read, s.Read...)
			for _, id := range s.Read {
				index.letters[id] = false
			}
			return nil
		})
		if err == nil {
			return read
		}
		if !errors.Is(err, errDied) {
			t.Fatal(err)
		}
	}
}

// TestReadAgain: after the parser was mended only what is new appears, once,
// whenever the process dies.
func TestReadAgain(t *testing.T) {
	for name, lives := range map[string][]int64{"undisturbed": nil, "with deaths": {0, 3, 7, 12}} {
		t.Run(name, func(t *testing.T) {
			log := open(t, 1, 30)
			if err := runToEnd(t, log, deps(t, log, t.TempDir()), 1); err != nil {
				t.Fatal(err)
			}
			index := indexOf(t, log)
			before := len(findings(t, log))
			told := len(observations(t, log))
			waiting := len(index.letters)
			if waiting < 10 || before < 10 {
				t.Fatalf("%d dead letters, %d findings", waiting, before)
			}
			read := readAgain(t, log, index, lives)
			if len(read) != waiting {
				t.Errorf("%d of %d dead letters can be read", len(read), waiting)
			}
			if err := runToEnd(t, log, deps(t, log, t.TempDir()), 1); err != nil { // the judges take what is new
				t.Fatal(err)
			}
			var again []string
			for _, f := range findings(t, log) {
				if strings.HasSuffix(f, "broken") {
					again = append(again, f)
				}
			}
			if len(again) != waiting {
				t.Errorf("%d findings of what could not be read, want %d", len(again), waiting)
			}
			fresh := observations(t, log)[told:]
			for _, o := range fresh {
				if !strings.Contains(o, "again") {
					t.Errorf("the judge is told twice: %q", o)
				}
			}
			if len(fresh) != waiting {
				t.Errorf("%d observations more, want %d", len(fresh), waiting)
			}
			if n := len(readAgain(t, log, indexOf(t, log), nil)); n != waiting { // by an index that lost the marks
				t.Errorf("%d dead letters the second time", n)
			}
			if d := cmp.Diff(fresh, observations(t, log)[told:]); d != "" {
				t.Errorf("the second time more is appended: %s", d)
			}
		})
	}
}

// observations lists what judges are told, in the order of the log.
func observations(t *testing.T, log bus.Log) []string {
	t.Helper()
	var told []string
	for n := range 2 {
		for _, m := range all(t, log, bus.Shard{Stream: bus.Observation, Number: n}) {
			x, err := decodeObserved(m.Body)
			if err != nil {
				t.Fatal(err)
			}
			for _, data := range x.Data {
				told = append(told, string(data))
			}
		}
	}
	slices.SortStableFunc(told, func(a, b string) int { // what came again is last
		switch x, y := strings.Contains(a, "again"), strings.Contains(b, "again"); {
		case x == y:
			return 0
		case x:
			return 1
		default:
			return -1
		}
	})
	return told
}

// TestReadAgainSelects: other tenants, sources and times are left alone, and
// what was trimmed is passed over.
func TestReadAgainSelects(t *testing.T) {
	log := open(t, 1, 10)
	if err := runToEnd(t, log, deps(t, log, t.TempDir()), 1); err != nil {
		t.Fatal(err)
	}
	raw := bus.Shard{Stream: bus.Raw}
	if err := log.Trim(t.Context(), raw, 4); err != nil {
		t.Fatal(err)
	}
	whole := Again{ID: "1", Tenant: "t", Source: "s0", From: 1, To: 2, Shard: raw, Through: 8}
	for _, c := range []struct {
		name   string
		change func(*Again)
		want   int
	}{
		{"all that is kept", func(*Again) {}, 4 * 5},
		{"another tenant", func(a *Again) { a.Tenant = "other" }, 0},
		{"another source", func(a *Again) { a.Source = "s1" }, 0},
		{"before", func(a *Again) { a.From, a.To = 0, 1 }, 0},
		{"behind", func(a *Again) { a.From, a.To = 2, 9 }, 0},
		{"from a position", func(a *Again) { a.After = 7 }, 5},
		{"nothing", func(a *Again) { a.After = 8 }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := New(deps(t, log, t.TempDir()), config(1))
			if err != nil {
				t.Fatal(err)
			}
			a := whole
			c.change(&a)
			records, done := 0, a.After
			err = p.ReadAgain(t.Context(), a, indexOf(t, log), func(s AgainStep) error {
				records, done = records+s.Records, s.Done
				return nil
			})
			if err != nil || records != c.want || done != 8 {
				t.Errorf("%d records up to %d (%v), want %d up to 8", records, done, err, c.want)
			}
		})
	}
}
