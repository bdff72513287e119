// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import "encoding/binary"

// index finds the anchors of one field that a value may make true.
type index struct {
	texts table // by the text that the value must be
	tails table // by the last bytes of the text that it must end with
	grams table // by four bytes, at an even place of it, of the text that must be in it
	pairs pairs // by two bytes of a text that is too short for that
	nets  nets  // by the network that it must be in
}

// sizes of keys.
const (
	gramSize = 4
	pairSize = 2
	gramMask = 1<<32 - 1
)

func gramAt(b []byte) uint64 { return uint64(binary.LittleEndian.Uint32(b)) }

func pairAt(b []byte) uint64 { return uint64(binary.LittleEndian.Uint16(b)) }

// textKey mixes the length and the first and last bytes of a text. Only rules
// choose which texts share a key.
func textKey(b []byte) uint64 {
	n := uint64(len(b))
	switch {
	case n >= 8:
		return (binary.LittleEndian.Uint64(b)+n)*0xbf58476d1ce4e5b9 ^ binary.LittleEndian.Uint64(b[n-8:])
	case n >= gramSize:
		return (gramAt(b)<<32 | gramAt(b[n-gramSize:])) + n
	default:
		key := n
		for _, c := range b {
			key = key<<8 | uint64(c)
		}
		return key
	}
}

// tailKey is the key of the last size bytes of b, which has as many; size is 8,
// gramSize or pairSize.
func tailKey(b []byte, size int) uint64 {
	b = b[len(b)-size:]
	switch size {
	case 8:
		return binary.LittleEndian.Uint64(b)
	case gramSize:
		return gramAt(b) | 1<<32
	default:
		return pairAt(b) | 1<<33
	}
}

// tailSize is how much of the end of a text of n bytes is its key; 0 for one
// that is too short.
func tailSize(n int) int {
	switch {
	case n >= 8:
		return 8
	case n >= gramSize:
		return gramSize
	case n >= pairSize:
		return pairSize
	default:
		return 0
	}
}

// pairs is a table of two bytes behind a filter with a bit for every pair.
type pairs struct {
	table
	all []uint64 // empty: no postings
}

func newPairs(m filed) pairs {
	if len(m) == 0 {
		return pairs{}
	}
	p := pairs{newTable(m), make([]uint64, 1<<16/64)}
	for k := range m {
		p.all[k>>6] |= 1 << (k & 63)
	}
	return p
}

// filer files the anchors of one field.
type filer struct {
	texts, tails, grams, pairs filed
	nets                       nets
}

func newFiler() *filer {
	return &filer{texts: make(filed), tails: make(filed), grams: make(filed), pairs: make(filed)}
}

// buildIndexes files every anchor under what its predicate needs, or, where it
// needs nothing that can be looked up, nowhere.
func (e *Engine) buildIndexes() {
	e.indexes = make([]index, len(e.fields))
	common := e.frequency()
	filers := make([]*filer, len(e.fields))
	for i := range e.anchors {
		a := &e.anchors[i]
		f := filers[a.field]
		if f == nil {
			f = newFiler()
			filers[a.field] = f
		}
		p := &e.preds[a.pred]
		a.indexed = f.file(int32(i), p, common)
		a.exact = !p.cased && (p.kind == isExact || p.kind == isInSet || p.kind == isPrefix || p.kind == isSuffix || p.kind == isContained)
	}
	for i, f := range filers {
		if f != nil {
			e.indexes[i] = index{newTable(f.texts), newTable(f.tails), newTable(f.grams), newPairs(f.pairs), f.nets}
		}
	}
}

// frequency counts, by hash, how many predicates have some bytes.
type frequency []uint32

const frequencyBits = 20

func (f frequency) at(key uint64) *uint32 { return &f[hashKey(key)>>(64-frequencyBits)] }

// frequency counts over all predicates, since rules are full of what events
// are full of.
func (e *Engine) frequency() frequency {
	f := make(frequency, 1<<frequencyBits)
	for i := range e.preds {
		for _, text := range e.preds[i].texts() {
			for j := 0; j+gramSize <= len(text); j++ {
				*f.at(gramAt(text[j:]))++
				*f.at(pairAt(text[j:]))++
			}
		}
	}
	return f
}

// file files an anchor and reports whether that was possible.
func (f *filer) file(anchor int32, p *predicate, common frequency) bool {
	switch p.kind {
	case isExact, isInSet:
		for _, text := range p.texts() {
			f.texts.add(textKey(text), posting{anchor, 0, text})
		}
		return true
	case isSuffix:
		text := p.texts()[0]
		size := tailSize(len(text))
		if size == 0 {
			return false
		}
		f.tails.add(tailKey(text, size), posting{anchor, 0, text})
		return true
	case isInside:
		f.nets.add(p.item.Prefix, anchor)
		return true
	case isPrefix, isContained, isWild, isRegexp:
		return f.pieces(anchor, p.texts(), common)
	default:
		return false
	}
}

// pieces files an anchor under texts of which one is in every value that makes
// it true.
func (f *filer) pieces(anchor int32, texts [][]byte, common frequency) bool {
	for _, text := range texts {
		if len(text) < pairSize {
			return false
		}
	}
	for _, text := range texts {
		if len(text) <= gramSize {
			at := common.rarestPair(text)
			f.pairs.add(pairAt(text[at:]), posting{anchor, int32(at), text})
			continue
		}
		at := common.rarestGrams(text)
		for i := at; i <= at+1; i++ { // wherever the text is, one of them is at an even place
			f.grams.add(gramAt(text[i:]), posting{anchor, int32(i), text})
		}
	}
	return len(texts) > 0
}

func (m filed) add(key uint64, p posting) { m[key] = append(m[key], p) }

// rarestGrams returns where in text two grams in a row begin of which the
// fewest predicates have either, the first of equally rare ones.
func (f frequency) rarestGrams(text []byte) int {
	best, least := 0, ^uint32(0)
	for i := 0; i+gramSize < len(text); i++ {
		if n := *f.at(gramAt(text[i:])) + *f.at(gramAt(text[i+1:])); n < least {
			best, least = i, n
		}
	}
	return best
}

// rarestPair returns where in text the rarest two bytes are.
func (f frequency) rarestPair(text []byte) int {
	best, least := 0, ^uint32(0)
	for i := 0; i+pairSize <= len(text); i++ {
		if n := *f.at(pairAt(text[i:])); n < least {
			best, least = i, n
		}
	}
	return best
}
