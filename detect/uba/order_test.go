// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"bytes"
	"cmp"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gambeson/detect"
)

// nervous finds something in nearly any history.
func nervous() Config {
	c := DefaultConfig()
	c.MaxUsers, c.MaxAddresses, c.MaxPerKey = 8, 4, 16
	c.BruteForce = BruteForceConfig{Failures: 2, Window: 2 * time.Hour}
	c.Spray = SprayConfig{Users: 2, Failures: 3, Window: 2 * time.Hour, Share: 0.3}
	c.Travel = TravelConfig{Speed: 900, Distance: 300, Radius: 50, Again: time.Hour}
	c.MFAFatigue = MFAFatigueConfig{Prompts: 2, Window: 2 * time.Hour}
	c.Access = AccessConfig{
		Learn: time.Hour, History: 1, Novel: 5, Daily: 3, PeerBy: []string{"department", "service", "host"}, Peers: 2,
		RareAmong: 2, RareUsers: 1, Window: 12 * time.Hour,
	}
	return c
}

// histories draws histories of a day, with a few users, addresses and hosts.
func histories() *rapid.Generator[[]moment] {
	of := func(list ...string) *rapid.Generator[string] { return rapid.SampledFrom(list) }
	one := rapid.Custom(func(t *rapid.T) moment {
		a := act{
			Kind:    rapid.SampledFrom([]kind{signIn, signIn, signIn, challenge, ticket, call}).Draw(t, "kind"),
			OK:      rapid.Bool().Draw(t, "ok"),
			User:    of("a", "b", "c", "d", "e", "f").Draw(t, "user"),
			Unit:    of("", "x", "x", "y").Draw(t, "unit"),
			Address: of("", "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5").Draw(t, "address"),
			Device:  of("", "p", "q").Draw(t, "device"),
			Host:    of("", "h1", "h2", "h3", "h4").Draw(t, "host"),
			Service: of("", "s1", "s2").Draw(t, "service"), Country: of("", "CH", "AU").Draw(t, "country"),
			Place: rapid.SampledFrom([]*place{nil, zurich(), sydney(), geneva()}).Draw(t, "place"),
		}
		if a.Kind == challenge {
			a.MFA = rapid.SampledFrom([]mfa{prompted, denied, approved}).Draw(t, "mfa")
		}
		return moment{time.Duration(rapid.Int64Range(0, 24*60).Draw(t, "minute")) * time.Minute, a}
	})
	return rapid.SliceOfN(one, 80, 160)
}

// delivery is a room behind a sequencer.
type delivery struct {
	room     *Room
	seq      *detect.Sequencer
	out      detect.Results
	findings [][]byte
	newest   int64
}

func newDelivery(tb rapid.TB, c Config) *delivery {
	d := &delivery{}
	var err error
	if d.room, err = New(Deps{Fields: fieldsOf()}, c); err != nil {
		tb.Fatal(err)
	}
	if d.seq, err = detect.NewSequencer([]detect.Stateful{d.room}, detect.DefaultSequencerConfig()); err != nil {
		tb.Fatal(err)
	}
	return d
}

func (d *delivery) add(o detect.Observation) {
	d.seq.Add(o, &d.out)
	d.newest = max(d.newest, o.Time)
	d.seq.Advance(d.newest, &d.out)
	d.collect()
}

func (d *delivery) collect() {
	for _, f := range d.out.Findings {
		d.findings = append(d.findings, f.AppendOCSF(nil))
	}
	d.out.Reset()
}

func (d *delivery) finish() [][]byte {
	d.seq.Drain(&d.out)
	d.collect()
	return d.findings
}

// restarted goes on in a fresh room, from snapshots.
func (d *delivery) restarted(tb rapid.TB, c Config) *delivery {
	n := newDelivery(tb, c)
	n.findings, n.newest = d.findings, d.newest
	var buf bytes.Buffer
	for _, err := range []error{d.seq.Snapshot(&buf), n.seq.Restore(&buf)} {
		if err != nil {
			tb.Fatal(err)
		}
	}
	buf.Reset()
	for _, err := range []error{d.room.Snapshot(&buf), n.room.Restore(&buf)} {
		if err != nil {
			tb.Fatal(err)
		}
	}
	return n
}

// TestOrder: whatever the order within the lateness bound, whatever comes
// twice, and wherever the process starts again, the findings are the same, and
// none is made twice.
func TestOrder(t *testing.T) {
	c := nervous()
	total := 0
	seen := make(map[string]bool)
	rapid.Check(t, func(rt *rapid.T) {
		list := observations(t, c, histories().Draw(rt, "history"))
		byTime := slices.Clone(list)
		slices.SortStableFunc(byTime, func(a, b detect.Observation) int { return cmp.Compare(a.Time, b.Time) })
		plain := newDelivery(rt, c)
		for _, o := range byTime {
			plain.add(o)
		}
		want := plain.finish()
		shuffled := shuffle(rt, list)
		every := rapid.IntRange(20, 200).Draw(rt, "every")
		d := newDelivery(rt, c)
		for i, o := range shuffled {
			if i%every == every-1 {
				d = d.restarted(rt, c)
			}
			d.add(o)
			if held, most := d.room.Held(), d.room.Cap(); held > most {
				rt.Fatalf("holds %d, the cap is %d", held, most)
			}
		}
		got := d.finish()
		if !slices.EqualFunc(want, got, bytes.Equal) {
			rt.Fatalf("in order:\n%s\nin another:\n%s", bytes.Join(want, []byte("\n")), bytes.Join(got, []byte("\n")))
		}
		ids := make(map[string]bool)
		for _, f := range want {
			if id := string(f); ids[id] {
				rt.Fatalf("made twice: %s", id)
			}
			ids[string(f)] = true
			seen[analyticOf(f)] = true
		}
		total += len(want)
	})
	if len(seen) < 7 {
		t.Errorf("the histories of the test gave %d findings of %v: want all analytics", total, seen)
	}
}

// shuffle draws an order in which none is behind another by more than the
// lateness bound, with some twice.
func shuffle(rt *rapid.T, list []detect.Observation) []detect.Observation {
	bound := detect.DefaultSequencerConfig().Lateness * 1e9
	type delayed struct {
		o  detect.Observation
		at int64
	}
	var all []delayed
	for _, o := range list {
		at := o.Time + rapid.Int64Range(0, bound-1).Draw(rt, "delay")
		all = append(all, delayed{o, at})
		if rapid.Bool().Draw(rt, "twice") {
			all = append(all, delayed{o, at + rapid.Int64Range(0, bound).Draw(rt, "after")})
		}
	}
	slices.SortStableFunc(all, func(a, b delayed) int { return cmp.Compare(a.at, b.at) })
	out := make([]detect.Observation, len(all))
	for i, x := range all {
		out[i] = x.o
	}
	return out
}

func analyticOf(finding []byte) string {
	_, rest, _ := bytes.Cut(finding, []byte(`"analytic":{"uid":"`))
	uid, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(uid)
}
