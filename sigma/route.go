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
	rules  []uint64 // a bit for each
	always []int32
	fields []routeField
}

// routeField is a field to look at, with the anchors that no index finds.
type routeField struct {
	field  int32
	texts  bool
	grams  bool
	search []int32
}

func (r *route) has(rule int32) bool { return r.rules[rule>>6]>>(rule&63)&1 != 0 }

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
	r := &route{rules: make([]uint64, (len(e.rules)+63)/64)}
	fields := make([]routeField, len(e.fields))
	used := make([]bool, len(e.fields))
	done := make(map[int32]bool)
	for _, i := range rules {
		r.rules[i>>6] |= 1 << (i & 63)
		if len(e.rules[i].anchors) == 0 {
			r.always = append(r.always, i)
		}
		for _, a := range e.rules[i].anchors {
			if done[a] {
				continue
			}
			done[a] = true
			x := &e.anchors[a]
			f := &fields[x.field]
			used[x.field] = true
			switch x.how {
			case byText:
				f.texts = true
			case byGram:
				f.grams = true
			default:
				f.search = append(f.search, a)
			}
		}
	}
	for i := range fields {
		if used[i] {
			fields[i].field = int32(i)
			r.fields = append(r.fields, fields[i])
		}
	}
	return r
}
