// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"sync"

	"gambeson/event"
)

// CompileOptions change how rules are compiled. The zero value is the usual one.
type CompileOptions struct {
	// IsOCSF tells field names that are also OCSF attribute paths: a rule's
	// field of such a name reads the path where the event has no native field
	// of that name. Nil means none is.
	IsOCSF func(name string) bool
	// EventLogSource routes by the event's own fields product, service and
	// category instead of the table: a rule is left out only where both name a
	// dimension and differ.
	EventLogSource bool
	// Table replaces [LogSources].
	Table Table
}

// An Engine is a compiled set of rules. It is read-only and may be shared; each
// worker matches through a [Matcher] of its own.
type Engine struct {
	options CompileOptions
	rules   []compiled
	groups  []group
	fields  []field
	preds   []predicate
	nodes   []node
	kids    []ref // as rules have them
	sorted  []ref // the same for each node, what decides for least first
	anchors []anchor
	indexes []index // by field
	always  []int32 // rules without anchors
	slots   []int32 // the field by its slot, 0 where nobody asks

	mu     sync.Mutex
	routes map[string]*route // by the groups it is made of
}

// ref is a predicate, or the complement of a node's number.
type ref int32

// compiled is a rule with its program.
type compiled struct {
	rule    *Rule
	program ref
	anchors []int32 // one of which is true wherever the rule is; none: always tried
}

// field is a name that rules ask for. Field 0 stands for all values.
type field struct {
	name         string
	native, ocsf event.Slot
}

// node is an inner node of programs over kids[from:to].
type node struct {
	op       nodeOp
	from, to int32
}

type nodeOp uint8

const (
	opAnd nodeOp = iota
	opOr
	opNot
)

// anchor is a predicate that rules hang on: while it is false none of them can
// be true.
type anchor struct {
	pred    int32
	field   int32
	rules   []int32
	indexed bool // it is found by [index]; else it is asked wherever the field is there
	exact   bool // it is true where its text is found
}

// keywordField is the field of keywords.
const keywordField = 0

// maxProgram bounds what one rule may compile to.
const maxProgram = 200_000

// Compile makes an engine of the rules that are active. The names of their
// fields get slots in fields, which MUST NOT be frozen before, unless it holds
// them. A rule that cannot be evaluated is left out and reported.
func Compile(rules []*Rule, fields *event.Fields, o CompileOptions) (*Engine, []Problem) {
	if o.Table == nil {
		o.Table = LogSources()
	}
	b := newBuilder(fields, o)
	var problems []Problem
	for _, r := range rules {
		if r.Inactive != "" {
			continue
		}
		if p := b.rule(r); p != nil {
			problems = append(problems, *p)
		}
	}
	return b.finish(), problems
}

// fieldOf returns the field that reads slot s, 0 where none does. It is at most
// one: a slot is a native name or a path, and a field has one name.
func (e *Engine) fieldOf(s event.Slot) int32 {
	if int(s) >= len(e.slots) {
		return 0
	}
	return e.slots[s]
}

// bindSlots notes which field reads a slot.
func (e *Engine) bindSlots(n int) {
	e.slots = make([]int32, n)
	for i := range e.fields {
		if i != keywordField {
			e.slots[e.fields[i].native] = int32(i)
			e.slots[e.fields[i].ocsf] = int32(i)
		}
	}
	e.slots[event.NoSlot] = 0
}

// Rules returns the number of rules that can match.
func (e *Engine) Rules() int { return len(e.rules) }

// Predicates returns the number of different questions the rules ask.
func (e *Engine) Predicates() int { return len(e.preds) }
