// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

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
		return anchorSet{[]int32{int32(r)}, e.anchorCost(&e.preds[r])}
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
			all.cost += a.cost
		}
		return all
	default:
		return anchorSet{cost: noAnchor}
	}
}

// anchorCost estimates how often p makes rules be tried in vain, and how dear
// it is to look at.
func (e *Engine) anchorCost(p *predicate) int {
	cost := 0
	switch p.kind {
	case isNull:
		return noAnchor
	case isThere:
		if p.absent {
			return noAnchor
		}
		return 400
	case isExact:
		cost = textCost(len(p.text))
	case isInSet:
		for s := range p.set {
			cost += textCost(len(s))
		}
	case isPrefix, isSuffix, isContained, isWild, isRegexp:
		switch n := len(p.text); {
		case n < gramSize:
			cost = 300
		case n < 8:
			cost = 20
		default:
			cost = 10
		}
		if p.kind == isRegexp {
			cost *= 2
		}
	case isNumber, isInside, isField:
		cost = 300
	default:
		cost = 400
	}
	if p.field == keywordField {
		cost += 50
	}
	return cost
}

// textCost is small for long texts: short ones, such as event numbers, are
// found fast but say little.
func textCost(n int) int {
	switch {
	case n < 5:
		return 40
	case n < 8:
		return 12
	default:
		return 4
	}
}

// finish chooses anchors and builds the indexes over them.
func (b *builder) finish() *Engine {
	e := b.engine
	number := make(map[int32]int32) // of anchors, by predicate
	for i := range e.rules {
		r := &e.rules[i]
		set := e.anchorsOf(r.program)
		if set.cost == noAnchor {
			e.always = append(e.always, int32(i))
			continue
		}
		seen := make(map[int32]bool, len(set.preds))
		for _, p := range set.preds {
			if seen[p] {
				continue
			}
			seen[p] = true
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
	return e
}
