// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxReasonValue bounds the text of a value in a [Reason].
const maxReasonValue = 1024

// reasons says which fields made a program true: of alternatives the first
// that holds. What is negated is no reason.
func (m *Matcher) reasons(r ref) []Reason {
	var out []Reason
	var walk func(ref)
	walk = func(r ref) {
		if r >= 0 {
			if m.predicate(int32(r)) {
				if one := m.reason(int32(r)); !slices.Contains(out, one) {
					out = append(out, one)
				}
			}
			return
		}
		n := m.engine.nodes[^r]
		for _, k := range m.engine.kids[n.from:n.to] {
			switch {
			case n.op == opAnd:
				walk(k)
			case n.op == opOr && m.holds(k):
				walk(k)
				return
			}
		}
	}
	walk(r)
	return out
}

func (m *Matcher) reason(n int32) Reason {
	p := &m.engine.preds[n]
	asked, ok := m.asked[n]
	if !ok {
		asked = p.item.asked()
		if p.kind == isInSet {
			asked = "is in a list"
		}
		m.asked[n] = asked
	}
	text, _ := m.ask(p)
	return Reason{Field: m.engine.fields[p.field].name, Value: shorten(text), Asked: asked}
}

func shorten(text []byte) string {
	if len(text) > maxReasonValue {
		cut := maxReasonValue
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		return string(text[:cut]) + "…"
	}
	return string(text)
}

// asked says in words what an item asks.
func (it *Item) asked() string {
	switch it.Op {
	case OpNull:
		return "is missing or null"
	case OpExists:
		if it.Absent {
			return "is missing"
		}
		return "is there"
	case OpRegexp:
		return "matches /" + it.Regexp.String() + "/"
	case OpCIDR:
		return "is in " + it.Prefix.String()
	case OpFieldRef:
		return [...]string{"is", "starts with", "ends with", "contains"}[it.Place] + " the value of " + it.Ref
	case OpCompare:
		part := [...]string{"", "minute ", "hour ", "day ", "week ", "month ", "year "}[it.Part]
		return part + fmt.Sprint([...]string{"=", "<", "<=", ">", ">="}[it.Compare], " ", it.Number)
	default:
		return "is " + strings.ToValidUTF8(it.Pattern.String(), "\ufffd")
	}
}
