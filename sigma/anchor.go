// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import "slices"

// anchorSet is a set of predicates of which one is true wherever an expression
// is, and what it costs to look at them; a cost of noAnchor says there is none.
type anchorSet struct {
	preds []int32
	cost  int
}

const noAnchor = 1 << 30

// anchorsOf chooses the cheapest anchors of a program: those of the best part
// of a conjunction, those of all parts of a disjunction.
func (e *Engine) anchorsOf(r ref) anchorSet {
	if r >= 0 {
		return anchorSet{[]int32{int32(r)}, e.preds[r].anchorCost()}
	}
	n := e.nodes[^r]
	kids := e.kids[n.from:n.to]
	switch n.op {
	case opAnd:
		best := anchorSet{cost: noAnchor}
		for _, k := range kids {
			if a := e.anchorsOf(k); a.cost < best.cost {
				best = a
			}
		}
		return best
	case opOr:
		var all anchorSet
		for _, k := range kids {
			a := e.anchorsOf(k)
			if a.cost == noAnchor {
				return anchorSet{cost: noAnchor}
			}
			all.preds = append(all.preds, a.preds...)
			all.cost = min(all.cost+a.cost, noAnchor-1)
		}
		return all
	default:
		return anchorSet{cost: noAnchor}
	}
}

// anchorCost estimates how often p makes rules be tried in vain, and how dear
// it is to look at. What many rules ask is what many events have, and brings
// many rules with it.
func (p *predicate) anchorCost() int {
	cost := 0
	switch p.kind {
	case isNull:
		return noAnchor
	case isThere:
		if p.absent {
			return noAnchor
		}
		cost = 4000
	case isExact:
		cost = textCost(len(p.text))
	case isInSet:
		for s := range p.set {
			cost += textCost(len(s))
		}
	case isPrefix, isSuffix, isContained:
		cost = pieceCost(len(p.text))
	case isWild, isRegexp:
		for _, text := range p.needs {
			cost += 2 * pieceCost(len(text))
		}
		if len(p.needs) == 0 {
			cost = 6000
		}
	case isInside:
		cost = 400
	case isNumber, isField:
		cost = 3000
	default:
		cost = 4000
	}
	if p.field == keywordField {
		cost += 500
	}
	return min(cost*(8+p.uses)/8, noAnchor/maxProgram)
}

// textCost is small for long texts: short ones, such as event numbers, are
// found fast but say little.
func textCost(n int) int {
	switch {
	case n < 5:
		return 400
	case n < 8:
		return 120
	default:
		return 40
	}
}

// pieceCost is small for texts by which an index finds values.
func pieceCost(n int) int {
	switch {
	case n < pairSize:
		return 6000
	case n < gramSize:
		return 1500
	case n == gramSize:
		return 400
	case n < 8:
		return 200
	default:
		return 100
	}
}

// finish chooses anchors and builds the indexes over them.
func (b *builder) finish() *Engine {
	e := b.engine
	e.sort()
	e.countUses()
	number := make(map[int32]int32) // of anchors, by predicate
	for i := range e.rules {
		r := &e.rules[i]
		set := e.anchorsOf(r.program)
		if set.cost >= noAnchor {
			e.always = append(e.always, int32(i))
			continue
		}
		slices.Sort(set.preds)
		for _, p := range slices.Compact(set.preds) {
			a, ok := number[p]
			if !ok {
				a = int32(len(e.anchors))
				number[p] = a
				e.anchors = append(e.anchors, anchor{pred: p, field: e.preds[p].field})
			}
			e.anchors[a].rules = append(e.anchors[a].rules, int32(i))
			r.anchors = append(r.anchors, a)
		}
	}
	e.buildIndexes()
	e.bindSlots(b.fields.Len())
	return e
}

// countUses counts the rules that ask each predicate.
func (e *Engine) countUses() {
	seen := make([]int32, len(e.preds)) // by predicate: the last rule, plus one
	for i := range e.rules {
		var walk func(ref)
		walk = func(r ref) {
			if r >= 0 {
				if seen[r] != int32(i+1) {
					seen[r] = int32(i + 1)
					e.preds[r].uses++
				}
				return
			}
			n := e.nodes[^r]
			for _, k := range e.kids[n.from:n.to] {
				walk(k)
			}
		}
		walk(e.rules[i].program)
	}
}
