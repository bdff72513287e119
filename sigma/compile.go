// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"fmt"
	"slices"
	"strconv"

	"gambeson/event"
)

// builder compiles rules into one engine.
type builder struct {
	engine *Engine
	fields *event.Fields
	names  map[string]int32 // field numbers
	keys   map[string]int32 // predicate numbers by what they ask
	source map[LogSource]int
	budget int
	absent string // a field of the rule that a frozen table has no slot for
}

func newBuilder(fields *event.Fields, o CompileOptions) *builder {
	b := &builder{
		engine: &Engine{options: o, fields: []field{{}}, routes: make(map[string]*route)},
		fields: fields, names: make(map[string]int32), keys: make(map[string]int32), source: make(map[LogSource]int),
	}
	if o.EventLogSource {
		for _, name := range logSourceFields() {
			b.field(name)
		}
	}
	return b
}

// rule adds r, or returns why it cannot be evaluated.
func (b *builder) rule(r *Rule) *Problem {
	e := b.engine
	b.budget, b.absent = maxProgram, ""
	nodes, kids := len(e.nodes), len(e.kids)
	detection := r.Detection
	if where := e.options.Table.where(r.LogSource); where != nil && !e.options.EventLogSource {
		detection = And{detection, where}
	}
	program := b.expr(detection)
	if b.budget < 0 || b.absent != "" {
		e.nodes, e.kids = e.nodes[:nodes], e.kids[:kids]
		p := &Problem{File: r.File, Line: r.Line, Column: 1, Severity: Error}
		p.Code, p.Message, p.Hint = "too-large", "the condition repeats its search identifiers too often", "split the rule"
		if b.absent != "" {
			p.Code, p.Message, p.Hint = "no-slot", fmt.Sprintf("the table of fields is frozen and has no field %q", b.absent), ""
		}
		return p
	}
	at, ok := b.source[r.LogSource]
	if !ok {
		at = len(e.groups)
		b.source[r.LogSource] = at
		e.groups = append(e.groups, newGroup(r.LogSource, e.options.Table))
	}
	e.groups[at].rules = append(e.groups[at].rules, int32(len(e.rules)))
	e.rules = append(e.rules, compiled{rule: r, program: program})
	return nil
}

func (b *builder) expr(x Expr) ref {
	if b.budget--; b.budget < 0 {
		return 0
	}
	switch x := x.(type) {
	case And:
		return b.node(opAnd, b.list(flatAnd(nil, x)))
	case Or:
		return b.node(opOr, b.sets(flatOr(nil, x)))
	case Not:
		if inner, ok := x.X.(Not); ok {
			return b.expr(inner.X)
		}
		return b.node(opNot, []ref{b.expr(x.X)})
	case *Item:
		return ref(b.item(x))
	default:
		panic(fmt.Sprintf("sigma: unknown expression %T", x))
	}
}

func flatAnd(out []Expr, x And) []Expr {
	for _, part := range x {
		if inner, ok := part.(And); ok {
			out = flatAnd(out, inner)
		} else {
			out = append(out, part)
		}
	}
	return out
}

func flatOr(out []Expr, x Or) []Expr {
	for _, part := range x {
		if inner, ok := part.(Or); ok {
			out = flatOr(out, inner)
		} else {
			out = append(out, part)
		}
	}
	return out
}

func (b *builder) list(parts []Expr) []ref {
	out := make([]ref, 0, len(parts))
	for _, x := range parts {
		if r := b.expr(x); !slices.Contains(out[max(0, len(out)-64):], r) {
			out = append(out, r)
		}
	}
	return out
}

// sets compiles alternatives, those that compare one field with whole texts as
// one look-up.
func (b *builder) sets(parts []Expr) []ref {
	type key struct {
		field string
		cased bool
	}
	texts := make(map[key][]string)
	for _, x := range parts {
		if it, ok := x.(*Item); ok && it.Op == OpPattern && it.Field != "" {
			if s, ok := it.Pattern.Plain(); ok {
				k := key{it.Field, it.Cased}
				texts[k] = append(texts[k], fold(s, it.Cased))
			}
		}
	}
	var rest []Expr
	var out []ref
	for _, x := range parts {
		it, ok := x.(*Item)
		if !ok || it.Op != OpPattern {
			rest = append(rest, x)
			continue
		}
		k := key{it.Field, it.Cased}
		if _, ok := it.Pattern.Plain(); !ok || len(texts[k]) == 1 {
			rest = append(rest, x)
		} else if t := texts[k]; len(t) > 0 {
			out = append(out, ref(b.set(it, t)))
			texts[k] = nil
		}
	}
	return append(out, b.list(rest)...)
}

func (b *builder) node(op nodeOp, kids []ref) ref {
	if op != opNot && len(kids) == 1 {
		return kids[0]
	}
	e := b.engine
	from := int32(len(e.kids))
	e.kids = append(e.kids, kids...)
	e.nodes = append(e.nodes, node{op, from, int32(len(e.kids))})
	return ^ref(len(e.nodes) - 1)
}

// field returns the number of the field with a rule's name for it.
func (b *builder) field(name string) int32 {
	if name == "" {
		return keywordField
	}
	n, ok := b.names[name]
	if !ok {
		n = int32(len(b.engine.fields))
		b.names[name] = n
		f := field{name: name, native: b.fields.Native(name)}
		if is := b.engine.options.IsOCSF; is != nil && is(name) {
			f.ocsf = b.fields.OCSF(name)
		}
		b.engine.fields = append(b.engine.fields, f)
	}
	if b.engine.fields[n].native == event.NoSlot {
		b.absent = name
	}
	return n
}

// predicate returns the number of p, the same for everyone who asks the same.
func (b *builder) predicate(p predicate, what string) int32 {
	key := strconv.Itoa(int(p.kind)) + "|" + strconv.Itoa(int(p.field)) + "|" + strconv.FormatBool(p.cased) + "|" + what
	n, ok := b.keys[key]
	if !ok {
		n = int32(len(b.engine.preds))
		b.keys[key] = n
		b.engine.preds = append(b.engine.preds, p)
	}
	return n
}

func fold(s string, cased bool) string {
	if cased {
		return s
	}
	return foldString(s)
}
