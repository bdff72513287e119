// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"net/netip"
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

	lastAddress struct {
		turn    uint32
		text    []byte
		address netip.Addr
		ok      bool
	}

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
	if x := r.looks[keywordField]; x != nil {
		m.look(r, keywordField, x)
	}
	for s := range e.Bound() {
		if f := m.engine.fieldOf(s); r.looks[f] != nil && f != keywordField {
			m.look(r, f, r.looks[f])
		}
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
	kids := m.engine.sorted[n.from:n.to]
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
