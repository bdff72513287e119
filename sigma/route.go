// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"encoding/binary"
	"slices"
)

// group is the rules of one log source, with the rows of the table that each
// of its dimensions asks for.
type group struct {
	source LogSource
	rows   [][]Source
	rules  []int32
}

func newGroup(l LogSource, t Table) group {
	return group{source: l, rows: t.dimensions(l)}
}

func (g *group) meets(format, channel string, id, class uint32) bool {
	for _, rows := range g.rows {
		if !slices.ContainsFunc(rows, func(s Source) bool {
			return slices.ContainsFunc(s.Origins, func(o Origin) bool { return o.Has(format, channel, id, class) })
		}) {
			return false
		}
	}
	return true
}

// agrees reports whether the log source that an event names differs from the
// group's in no dimension that both name.
func (g *group) agrees(l LogSource) bool {
	same := func(rule, event string) bool { return rule == "" || event == "" || rule == event }
	return same(g.source.Product, l.Product) && same(g.source.Service, l.Service) && same(g.source.Category, l.Category)
}

// route is the rules that events of one origin meet, and where to look for
// those that may be true.
type route struct {
	rules   []uint64 // a bit for each
	anchors []uint64 // of those rules, a bit for each
	always  []int32
	looks   []*look // by field; nil where its values decide nothing
}

// look is what to do with a field besides asking its index: to evaluate the
// anchors that no index finds.
type look struct{ search []int32 }

func (r *route) has(rule int32) bool { return r.rules[rule>>6]>>(rule&63)&1 != 0 }

func (r *route) asks(anchor int32) bool { return r.anchors[anchor>>6]>>(anchor&63)&1 != 0 }

// route returns the route for the groups that pick accepts.
func (e *Engine) route(pick func(*group) bool) *route {
	var key []byte
	var rules []int32
	for i := range e.groups {
		if pick(&e.groups[i]) {
			key = binary.AppendUvarint(key, uint64(i))
			rules = append(rules, e.groups[i].rules...)
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	r := e.routes[string(key)]
	if r == nil {
		slices.Sort(rules)
		r = e.newRoute(rules)
		e.routes[string(key)] = r
	}
	return r
}

func (e *Engine) newRoute(rules []int32) *route {
	r := &route{rules: make([]uint64, (len(e.rules)+63)/64), anchors: make([]uint64, (len(e.anchors)+63)/64)}
	r.looks = make([]*look, len(e.fields))
	for _, i := range rules {
		r.rules[i>>6] |= 1 << (i & 63)
		if len(e.rules[i].anchors) == 0 {
			r.always = append(r.always, i)
		}
		for _, a := range e.rules[i].anchors {
			if r.asks(a) {
				continue
			}
			r.anchors[a>>6] |= 1 << (a & 63)
			x := &e.anchors[a]
			if r.looks[x.field] == nil {
				r.looks[x.field] = &look{}
			}
			if l := r.looks[x.field]; !x.indexed {
				l.search = append(l.search, a)
			}
		}
	}
	return r
}
