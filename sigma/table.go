// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"cmp"
	"math/bits"
	"slices"
)

// table finds postings by a key of up to eight bytes. A bit filter before it
// turns away nearly all keys that it does not have, since it is asked for
// every byte of every event.
type table struct {
	filter []uint64 // a bit for each key, by its hash; empty: no postings
	shift  uint8    // of a hash, to the number of its word in the filter
	mask   uint64   // of keys
	keys   []tableKey
	items  []posting
}

type tableKey struct {
	key      uint64
	from, to int32 // into items; empty where the place is free
}

// posting is an anchor under a text that makes it true, or without which it is
// not.
type posting struct {
	anchor int32
	at     int32  // where in text the key is
	text   []byte // folded
}

// filed are the postings of a table that is being built.
type filed map[uint64][]posting

// filterBits is the number of bits for each key, so that about one key in
// thirty passes that is not in the table.
const filterBits = 32

func newTable(m filed) table {
	if len(m) == 0 {
		return table{}
	}
	words := max(bits.Len(uint(len(m)*filterBits/64)), 1)
	size := 1 << bits.Len(uint(len(m)*2))
	t := table{
		filter: make([]uint64, 1<<words),
		shift:  uint8(64 - words),
		mask:   uint64(size - 1),
		keys:   make([]tableKey, size),
	}
	keys := make([]uint64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys) // so that each run looks at anchors in the same order
	for _, k := range keys {
		h := hashKey(k)
		t.filter[h>>t.shift] |= 1 << bitOf(h)
		at := placeOf(h) & t.mask
		for t.keys[at].to != t.keys[at].from {
			at = (at + 1) & t.mask
		}
		from := int32(len(t.items))
		t.items = append(t.items, m[k]...)
		slices.SortStableFunc(t.items[from:], func(a, b posting) int { return cmp.Compare(a.anchor, b.anchor) })
		t.keys[at] = tableKey{k, from, int32(len(t.items))}
	}
	return t
}

func (t *table) empty() bool { return len(t.filter) == 0 }

// get returns the postings under key, whose hash is h.
func (t *table) get(key, h uint64) []posting {
	for at := placeOf(h) & t.mask; ; at = (at + 1) & t.mask {
		k := &t.keys[at]
		if k.to == k.from {
			return nil
		}
		if k.key == key {
			return t.items[k.from:k.to]
		}
	}
}

// find returns the postings under key.
func (t *table) find(key uint64) []posting {
	if t.empty() {
		return nil
	}
	h := hashKey(key)
	if t.filter[h>>(t.shift&63)]>>bitOf(h)&1 == 0 {
		return nil
	}
	return t.get(key, h)
}

// The hash of a key: its highest bits say which word of the filter, others
// which bit there, others the place among the keys.

func hashKey(key uint64) uint64 { return key * 0x9e3779b97f4a7c15 }

func bitOf(h uint64) uint64 { return h >> 34 & 63 }

func placeOf(h uint64) uint64 { return h >> 32 }
