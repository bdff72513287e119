// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"gambeson/event"
)

// tally counts findings for the summary.
type tally struct {
	mu         sync.Mutex
	failed     int // findings at or above --fail-on
	severities map[event.Severity]int
	rules      map[string]*counted
	techniques map[string]*counted
	hosts      map[string]*counted
	users      map[string]*counted
	files      map[string]*counted
	first      int64
	last       int64
}

// counted is a row of the summary: how many findings, and the gravest.
type counted struct {
	name     string
	count    int
	severity event.Severity
	weight   int
	first    int64
	last     int64
	example  event.Evidence
	rules    map[string]struct{}
}

// maxRows bounds each map of the tally, whatever the input names.
const maxRows = 10_000

func newTally() *tally {
	return &tally{
		severities: make(map[event.Severity]int), rules: make(map[string]*counted), techniques: make(map[string]*counted),
		hosts: make(map[string]*counted), users: make(map[string]*counted), files: make(map[string]*counted),
	}
}

// weight says how much a finding counts for where to look first: a level up
// counts as much as ten findings below it.
func weight(s event.Severity) int {
	w := 1
	for range int(s) {
		w *= 10
	}
	return w
}

func (t *tally) add(f *event.Finding, failOn event.Severity) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if f.Severity >= failOn {
		t.failed++
	}
	t.severities[f.Severity]++
	if t.first == 0 || (f.First != 0 && f.First < t.first) {
		t.first = f.First
	}
	t.last = max(t.last, f.Last)
	row(t.rules, f.Title, f)
	for _, a := range f.Attacks {
		row(t.techniques, a.Technique, f)
	}
	if host := named(f, event.Host, event.Device); host != "" {
		row(t.hosts, host, f)
	}
	if user := named(f, event.User, event.Actor); user != "" {
		row(t.users, user, f)
	} else if user := named(f, event.User, event.Target); user != "" {
		row(t.users, user, f)
	}
	if len(f.Evidence) > 0 {
		row(t.files, f.Evidence[0].Source, f)
	}
}

func row(rows map[string]*counted, name string, f *event.Finding) {
	c := rows[name]
	if c == nil {
		if len(rows) == maxRows {
			return
		}
		c = &counted{name: name, rules: make(map[string]struct{})}
		rows[name] = c
	}
	c.count++
	if _, ok := c.rules[f.Analytic.UID]; !ok { // the same again says little more
		c.rules[f.Analytic.UID] = struct{}{}
		c.weight += weight(f.Severity)
	}
	if f.Severity > c.severity && len(f.Evidence) > 0 || c.count == 1 {
		c.severity = f.Severity
		if len(f.Evidence) > 0 {
			c.example = f.Evidence[0]
		}
	}
	if f.First != 0 && (c.first == 0 || f.First < c.first) {
		c.first = f.First
	}
	c.last = max(c.last, f.Last)
}

// top returns the n rows that weigh most.
func top(rows map[string]*counted, n int) []*counted {
	all := slices.SortedFunc(maps.Values(rows), func(a, b *counted) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(b.count, a.count), cmp.Compare(a.name, b.name))
	})
	return all[:min(n, len(all))]
}

// named returns the name of the entity of that kind and role: an attribute that
// people read, not an id.
func named(f *event.Finding, kind event.EntityKind, role event.Role) string {
	for _, e := range f.Entities {
		if e.Kind == kind && e.Role == role && !strings.HasSuffix(e.Path, ".uid") {
			return e.Value
		}
	}
	return ""
}
