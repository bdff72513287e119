// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"net/netip"
	"slices"
)

// nets finds anchors by the network that an address must be in: a look-up for
// each different length of prefix.
type nets struct {
	four, six []int // lengths, ascending
	anchors   map[netip.Prefix][]int32
}

func (n *nets) add(p netip.Prefix, anchor int32) {
	if n.anchors == nil {
		n.anchors = make(map[netip.Prefix][]int32)
	}
	n.anchors[p] = append(n.anchors[p], anchor)
	lengths := &n.six
	if p.Addr().Is4() {
		lengths = &n.four
	}
	if at, ok := slices.BinarySearch(*lengths, p.Bits()); !ok {
		*lengths = slices.Insert(*lengths, at, p.Bits())
	}
}

// find calls use with the anchors of every network that has a.
func (n *nets) find(a netip.Addr, use func(anchor int32)) {
	lengths := n.six
	if a.Is4() {
		lengths = n.four
	}
	for _, bits := range lengths {
		p, err := a.Prefix(bits)
		if err != nil {
			return // longer than the address: none
		}
		for _, anchor := range n.anchors[p] {
			use(anchor)
		}
	}
	if a.Is4In6() {
		n.find(a.Unmap(), use)
	}
}

// parseAddress reads an address without a zone; it turns away what cannot be
// one before netip makes an error of it.
func parseAddress(text []byte) (netip.Addr, bool) {
	if len(text) < 2 || len(text) > 45 {
		return netip.Addr{}, false
	}
	dots, colons := 0, 0
	for _, c := range text {
		switch {
		case c == '.':
			dots++
		case c == ':':
			colons++
		case (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f'):
			return netip.Addr{}, false
		}
	}
	if dots != 3 && colons < 2 {
		return netip.Addr{}, false
	}
	a, err := netip.ParseAddr(unsafeString(text))
	return a, err == nil
}
