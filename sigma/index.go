// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"encoding/binary"
	"math/bits"
)

// gramSize is the number of bytes by which texts inside values are found.
const gramSize = 4

// index finds the anchors of one field that a value may make true.
type index struct {
	texts map[string][]int32 // anchors by the folded text that the value must be
	grams grams
}

// grams is a hash table from four bytes to anchors, behind a bit filter that
// turns away nearly all bytes of a value.
type grams struct {
	filter []uint64 // empty: no anchors
	shift  uint8    // 32 less the bits of a filter position
	mask   uint32   // of keys
	keys   []gramKey
	items  []int32
}

type gramKey struct {
	gram     uint32
	from, to int32 // into items; empty where the place is free
}

func gramAt(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }

func gramHash(g uint32) uint32 { return g * 0x9e3779b1 }

// buildIndexes files every anchor under its text, under the rarest four bytes
// of its text, or nowhere.
func (e *Engine) buildIndexes() {
	e.indexes = make([]index, len(e.fields))
	common := make(map[uint32]int)
	for i := range e.anchors {
		p := &e.preds[e.anchors[i].pred]
		if p.kind == isExact || p.kind == isInSet {
			continue
		}
		text := foldString(string(p.text))
		for j := 0; j+gramSize <= len(text); j++ {
			common[gramAt([]byte(text[j:]))]++
		}
	}
	byGrams := make([]map[uint32][]int32, len(e.fields))
	for i := range e.anchors {
		a := &e.anchors[i]
		p := &e.preds[a.pred]
		switch p.kind {
		case isExact:
			e.indexes[a.field].file(foldString(string(p.text)), int32(i))
			a.how = byText
		case isInSet:
			filed := make(map[string]bool, len(p.set))
			for s := range p.set {
				if s = foldString(s); !filed[s] {
					filed[s] = true
					e.indexes[a.field].file(s, int32(i))
				}
			}
			a.how = byText
		case isPrefix, isSuffix, isContained, isWild, isRegexp:
			g, ok := rarest([]byte(foldString(string(p.text))), common)
			if !ok {
				continue
			}
			if byGrams[a.field] == nil {
				byGrams[a.field] = make(map[uint32][]int32)
			}
			byGrams[a.field][g] = append(byGrams[a.field][g], int32(i))
			a.how = byGram
		}
	}
	for f, m := range byGrams {
		if m != nil {
			e.indexes[f].grams = newGrams(m)
		}
	}
}

func (x *index) file(text string, anchor int32) {
	if x.texts == nil {
		x.texts = make(map[string][]int32)
	}
	x.texts[text] = append(x.texts[text], anchor)
}

// rarest returns the four bytes of text that fewest anchors have, the first of
// equally rare ones; false where text is too short.
func rarest(text []byte, common map[uint32]int) (uint32, bool) {
	best, count := uint32(0), 0
	for i := 0; i+gramSize <= len(text); i++ {
		if g := gramAt(text[i:]); count == 0 || common[g] < count {
			best, count = g, common[g]
		}
	}
	return best, count > 0
}

func newGrams(m map[uint32][]int32) grams {
	filterBits := max(bits.Len(uint(len(m)*32)), 6)
	size := 1 << bits.Len(uint(len(m)*2))
	t := grams{
		filter: make([]uint64, 1<<(filterBits-6)),
		shift:  uint8(32 - filterBits),
		mask:   uint32(size - 1),
		keys:   make([]gramKey, size),
	}
	for g, anchors := range m {
		h := gramHash(g)
		bit := h >> t.shift
		t.filter[bit>>6] |= 1 << (bit & 63)
		at := h & t.mask
		for t.keys[at].to != t.keys[at].from {
			at = (at + 1) & t.mask
		}
		from := int32(len(t.items))
		t.items = append(t.items, anchors...)
		t.keys[at] = gramKey{g, from, int32(len(t.items))}
	}
	return t
}

// get returns the anchors filed under g, whose hash h passed the filter.
func (t *grams) get(g, h uint32) []int32 {
	for at := h & t.mask; ; at = (at + 1) & t.mask {
		k := &t.keys[at]
		if k.to == k.from {
			return nil
		}
		if k.gram == g {
			return t.items[k.from:k.to]
		}
	}
}
