// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package correlate

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gambeson/cases"
	"gambeson/event"
)

// input is a finding or a session.
type input struct {
	finding *event.Finding
	session *Session
}

func (c *Correlator) take(in input) (step cases.Step) {
	if in.session != nil {
		c.Session(in.session)
		return step
	}
	return c.Finding(in.finding)
}

// drawInputs draws a stream about few things, so that they meet.
func drawInputs(r *rapid.T) []input {
	var out []input
	for n := range rapid.IntRange(1, 60).Draw(r, "inputs") {
		at := int64(rapid.IntRange(0, 3000).Draw(r, "at")) * int64(time.Minute)
		var entities []event.FindingEntity
		add := func(kind event.EntityKind, role event.Role, prefix string) {
			if v := rapid.IntRange(0, 12).Draw(r, prefix); v < 6 {
				entities = append(entities, event.FindingEntity{Kind: kind, Role: role, Value: prefix + fmt.Sprint(v)})
			}
		}
		add(event.User, event.Target, "user")
		add(event.User, event.Target, "")
		add(event.Host, event.Device, "host")
		add(event.Address, event.Source, "10.0.0.")
		if rapid.IntRange(0, 3).Draw(r, "kind") == 0 {
			out = append(out, input{session: &Session{Tenant: "acme", Time: at, Entities: entities}})
			continue
		}
		out = append(out, input{finding: newFinding(n, fmt.Sprint("r", rapid.IntRange(0, 2).Draw(r, "rule")), at, entities)})
	}
	return out
}

func small(c *Config) { c.MaxFanout, c.MaxEntities, c.MaxHosts, c.MaxSessions = 3, 24, 4, 3 }

// TestPartition checks what everybody who applies steps relies on: a step names
// a case that is open and was not merged, merges are cases that are, younger
// than theirs, and an opened case has the finding's id.
func TestPartition(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := newTest(t, small)
		age := map[event.ID]int{} // of those that are there
		for n, in := range drawInputs(r) {
			step := c.take(in)
			if in.finding == nil {
				continue
			}
			if step.Opens {
				if step.Case != in.finding.ID || len(step.Merges) > 0 {
					t.Fatalf("input %d: opens %+v", n, step)
				}
				age[step.Case] = n
				continue
			}
			at, there := age[step.Case]
			if !there {
				t.Fatalf("input %d joins a case that is not there: %+v", n, step)
			}
			for _, id := range step.Merges {
				younger, there := age[id]
				if !there || younger <= at {
					t.Fatalf("input %d merges %s: %+v", n, id, step)
				}
				delete(age, id)
			}
			entities, hosts := c.Held()
			if entities > c.config.MaxEntities || hosts > c.config.MaxHosts {
				t.Fatalf("%d entities and %d hosts are held", entities, hosts)
			}
		}
	})
}

// TestSnapshotChangesNothing interrupts a stream anywhere.
func TestSnapshotChangesNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		inputs := drawInputs(r)
		cut := rapid.IntRange(0, len(inputs)).Draw(r, "cut")
		plain, restored := newTest(t, small), newTest(t, small)
		for _, in := range inputs[:cut] {
			plain.take(in)
		}
		var saved, again bytes.Buffer
		if err := plain.Snapshot(&saved); err != nil {
			t.Fatal(err)
		}
		if err := restored.Restore(bytes.NewReader(saved.Bytes())); err != nil {
			t.Fatal(err)
		}
		if err := restored.Snapshot(&again); err != nil || !bytes.Equal(saved.Bytes(), again.Bytes()) {
			t.Fatalf("restored:\n%s\nsaved:\n%s", again.String(), saved.String())
		}
		for _, in := range inputs[cut:] {
			if d := cmp.Diff(plain.take(in), restored.take(in)); d != "" {
				t.Fatalf("the next step (-plain +restored):\n%s", d)
			}
		}
	})
}

// TestTwice: a finding that comes again goes to the case of the first time, or
// to the one that took it in.
func TestTwice(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := newTest(t, nil)
		for _, in := range drawInputs(r) {
			step := c.take(in)
			if in.finding == nil {
				continue
			}
			again := c.take(in)
			if again.Opens || again.Case != step.Case || len(again.Merges) > 0 {
				t.Fatalf("first %+v, then %+v", step, again)
			}
		}
	})
}

func FuzzRestore(f *testing.F) {
	c := newTest(f, small)
	c.Session(&Session{Tenant: "acme", Time: 1, Entities: parseEntities(f, []string{"user=alice", "user=1001", "host=h", "src=10.0.0.1"})})
	c.Finding(newFinding(1, "r", 1, parseEntities(f, []string{"user=alice", "host=h"})))
	var saved bytes.Buffer
	if err := c.Snapshot(&saved); err != nil {
		f.Fatal(err)
	}
	f.Add(saved.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		c := newTest(t, small)
		if c.Restore(bytes.NewReader(data)) != nil {
			return
		}
		c.Finding(newFinding(2, "r", 2, parseEntities(t, []string{"user=alice", "host=h", "src=10.0.0.1"})))
		if entities, hosts := c.Held(); entities > c.config.MaxEntities || hosts > c.config.MaxHosts {
			t.Errorf("%d entities and %d hosts are held", entities, hosts)
		}
	})
}

func BenchmarkFinding(b *testing.B) {
	c := newTest(b, nil)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		c.Finding(newFinding(n, "r", int64(n)*1e9, []event.FindingEntity{
			{Kind: event.User, Role: event.Actor, Value: fmt.Sprint("user", n%5000)}, {Kind: event.Host, Role: event.Device, Value: fmt.Sprint("host", n%3000)},
			{Kind: event.Address, Role: event.Source, Value: "10.0.0.1"}, {Kind: event.File, Role: event.Target, Value: `C:\x.exe`},
		}))
	}
}

func BenchmarkSnapshot(b *testing.B) {
	c := newTest(b, nil)
	for n := range 100_000 {
		c.Finding(newFinding(n, "r", int64(n)*1e9, []event.FindingEntity{{Kind: event.User, Role: event.Actor, Value: fmt.Sprint("user", n)}}))
	}
	var buf bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		buf.Reset()
		if err := c.Snapshot(&buf); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(buf.Len()))
}
