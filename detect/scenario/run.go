// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package scenario

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gambeson/detect"
	"gambeson/event"
)

// A Record is a record of a scenario on its way to a detector.
type Record struct {
	Source string
	Number int
	Raw    []byte
}

// A Reader turns the records of a scenario into events: the formats are not
// detection's to know.
type Reader interface {
	// Records cuts the source into records.
	Records(s Source) ([]Record, error)
	// Read resets e to the event of r, with the identity that a scan would give.
	Read(e *event.Event, r Record) error
	// NewEvent returns an event for Read.
	NewEvent() *event.Event
}

// A Run is a room at work on records.
type Run struct {
	reader    Reader
	room      detect.Room
	inspector detect.Inspector
	seq       *detect.Sequencer
	event     *event.Event
	out       detect.Results
	newest    int64
	found     map[event.ID]*event.Finding
}

// Room returns the room at work.
func (r *Run) Room() detect.Room { return r.room }

// Continue makes r go on where old is: with its findings, and with the state
// that snapshots of old's sequencer and room hold. r must be fresh, over a room
// like old's.
func (r *Run) Continue(old *Run) error {
	r.newest, r.found = old.newest, old.found
	var buf bytes.Buffer
	if err := old.seq.Snapshot(&buf); err != nil {
		return err
	}
	if err := r.seq.Restore(&buf); err != nil {
		return err
	}
	from, ok := old.room.(detect.Stateful)
	if !ok {
		return nil
	}
	to, ok := r.room.(detect.Stateful)
	if !ok {
		return fmt.Errorf("room %s keeps state, room %s does not", from.Name(), r.room.Name())
	}
	buf.Reset()
	if err := from.Snapshot(&buf); err != nil {
		return err
	}
	return to.Restore(&buf)
}

// NewRun returns a run of room, which must be fresh.
func NewRun(reader Reader, room detect.Room) (*Run, error) {
	r := &Run{reader: reader, room: room, inspector: room.Inspector(), event: reader.NewEvent(), found: make(map[event.ID]*event.Finding)}
	var err error
	r.seq, err = detect.NewSequencer(stateful(room), detect.DefaultSequencerConfig())
	return r, err
}

func stateful(room detect.Room) []detect.Stateful {
	if s, ok := room.(detect.Stateful); ok {
		return []detect.Stateful{s}
	}
	return nil
}

// Deliver hands the record to the room.
func (r *Run) Deliver(x Record) error {
	if err := r.reader.Read(r.event, x); err != nil {
		return fmt.Errorf("%s:%d: %w", x.Source, x.Number, err)
	}
	r.out.Reset()
	r.inspector.Inspect(r.event, &r.out)
	observations := slices.Clone(r.out.Observations)
	r.collect()
	for _, o := range observations {
		r.seq.Add(o, &r.out)
	}
	r.newest = max(r.newest, r.event.Time)
	r.seq.Advance(r.newest, &r.out)
	r.collect()
	return nil
}

// Finish judges what waits and returns all findings, each once, sorted by
// time, then id.
func (r *Run) Finish() []*event.Finding {
	r.seq.Drain(&r.out)
	r.collect()
	var all []*event.Finding
	for _, f := range r.found {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *event.Finding) int {
		return cmp.Or(cmp.Compare(a.Last, b.Last), cmp.Compare(a.ID.String(), b.ID.String()))
	})
	return all
}

func (r *Run) collect() {
	for _, f := range r.out.Findings {
		r.found[f.ID] = f
	}
	r.out.Reset()
}

// Lines lists findings as the file findings of a scenario does, sorted.
func Lines(findings []*event.Finding) []string {
	out := []string{}
	for _, f := range findings {
		at := make([]string, len(f.Evidence))
		for i, x := range f.Evidence {
			at[i] = fmt.Sprintf("%s:%d", x.Source, x.Record)
		}
		out = append(out, f.Analytic.UID+" "+strings.Join(at, ","))
	}
	slices.Sort(out)
	return out
}

// Check runs the scenario against room and returns what is wrong, nothing
// where all is as wanted. analytics are the ids under test, for match files.
func (s *Scenario) Check(reader Reader, room detect.Room, analytics []string) ([]string, error) {
	run, err := NewRun(reader, room)
	if err != nil {
		return nil, err
	}
	var records []Record
	for _, src := range s.Sources {
		rs, err := reader.Records(src)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Path, err)
		}
		records = append(records, rs...)
	}
	for _, x := range records {
		if err := run.Deliver(x); err != nil {
			return nil, fmt.Errorf("%s: %w", s.Path, err)
		}
	}
	return s.compare(Lines(run.Finish()), records, analytics), nil
}

// compare holds the found lines against the wanted.
func (s *Scenario) compare(got []string, records []Record, analytics []string) []string {
	wanted := slices.Clone(s.Findings)
	for _, x := range records {
		if (Source{Name: x.Source}).Match() {
			for _, a := range analytics {
				wanted = append(wanted, fmt.Sprintf("%s %s:%d", a, x.Source, x.Number))
			}
		}
	}
	var problems []string
	for _, w := range wanted {
		if !slices.Contains(got, w) {
			problems = append(problems, "not found: "+w)
		}
	}
	for _, g := range got {
		if !slices.Contains(wanted, g) {
			problems = append(problems, "found, but not wanted: "+g)
		}
	}
	return problems
}
