// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
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

// chance is true in so many of a thousand cases.
func chance(r *rand.Rand, of int64) bool { return r.Int64N(1000) < of }

// An activity is what goes on all day: some number of records in each slot,
// more or fewer with the time of day. All is reckoned in whole numbers, so that
// every processor plans the same.
type activity struct {
	records int64                   // of the whole day
	curve   func(t time.Time) int64 // relative, over the day
	plan    func(p *plan, at int64) // plans one or more records
	total   int64                   // of the curve
	owed    int64                   // records that earlier slots left over, times total
}

// fill plans the activity's records of the slot that begins at from.
func (a *activity) fill(p *plan, from time.Time) {
	if a.total == 0 {
		for i := range int(Day / slot) {
			a.total += a.curve(p.start.Add(time.Duration(i) * slot))
		}
	}
	a.owed += a.records * a.curve(from)
	before := len(p.steps)
	for int64(len(p.steps)-before)*a.total < a.owed {
		a.plan(p, from.UnixNano()+p.rng.Int64N(int64(slot)))
	}
	a.owed -= int64(len(p.steps)-before) * a.total
}

// always is the curve of machines.
func always(time.Time) int64 { return 1 }

// visitors is the curve of the customers, who are all over Europe and America.
func visitors(t time.Time) int64 {
	byHour := [...]int64{35, 30, 30, 32, 38, 46, 60, 82, 106, 124, 130, 126, 116, 108, 104, 106, 114, 122, 125, 118, 102, 80, 58, 44}
	hour, minute := t.Hour(), int64(t.Minute())
	return byHour[hour]*(60-minute) + byHour[(hour+1)%24]*minute
}

// atWork is the curve of all offices.
func atWork(t time.Time) int64 {
	sum := int64(0)
	for _, o := range offices() {
		sum += o.busy(t) * int64(o.staff)
	}
	return sum
}

// busy is how many of a thousand of the office's people are at work at t.
func (o *office) busy(t time.Time) int64 {
	local := t.Add(o.zone)
	minute := int64(local.Hour()*60 + local.Minute())
	switch {
	case minute < 6*60+30 || minute >= 20*60:
		return 5
	case minute < 9*60+30:
		return 20 + (minute-6*60-30)*980/180
	case minute >= 12*60 && minute < 13*60:
		return 600
	case minute < 16*60+30:
		return 1000
	default:
		return max(20, (20*60-minute)*1000/210)
	}
}

// activities lists what goes on all day, with shares of a thousand records.
func activities(events int) []activity {
	share := func(of int64, curve func(time.Time) int64, plan func(*plan, int64)) activity {
		return activity{records: of * int64(events) / 1000, curve: curve, plan: plan}
	}
	return []activity{
		share(360, visitors, visit),
		share(40, atWork, browseApps),
		share(160, atWork, workstation),
		share(90, atWork, domainTraffic),
		share(20, always, windowsServer),
		share(30, always, linuxServer),
		share(50, atWork, build),
		share(130, always, cluster),
		share(15, atWork, developer),
		share(80, always, cloudService),
		share(25, atWork, cloudUser),
	}
}
