// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"slices"
	"strings"

	"gambeson/event"
)

// Open returns the case that f opens.
func Open(f *event.Finding, at int64) *Case {
	c := &Case{
		ID: f.ID, Tenant: f.Tenant, Title: f.Title, Severity: f.Severity, Disposition: Disposition{State: New},
		First: f.First, Last: f.Last, Opened: at,
	}
	c.Join(f, at)
	return c
}

// Join adds a finding, and reports whether that reopened the case. Joining the
// same finding twice counts it twice: whoever keeps the findings knows which
// are new.
func (c *Case) Join(f *event.Finding, at int64) (reopened bool) {
	if c.State == Closed && !slices.Contains(c.Analytics, f.Analytic.UID) {
		c.Disposition, reopened = Disposition{State: New}, true
	}
	if f.Severity > c.Severity {
		c.Severity, c.Title = f.Severity, f.Title
	}
	c.First, c.Last = min(c.First, f.First), max(c.Last, f.Last)
	c.Findings++
	c.Analytics = insert(c.Analytics, f.Analytic.UID)
	for _, a := range f.Attacks {
		c.Techniques = insert(c.Techniques, a.Technique)
	}
	for _, e := range f.Evidence {
		c.Sources = insert(c.Sources, e.Source)
	}
	c.joinEntities(f)
	c.touch(at)
	return reopened
}

// joinEntities counts each thing that f names once, whatever roles it has.
func (c *Case) joinEntities(f *event.Finding) {
	for i, e := range f.Entities {
		if !shown(e) || slices.ContainsFunc(f.Entities[:i], func(x event.FindingEntity) bool { return x.Kind == e.Kind && x.Value == e.Value && shown(x) }) {
			continue
		}
		c.addEntity(Entity{e.Kind, e.Value, 1})
	}
}

func (c *Case) addEntity(e Entity) {
	for i := range c.Entities {
		if x := &c.Entities[i]; x.Kind == e.Kind && strings.EqualFold(x.Value, e.Value) {
			x.Findings += e.Findings
			return
		}
	}
	if len(c.Entities) < MaxEntities {
		c.Entities = append(c.Entities, e)
	}
}

// shown reports whether an entity says whom or what a case is about; processes,
// files and calls are details of its findings.
func shown(e event.FindingEntity) bool {
	switch e.Kind {
	case event.User, event.Host, event.Address, event.Domain, event.Workload, event.CloudResource:
		return true
	default:
		return false
	}
}

// Absorb takes in a younger case, whose findings are c's from now on, and marks
// it. A closed c is reopened, since its verdict did not know the other's
// findings, unless that one was closed too.
func (c *Case) Absorb(younger *Case, at int64) (reopened bool) {
	if c.State == Closed && younger.State != Closed {
		c.Disposition, reopened = Disposition{State: New}, true
	}
	if younger.Severity > c.Severity {
		c.Severity, c.Title = younger.Severity, younger.Title
	}
	c.First, c.Last = min(c.First, younger.First), max(c.Last, younger.Last)
	c.Findings += younger.Findings
	for _, x := range younger.Analytics {
		c.Analytics = insert(c.Analytics, x)
	}
	for _, x := range younger.Techniques {
		c.Techniques = insert(c.Techniques, x)
	}
	for _, x := range younger.Sources {
		c.Sources = insert(c.Sources, x)
	}
	for _, e := range younger.Entities {
		c.addEntity(e)
	}
	if c.Assignee == "" {
		c.Assignee = younger.Assignee
	}
	c.touch(at)
	younger.MergedInto = c.ID
	younger.touch(at)
	return reopened
}

// insert adds a name to a sorted list that has each once.
func insert(list []string, name string) []string {
	i, found := slices.BinarySearch(list, name)
	if found || name == "" || len(list) >= MaxNames {
		return list
	}
	return slices.Insert(list, i, name)
}
