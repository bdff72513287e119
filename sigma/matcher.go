// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"slices"

	"gambeson/event"
)

// A Match is a rule that an event matched, and why.
type Match struct {
	Rule    *Rule
	Reasons []Reason
}

// A Reason is one field that had a value the rule asks for. Value is empty
// where the rule asks for a field to be missing; a keyword has no Field.
type Reason struct {
	Field string
	Value string
	Asked string // what the rule asks, in words of the rule
}

// A Matcher matches events against an engine. It belongs to one goroutine.
type Matcher struct {
	engine *Engine
	event  *event.Event
	turn   uint32 // of the event; what is stamped otherwise is stale

	memo    []uint32 // by predicate: turn twice, plus one where it is true
	anchors []uint32 // by anchor: the turn it was looked at
	tried   []uint32 // by rule: the turn it was tried
	fields  []fieldState
	values  []value
	arena   []byte

	origins map[origin]*route
	named   map[LogSource]*route

	hits    []int32
	matches []Match
	asked   map[int32]string // by predicate: [Reason.Asked]
}

// origin is what the table routes by.
type origin struct {
	format, channel string
	id, class       uint32
}

// limits of what a matcher keeps from event to event.
const (
	maxRoutes = 4096
	maxArena  = 4 << 20
	maxTurn   = 1<<31 - 1
)

// NewMatcher returns a matcher for one worker.
func (e *Engine) NewMatcher() *Matcher {
	return &Matcher{
		engine:  e,
		memo:    make([]uint32, len(e.preds)),
		anchors: make([]uint32, len(e.anchors)),
		tried:   make([]uint32, len(e.rules)),
		fields:  make([]fieldState, len(e.fields)),
		origins: make(map[origin]*route),
		named:   make(map[LogSource]*route),
		asked:   make(map[int32]string),
	}
}

// Match returns the rules that e matches, in the order in which they were
// compiled. The result is valid until the next call.
func (m *Matcher) Match(e *event.Event) []Match {
	m.begin(e)
	r := m.route()
	for _, rule := range r.always {
		m.try(rule)
	}
	for i := range r.fields {
		m.look(r, &r.fields[i])
	}
	m.event = nil
	if len(m.hits) == 0 {
		return nil
	}
	m.event = e
	slices.Sort(m.hits)
	m.matches = m.matches[:0]
	for _, h := range m.hits {
		c := &m.engine.rules[h]
		m.matches = append(m.matches, Match{c.rule, m.reasons(c.program)})
	}
	m.event = nil
	return m.matches
}

func (m *Matcher) begin(e *event.Event) {
	if m.turn == maxTurn {
		m.turn = 0
		clear(m.memo)
		clear(m.anchors)
		clear(m.tried)
		clear(m.fields)
	}
	m.turn++
	m.event = e
	m.hits = m.hits[:0]
	m.values = m.values[:0]
	if m.arena = m.arena[:0]; cap(m.arena) > maxArena {
		m.arena = nil
	}
}

// look tries the rules whose anchors a field's values may make true.
func (m *Matcher) look(r *route, rf *routeField) {
	f := m.field(rf.field)
	if !f.there {
		return
	}
	x := &m.engine.indexes[rf.field]
	from, to := f.from, f.to
	for i := from; i < to; i++ {
		folded := m.values[i].folded
		if rf.texts {
			for _, a := range x.texts[string(folded)] {
				m.anchor(r, a)
			}
		}
		if rf.grams {
			m.scan(r, &x.grams, folded)
		}
	}
	for _, a := range rf.search {
		m.anchor(r, a)
	}
}

// scan looks at every four bytes of a folded text.
func (m *Matcher) scan(r *route, t *grams, text []byte) {
	filter, shift := t.filter, t.shift
	for i := 0; i+gramSize <= len(text); i++ {
		g := gramAt(text[i:])
		h := gramHash(g)
		if bit := h >> (shift & 31); filter[bit>>6]>>(bit&63)&1 == 0 {
			continue
		}
		for _, a := range t.get(g, h) {
			m.anchor(r, a)
		}
	}
}

// anchor tries the rules that hang on a, if it is true.
func (m *Matcher) anchor(r *route, a int32) {
	if m.anchors[a] == m.turn {
		return
	}
	m.anchors[a] = m.turn
	x := &m.engine.anchors[a]
	known := false
	for _, rule := range x.rules {
		if !r.has(rule) {
			continue
		}
		if !known && !m.holds(ref(x.pred)) {
			return
		}
		known = true
		m.try(rule)
	}
}

func (m *Matcher) try(rule int32) {
	if m.tried[rule] == m.turn {
		return
	}
	m.tried[rule] = m.turn
	if m.holds(m.engine.rules[rule].program) {
		m.hits = append(m.hits, rule)
	}
}

// holds evaluates a program, as little of it as decides.
func (m *Matcher) holds(r ref) bool {
	if r >= 0 {
		return m.predicate(int32(r))
	}
	n := m.engine.nodes[^r]
	kids := m.engine.kids[n.from:n.to]
	if n.op == opNot {
		return !m.holds(kids[0])
	}
	for _, k := range kids {
		if m.holds(k) == (n.op == opOr) {
			return n.op == opOr
		}
	}
	return n.op == opAnd
}

// route finds the event's route.
func (m *Matcher) route() *route {
	if m.engine.options.EventLogSource {
		return m.namedRoute()
	}
	h := &m.event.Header
	o := origin{h.Format, h.Channel, h.EventID, uint32(h.Class)}
	r := m.origins[o]
	if r == nil {
		r = m.engine.route(func(g *group) bool { return g.meets(o.format, o.channel, o.id, o.class) })
		if len(m.origins) >= maxRoutes {
			clear(m.origins)
		}
		m.origins[o] = r
	}
	return r
}

func logSourceFields() [3]string { return [3]string{"product", "service", "category"} }

// namedRoute finds the route of the log source that the event's fields name.
// They are the engine's first fields.
func (m *Matcher) namedRoute() *route {
	p, s, c := m.first(1), m.first(2), m.first(3)
	r := m.named[LogSource{string(p), string(s), string(c)}]
	if r == nil {
		l := LogSource{string(p), string(s), string(c)}
		r = m.engine.route(func(g *group) bool { return g.agrees(l) })
		if len(m.named) >= maxRoutes {
			clear(m.named)
		}
		m.named[l] = r
	}
	return r
}

// first returns the folded text of a field's first value.
func (m *Matcher) first(field int32) []byte {
	f := m.field(field)
	if f.from == f.to {
		return nil
	}
	return m.values[f.from].folded
}
