// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// Params say what is generated. The zero value of no field is valid: begin
// with [DefaultParams].
type Params struct {
	// Seed decides everything that is left to chance.
	Seed uint64
	// Events is the least number of records.
	Events int
	// Start is when the day begins.
	Start time.Time
}

// The bounds of [Params.Events].
const (
	MinEvents = 20_000
	MaxEvents = 50_000_000
)

// DefaultParams returns a Monday of 300,000 records.
func DefaultParams() Params {
	return Params{Seed: 1, Events: 300_000, Start: time.Date(2026, 11, 16, 6, 0, 0, 0, time.UTC)}
}

// Validate returns an error that says what is wrong.
func (p Params) Validate() error {
	if p.Events < MinEvents || p.Events > MaxEvents {
		return fmt.Errorf("%d events are not between %d and %d", p.Events, MinEvents, MaxEvents)
	}
	if p.Start.IsZero() {
		return errors.New("the day has no start")
	}
	return nil
}

// A Record is one record of one source, as the source writes it.
type Record struct {
	// Source is where it comes from.
	Source Source
	// Time is when it happened, in Unix nanoseconds.
	Time int64
	// Raw is the record without a line's end, valid until the sink returns. The
	// lines of one event of the audit system are one record.
	Raw []byte
	// Technique is the ATT&CK technique of a record of the intrusion, empty for
	// all others.
	Technique string
	// Step is the intrusion's step that the record belongs to; see [Steps].
	Step string
}

// Day is how long the scenario is.
const Day = 16 * time.Hour

// slot is the length of time that is planned at once.
const slot = 5 * time.Minute

// Generate makes the records of p in the order of their times and hands them
// to sink, whose error ends it.
func Generate(ctx context.Context, p Params, sink func(*Record) error) error {
	if err := p.Validate(); err != nil {
		return err
	}
	c := newCompany(rand.New(rand.NewPCG(p.Seed, 0)))
	fixed := newPlan(p, c, 1)
	mornings(fixed)
	intrude(fixed)
	slices.SortStableFunc(fixed.steps, byTime)
	g := generator{w: newWriter(p, c), sink: sink}
	work := activities(p.Events)
	for i := range int(Day / slot) {
		from := p.Start.Add(time.Duration(i) * slot)
		plan := newPlan(p, c, uint64(i)+2)
		plan.steps = append(plan.steps, g.late...)
		for len(fixed.steps) > 0 && fixed.steps[0].at < from.Add(slot).UnixNano() {
			plan.steps = append(plan.steps, fixed.steps[0])
			fixed.steps = fixed.steps[1:]
		}
		for k := range work {
			work[k].fill(plan, from)
		}
		if err := g.run(ctx, plan.steps, from.Add(slot).UnixNano()); err != nil {
			return err
		}
	}
	return g.run(ctx, g.late, 1<<63-1)
}

// generator writes planned records.
type generator struct {
	w    *writer
	sink func(*Record) error
	late []step // planned in a slot, but for later than its end
}

// run writes the steps before end and keeps the others.
func (g *generator) run(ctx context.Context, steps []step, end int64) error {
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	slices.SortStableFunc(steps, byTime)
	at, _ := slices.BinarySearchFunc(steps, end, func(s step, t int64) int { return cmp.Compare(s.at, t) })
	for i := range steps[:at] {
		s := &steps[i]
		g.w.begin(s.at)
		s.write(g.w)
		if err := g.sink(&Record{Source: s.source, Time: s.at, Raw: g.w.b, Technique: s.technique, Step: s.name}); err != nil {
			return err
		}
	}
	g.late = slices.Clone(steps[at:])
	return nil
}

func byTime(a, b step) int { return cmp.Compare(a.at, b.at) }
