// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// predicate is one question about one field, asked at most once an event.
type predicate struct {
	kind    predicateKind
	cased   bool
	absent  bool
	compare Compare
	part    Part
	place   Place
	field   int32
	other   int32 // the field of a reference

	text   []byte // folded unless cased
	set    map[string]struct{}
	wild   *wildcard
	re     *regexp.Regexp
	needs  [][]byte // of wild and re: folded texts of which one is in whatever matches
	least  int      // of re: the fewest bytes that match
	number Number
	item   *Item // as the first rule asked it
	uses   int   // rules that ask it
}

type predicateKind uint8

const (
	isExact predicateKind = iota
	isPrefix
	isSuffix
	isContained
	isAny // any text
	isInSet
	isWild
	isRegexp
	isNull
	isThere
	isNumber
	isInside
	isField
)

// item returns the predicate for it.
func (b *builder) item(it *Item) int32 {
	p := predicate{field: b.field(it.Field), item: it, cased: it.Cased}
	var what string
	switch it.Op {
	case OpPattern:
		return b.pattern(p, it)
	case OpRegexp:
		p.kind, p.re, p.cased = isRegexp, it.Regexp, true
		p.needs, p.least = requirements(it.Regexp.String())
		what = it.Regexp.String()
	case OpNull:
		p.kind = isNull
	case OpExists:
		p.kind, p.absent = isThere, it.Absent
		what = strconv.FormatBool(it.Absent)
	case OpCompare:
		p.kind, p.compare, p.part, p.number = isNumber, it.Compare, it.Part, it.Number
		what = fmt.Sprint(it.Compare, it.Part, it.Number)
	case OpCIDR:
		p.kind = isInside
		what = it.Prefix.String()
	case OpFieldRef:
		p.kind, p.other, p.place = isField, b.field(it.Ref), it.Place
		what = fmt.Sprint(it.Place, it.Ref)
	}
	return b.predicate(p, what)
}

func (b *builder) pattern(p predicate, it *Item) int32 {
	pat := it.Pattern
	lit := ""
	n := len(pat)
	one := func(i int) bool { return i < n && pat[i].Kind == Literal }
	run := func(i int) bool { return i < n && pat[i].Kind == AnyRun }
	switch {
	case n == 0:
		p.kind = isExact
	case n == 1 && one(0):
		p.kind, lit = isExact, pat[0].Text
	case n == 1 && run(0):
		p.kind = isAny
	case n == 2 && one(0) && run(1):
		p.kind, lit = isPrefix, pat[0].Text
	case n == 2 && run(0) && one(1):
		p.kind, lit = isSuffix, pat[1].Text
	case n == 3 && run(0) && one(1) && run(2):
		p.kind, lit = isContained, pat[1].Text
	default:
		p.kind, p.wild = isWild, newWildcard(pat, it.Cased)
		if lit = longestLiteral(pat); lit != "" {
			p.needs = [][]byte{[]byte(foldString(lit))}
		}
		return b.predicate(p, pat.String()+fmt.Sprint(pat))
	}
	p.text = []byte(fold(lit, it.Cased))
	return b.predicate(p, string(p.text))
}

// set returns the predicate that a value of it's field is one of texts.
func (b *builder) set(it *Item, texts []string) int32 {
	slices.Sort(texts)
	texts = slices.Compact(texts)
	p := predicate{kind: isInSet, field: b.field(it.Field), cased: it.Cased, item: it, set: make(map[string]struct{}, len(texts))}
	for _, t := range texts {
		p.set[t] = struct{}{}
	}
	return b.predicate(p, fmt.Sprintf("%q", texts))
}

func longestLiteral(p Pattern) string {
	best := ""
	for _, t := range p {
		if t.Kind == Literal && len(t.Text) > len(best) {
			best = t.Text
		}
	}
	return best
}

// texts returns what can be looked for in place of p, folded: p needs one of
// them, and nothing where there is none.
func (p *predicate) texts() [][]byte {
	switch p.kind {
	case isExact, isPrefix, isSuffix, isContained:
		if p.cased {
			return [][]byte{appendFold(nil, p.text)}
		}
		return [][]byte{p.text}
	case isInSet:
		out := make([][]byte, 0, len(p.set))
		for s := range p.set {
			out = append(out, appendFold(nil, []byte(s)))
		}
		slices.SortFunc(out, bytes.Compare)
		return slices.CompactFunc(out, bytes.Equal)
	default:
		return p.needs
	}
}
