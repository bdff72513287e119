// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"cmp"
	"slices"
)

// sort puts the parts of every node in the order of what they cost to ask, so
// that an expression is decided for as little as possible.
func (e *Engine) sort() {
	costs := make([]int, len(e.nodes)) // a node's kids are before it
	cost := func(r ref) int {
		if r >= 0 {
			return e.preds[r].askCost()
		}
		return costs[^r]
	}
	e.sorted = slices.Clone(e.kids)
	for i, n := range e.nodes {
		kids := e.sorted[n.from:n.to]
		slices.SortStableFunc(kids, func(a, b ref) int { return cmp.Compare(cost(a), cost(b)) })
		for _, k := range kids {
			costs[i] = min(costs[i]+cost(k), 1<<20)
		}
	}
}

// askCost is about how many nanoseconds it takes to evaluate p.
func (p *predicate) askCost() int {
	cost := 0
	switch p.kind {
	case isNull, isThere, isAny, isExact, isPrefix, isSuffix:
		cost = 3
	case isInSet, isContained, isNumber:
		cost = 20
	case isWild, isInside, isField:
		cost = 50
	case isRegexp:
		cost = 1000
		if len(p.needs) > 0 {
			cost = 200
		}
	}
	if p.field == keywordField {
		cost *= 20
	}
	return cost
}
