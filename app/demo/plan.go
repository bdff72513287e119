// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"math"
	"math/rand/v2"
	"time"
)

// Source names a source of records, which is also the folder of its files.
type Source string

// The sources.
const (
	Okta       Source = "okta"
	Windows    Source = "windows"
	Syslog     Source = "linux-syslog"
	Audit      Source = "linux-audit"
	Kubernetes Source = "kubernetes"
	CloudTrail Source = "cloudtrail"
	Gateway    Source = "gateway"
)

// Sources lists all sources.
func Sources() []Source {
	return []Source{Okta, Windows, Syslog, Audit, Kubernetes, CloudTrail, Gateway}
}

// Format is the name of the format that reads the source's records.
func (s Source) Format() string {
	switch s {
	case Syslog:
		return "linux"
	case Audit:
		return "auditd"
	case Kubernetes:
		return "k8saudit"
	case Gateway:
		return "nginx"
	default:
		return string(s)
	}
}

// A step is a record that is planned: what it says is decided when it is
// written, in the order of time.
type step struct {
	at              int64
	source          Source
	write           func(*writer)
	name, technique string // of the intrusion
}

// A plan collects what is to happen.
type plan struct {
	*company
	rng   *rand.Rand
	start time.Time
	steps []step
}

func newPlan(p Params, c *company, stream uint64) *plan {
	return &plan{company: c, rng: rand.New(rand.NewPCG(p.Seed, stream)), start: p.Start}
}

// add plans a record.
func (p *plan) add(at int64, s Source, write func(*writer)) {
	p.steps = append(p.steps, step{at: at, source: s, write: write})
}

// soon returns a time a little after at: some tenths of a second up to most.
func (p *plan) soon(at int64, most time.Duration) int64 {
	return at + 50e6 + p.rng.Int64N(int64(most))
}

// one picks an element of list.
func one[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// chance is true in share of the cases.
func chance(r *rand.Rand, share float64) bool { return r.Float64() < share }

// An activity is what goes on all day: some number of records in each slot,
// more or fewer with the time of day.
type activity struct {
	records float64                   // of the whole day
	curve   func(c time.Time) float64 // relative, over the day
	plan    func(p *plan, at int64)   // plans one or more records
	total   float64                   // of the curve
	owed    float64                   // records that earlier slots left over
}

// fill plans the activity's records of the slot that begins at from.
func (a *activity) fill(p *plan, from time.Time) {
	if a.total == 0 {
		for i := range int(Day / slot) {
			a.total += a.curve(p.start.Add(time.Duration(i) * slot))
		}
	}
	a.owed += a.records * a.curve(from) / a.total
	before := len(p.steps)
	for float64(len(p.steps)-before) < a.owed {
		a.plan(p, from.UnixNano()+p.rng.Int64N(int64(slot)))
	}
	a.owed -= float64(len(p.steps) - before)
}

// always is the curve of machines.
func always(time.Time) float64 { return 1 }

// visitors is the curve of the customers, who are all over Europe and America.
func visitors(t time.Time) float64 {
	hour := float64(t.Hour()) + float64(t.Minute())/60
	return 0.35 + math.Exp(-math.Pow((hour-10)/3, 2)) + 0.9*math.Exp(-math.Pow((hour-18)/3, 2))
}

// atWork is the curve of all offices.
func (c *company) atWork(t time.Time) float64 {
	sum := 0.0
	for _, o := range c.offices {
		sum += o.busy(t) * float64(o.staff)
	}
	return sum
}

// busy is how many of the office's people are at work at t, from 0 to 1.
func (o *office) busy(t time.Time) float64 {
	local := t.Add(o.zone)
	hour := float64(local.Hour()) + float64(local.Minute())/60
	switch {
	case hour < 6.5 || hour > 20:
		return 0.005
	case hour < 9.5:
		return (hour - 6.4) / 3.1
	case hour < 12 || hour > 13 && hour < 16.5:
		return 1
	case hour <= 13:
		return 0.6
	default:
		return max(0.02, (20-hour)/3.5)
	}
}

// activities lists what goes on all day.
func activities(events int) []activity {
	n := float64(events)
	people := func(share float64, plan func(*plan, int64)) activity {
		c := &company{offices: offices()}
		return activity{records: share * n, curve: c.atWork, plan: plan}
	}
	return []activity{
		{records: 0.36 * n, curve: visitors, plan: visit},
		people(0.04, browseApps),
		people(0.16, workstation),
		people(0.09, domainTraffic),
		{records: 0.02 * n, curve: always, plan: windowsServer},
		{records: 0.03 * n, curve: always, plan: linuxServer},
		people(0.05, build),
		{records: 0.13 * n, curve: always, plan: cluster},
		people(0.015, developer),
		{records: 0.08 * n, curve: always, plan: cloudService},
		people(0.025, cloudUser),
	}
}
