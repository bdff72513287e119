// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// recorder is a room that writes down what it observes.
type recorder struct{ seen []Observation }

func (*recorder) Name() string                        { return "recorder" }
func (*recorder) Inspector() Inspector                { return nil }
func (r *recorder) Observe(o Observation, _ *Results) { r.seen = append(r.seen, o) }
func (*recorder) Snapshot(io.Writer) error            { return nil }
func (*recorder) Restore(io.Reader) error             { return nil }
func (r *recorder) Held() int                         { return len(r.seen) }
func (*recorder) Cap() int                            { return 1 << 20 }

// said lists the keys of what was observed, with a mark on what was late.
func (r *recorder) said() string {
	var all []string
	for _, o := range r.seen {
		key := o.Key
		if o.Late {
			key += "!"
		}
		all = append(all, key)
	}
	return strings.Join(all, " ")
}

// at is the observation key at so many seconds.
func at(key string, seconds int64) Observation {
	o := Observation{Room: "recorder", Key: key, Time: seconds * 1e9}
	copy(o.Of.Event[:], key) // the order of ids is that of keys
	return o
}

func newSequencer(tb rapid.TB, c SequencerConfig) (*Sequencer, *recorder) {
	r := &recorder{}
	s, err := NewSequencer([]Stateful{r}, c)
	if err != nil {
		tb.Fatal(err)
	}
	return s, r
}

func TestSequencer(t *testing.T) {
	var out Results
	s, r := newSequencer(t, SequencerConfig{Lateness: 10, MaxPending: 100})
	steps := []struct {
		add  []Observation
		now  int64
		want string
	}{
		{[]Observation{at("c", 103), at("a", 101), at("b", 102)}, 103, ""},
		{nil, 112, "a"}, // the watermark is at 102: b is not behind it
		{[]Observation{at("d", 102)}, 113, "a b d"},                 // d came after b and has its time
		{[]Observation{at("a", 101), at("c", 103)}, 114, "a b d c"}, // each once
		{[]Observation{at("x", 50)}, 114, "a b d c x!"},             // too late, and taken
		{[]Observation{at("x", 50)}, 123, "a b d c x!"},             // once, too
		{[]Observation{at("e", 130)}, 100, "a b d c x!"},            // the watermark does not go back
	}
	for i, step := range steps {
		for _, o := range step.add {
			s.Add(o, &out)
		}
		s.Advance(step.now*1e9, &out)
		if got := r.said(); got != step.want {
			t.Fatalf("step %d: observed %q, want %q", i, got, step.want)
		}
	}
	s.Drain(&out)
	if got := r.said(); !strings.HasSuffix(got, " e") {
		t.Errorf("drained: %q", got)
	}
}

// Beyond the cap the oldest is judged early, and counted.
func TestSequencerCap(t *testing.T) {
	var out Results
	s, r := newSequencer(t, SequencerConfig{Lateness: 10, MaxPending: 2})
	for _, o := range []Observation{at("b", 2), at("c", 3), at("a", 1), at("d", 4)} {
		s.Add(o, &out)
	}
	if got := r.said(); got != "a b" || s.Early() != 2 {
		t.Errorf("observed %q, %d early; want \"a b\", 2", got, s.Early())
	}
}

// TestSequencerBeyondCap: whatever the order and the cap, each is observed once, in order or marked late, and no more
// wait than may.
func TestSequencerBeyondCap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := SequencerConfig{Lateness: 10, MaxPending: rapid.IntRange(1, 8).Draw(t, "cap")}
		s, r := newSequencer(t, c)
		var out Results
		seconds := rapid.SliceOfN(rapid.Int64Range(0, 100), 1, 60).Draw(t, "seconds")
		for i, second := range seconds {
			o := at(strconv.Itoa(i), second)
			s.Add(o, &out)
			if rapid.Bool().Draw(t, "advance") {
				s.Advance(o.Time, &out)
			}
			if len(s.pending) > c.MaxPending || len(s.seen) != len(s.pending) || len(s.recent) > c.MaxPending {
				t.Fatalf("%d wait, %d and %d are known, at most %d", len(s.pending), len(s.seen), len(s.recent), c.MaxPending)
			}
			if i == len(seconds)/2 {
				s, r = restarted(t, s, r, c)
			}
		}
		s.Drain(&out)
		if len(r.seen) != len(seconds) {
			t.Fatalf("%d observed of %d", len(r.seen), len(seconds))
		}
		newest := int64(0)
		for _, o := range r.seen {
			if o.Time < newest && !o.Late {
				t.Fatalf("observed %q: %s is out of order and not marked", r.said(), o.Key)
			}
			newest = max(newest, o.Time)
		}
	})
}

// An observation of a room that is not there is dropped when its time comes.
func TestSequencerUnknownRoom(t *testing.T) {
	var out Results
	s, r := newSequencer(t, DefaultSequencerConfig())
	o := at("a", 1)
	o.Room = "other"
	s.Add(o, &out)
	s.Drain(&out)
	if len(r.seen) != 0 {
		t.Errorf("observed %q", r.said())
	}
}

// TestSequencerOrder: whatever the order within the bound, the copies and the
// restarts, what is observed is each once, in the order of time.
func TestSequencerOrder(t *testing.T) {
	c := SequencerConfig{Lateness: 10, MaxPending: 1000}
	rapid.Check(t, func(t *rapid.T) {
		var list []Observation
		for i, second := range rapid.SliceOfN(rapid.Int64Range(0, 100), 1, 60).Draw(t, "seconds") {
			list = append(list, at(strconv.Itoa(i), second))
		}
		type sent struct {
			o  Observation
			at int64
		}
		var all []sent
		for _, o := range list {
			all = append(all, sent{o, o.Time + rapid.Int64Range(0, 10e9-1).Draw(t, "delay")})
			for range rapid.IntRange(0, 2).Draw(t, "copies") {
				all = append(all, sent{o, all[len(all)-1].at + rapid.Int64Range(0, 5e9).Draw(t, "after")})
			}
		}
		slices.SortStableFunc(all, func(a, b sent) int { return cmp.Compare(a.at, b.at) })
		every := rapid.IntRange(1, 30).Draw(t, "every")
		var out Results
		s, r := newSequencer(t, c)
		newest := int64(0)
		for i, x := range all {
			if i%every == every-1 {
				s, r = restarted(t, s, r, c)
			}
			s.Add(x.o, &out)
			newest = max(newest, x.o.Time)
			s.Advance(newest, &out)
		}
		s.Drain(&out)
		slices.SortFunc(list, func(a, b Observation) int { return compareObservations(&a, &b) })
		if d := gocmp.Diff(list, r.seen); d != "" {
			t.Fatalf("(-want +observed)\n%s", d)
		}
	})
}

func restarted(t *rapid.T, s *Sequencer, r *recorder, c SequencerConfig) (*Sequencer, *recorder) {
	var first, second bytes.Buffer
	if err := s.Snapshot(&first); err != nil {
		t.Fatal(err)
	}
	n, m := newSequencer(t, c)
	m.seen = r.seen
	data := bytes.Clone(first.Bytes())
	if err := n.Restore(&first); err != nil {
		t.Fatal(err)
	}
	if err := n.Snapshot(&second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(data, second.Bytes()) {
		t.Fatal("restored and snapshotted again: other bytes")
	}
	return n, m
}

func TestSequencerRestoreRefused(t *testing.T) {
	var out Results
	s, r := newSequencer(t, DefaultSequencerConfig())
	s.Add(at("a", 1), &out)
	for _, text := range []string{"", "memory", strings.Repeat("\xff", 100)} {
		if err := s.Restore(strings.NewReader(text)); !errors.Is(err, ErrSnapshot) {
			t.Errorf("%q: error %v, want %v", text, err, ErrSnapshot)
		}
	}
	s.Drain(&out)
	if r.said() != "a" {
		t.Errorf("after the refusals observed %q, want a", r.said())
	}
}

// FuzzSequencerRestore: whatever is restored, the sequencer goes on.
func FuzzSequencerRestore(f *testing.F) {
	var out Results
	var good bytes.Buffer
	s, _ := newSequencer(f, DefaultSequencerConfig())
	s.Add(at("a", 1), &out)
	s.Add(at("b", 2000), &out)
	s.Advance(2000e9, &out)
	if err := s.Snapshot(&good); err != nil {
		f.Fatal(err)
	}
	f.Add(good.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		s, _ := newSequencer(t, SequencerConfig{Lateness: 10, MaxPending: 2})
		if s.Restore(bytes.NewReader(data)) != nil {
			return
		}
		var out Results
		s.Add(at("c", 3), &out)
		s.Advance(4e9, &out)
		s.Drain(&out)
		if len(s.pending) != 0 || len(s.seen) != 0 {
			t.Errorf("%d wait after the drain, %d are known to", len(s.pending), len(s.seen))
		}
	})
}

func TestSequencerConfig(t *testing.T) {
	for _, c := range []SequencerConfig{{Lateness: -1, MaxPending: 1}, {MaxPending: 0}} {
		if _, err := NewSequencer(nil, c); err == nil {
			t.Errorf("%+v was accepted", c)
		}
	}
}

// BenchmarkSequencer measures an observation through the sequencer while a
// lateness full of others waits, the watermark moving with each.
func BenchmarkSequencer(b *testing.B) {
	s, r := newSequencer(b, DefaultSequencerConfig())
	var out Results
	b.ReportAllocs()
	var o Observation
	i := int64(0)
	for b.Loop() {
		o = Observation{Room: "recorder", Time: i * 1e7} // 60,000 in ten minutes
		o.Of.Event[0], o.Of.Event[1], o.Of.Event[2], o.Of.Event[3] = byte(i), byte(i>>8), byte(i>>16), byte(i>>24)
		s.Add(o, &out)
		s.Advance(o.Time, &out)
		r.seen = r.seen[:0]
		i++
	}
}
