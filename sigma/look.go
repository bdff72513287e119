// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"bytes"
	"encoding/binary"
)

// look tries the rules whose anchors the values of field n may make true.
func (m *Matcher) look(r *route, n int32, l *look) {
	f := m.field(n)
	x := &m.engine.indexes[n]
	from, to := f.from, f.to
	for i := from; i < to; i++ {
		folded := m.values[i].folded
		m.lookWhole(r, x, folded)
		if !x.grams.empty() {
			m.scan(r, &x.grams, folded)
		}
		if !x.pairs.empty() {
			m.scanPairs(r, &x.pairs, folded)
		}
		if x.nets.anchors != nil {
			if a, ok := m.address(m.values[i].text); ok {
				x.nets.find(a, func(anchor int32) { m.anchor(r, anchor) })
			}
		}
	}
	for _, a := range l.search {
		m.anchor(r, a)
	}
}

// lookWhole looks for anchors by the whole text and by its end.
func (m *Matcher) lookWhole(r *route, x *index, folded []byte) {
	for _, p := range x.texts.find(textKey(folded)) {
		if bytes.Equal(folded, p.text) {
			m.found(r, p.anchor)
		}
	}
	if x.tails.empty() {
		return
	}
	for size := tailSize(len(folded)); size >= pairSize; size /= 2 {
		for _, p := range x.tails.find(tailKey(folded, size)) {
			if bytes.HasSuffix(folded, p.text) {
				m.found(r, p.anchor)
			}
		}
	}
}

// scan looks at four bytes at every even place of a folded text: three times at
// once, which hardly ever pass the filter.
func (m *Matcher) scan(r *route, t *table, text []byte) {
	filter, shift := t.filter, t.shift&63
	i := 0
	for ; i+8 <= len(text); i += 6 {
		x := binary.LittleEndian.Uint64(text[i:])
		h0, h2, h4 := hashKey(x&gramMask), hashKey(x>>16&gramMask), hashKey(x>>32)
		if (filter[h0>>shift]>>bitOf(h0)|filter[h2>>shift]>>bitOf(h2)|filter[h4>>shift]>>bitOf(h4))&1 != 0 {
			m.grams(r, t, text, i, i+6)
		}
	}
	m.grams(r, t, text, i, len(text)-gramSize+1)
}

// grams looks for the four bytes at each second place of text from one to
// another.
func (m *Matcher) grams(r *route, t *table, text []byte, from, to int) {
	for i := from; i < to; i += 2 {
		g := gramAt(text[i:])
		if h := hashKey(g); t.filter[h>>(t.shift&63)]>>bitOf(h)&1 != 0 {
			m.pieces(r, t.get(g, h), text, i)
		}
	}
}

// scanPairs looks at every two bytes of a folded text.
func (m *Matcher) scanPairs(r *route, p *pairs, text []byte) {
	all := p.all[:1<<16/64]
	has := func(pair uint64) uint64 { return all[pair>>6&(1<<10-1)] >> (pair & 63) }
	i := 0
	for ; i+8 <= len(text); i += 7 {
		x := binary.LittleEndian.Uint64(text[i:])
		if (has(x)|has(x>>8)|has(x>>16)|has(x>>24)|has(x>>32)|has(x>>40)|has(x>>48))&1 != 0 {
			m.pairsAt(r, p, text, i, i+7)
		}
	}
	m.pairsAt(r, p, text, i, len(text)-pairSize+1)
}

// pairsAt looks for the two bytes at each place of text from one to another.
func (m *Matcher) pairsAt(r *route, p *pairs, text []byte, from, to int) {
	for i := from; i < to; i++ {
		if pair := pairAt(text[i:]); p.all[pair>>6]>>(pair&63)&1 != 0 {
			m.pieces(r, p.get(pair, hashKey(pair)), text, i)
		}
	}
}

// pieces looks at the anchors whose key is at i in text.
func (m *Matcher) pieces(r *route, postings []posting, text []byte, i int) {
	for j := range postings {
		p := &postings[j]
		from := i - int(p.at)
		if from < 0 || !bytes.HasPrefix(text[from:], p.text) {
			continue
		}
		if a := &m.engine.anchors[p.anchor]; from > 0 && m.engine.preds[a.pred].kind == isPrefix {
			continue
		}
		m.found(r, p.anchor)
	}
}

// found tries the rules that hang on a, whose text was found where it has to
// be.
func (m *Matcher) found(r *route, a int32) {
	if !r.asks(a) {
		return
	}
	if x := &m.engine.anchors[a]; x.exact {
		m.memo[x.pred] = m.turn<<1 | 1
	}
	m.anchor(r, a)
}

// anchor tries the rules that hang on a, if it is true.
func (m *Matcher) anchor(r *route, a int32) {
	if m.anchors[a] == m.turn || !r.asks(a) {
		return
	}
	m.anchors[a] = m.turn
	x := &m.engine.anchors[a]
	if !m.predicate(x.pred) {
		return
	}
	for _, rule := range x.rules {
		if r.has(rule) {
			m.try(rule)
		}
	}
}
