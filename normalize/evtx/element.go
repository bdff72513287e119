// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"bytes"
)

// shape is what an element turns out to be with the values of an instance.
type shape struct {
	key        []byte
	name       uint32 // index of the attribute that became the key, or 0
	attributes bool   // there are others
	elements   bool   // inside
	items      int    // texts and values inside that are not elements
	absent     bool   // it is left out
}

// element adds the element i to the open object, or to the open list of Data
// elements.
func (d *decoder) element(s scope, i uint32, list bool, depth int) error {
	n := &s.p.nodes[i]
	var h shape
	if d.shape(&h, s, i); h.absent {
		return nil
	}
	if list {
		h.key = nil
	}
	if !h.attributes && !h.elements {
		return d.content(s, h.key, n.body, n.end, h.items, list)
	}
	d.e.BeginObject(h.key)
	if h.attributes {
		d.e.BeginObject([]byte("#attributes"))
		for a := i + 1; a < n.body; a = s.p.nodes[a].end {
			if a == h.name || s.missing(a) {
				continue
			}
			at := &s.p.nodes[a]
			if err := d.content(s, s.p.str(at), a+1, at.end, int(at.end-a)-1, false); err != nil {
				return err
			}
		}
		d.e.End()
	}
	if h.items > 0 && (!h.elements || !s.blank(n.body, n.end)) {
		if err := d.content(s, []byte("#text"), n.body, n.end, h.items, false); err != nil {
			return err
		}
	}
	if h.elements {
		if err := d.children(s, n.body, n.end, n.name == nameEventData, depth+1); err != nil {
			return err
		}
	}
	d.e.End()
	return nil
}

// shape finds out the shape of element i.
func (d *decoder) shape(h *shape, s scope, i uint32) {
	n := &s.p.nodes[i]
	h.key = s.p.str(n)
	d.work -= int(n.body - i)
	if n.ref != noDependency && int(n.ref) < len(s.vals) && s.vals[n.ref].isNull() {
		h.absent = true
		return
	}
	if n.name == nameData {
		if a, ok := s.nameAttribute(i); ok && !s.missing(a) {
			h.key, h.name = d.joined(s, a+1, s.p.nodes[a].end), a
		}
	}
	for a := i + 1; a < n.body; a = s.p.nodes[a].end {
		h.attributes = h.attributes || a != h.name && !s.missing(a)
	}
	for c := n.body; c < n.end; c = s.p.nodes[c].end {
		d.work--
		if x := &s.p.nodes[c]; x.kind == nodeElement || x.kind == nodeInstance || s.of(x).typ == typeBinXML {
			h.elements = true
		} else {
			h.items++
		}
	}
	h.absent = n.end == n.body+1 && s.absent(&s.p.nodes[n.body])
}

// joined returns the texts and values among the nodes, one after the other. It
// is valid until the next call.
func (d *decoder) joined(s scope, from, to uint32) []byte {
	if to == from+1 && s.p.nodes[from].kind == nodeText {
		return s.p.str(&s.p.nodes[from])
	}
	d.key = d.appendItems(d.key[:0], s, from, to)
	return d.key
}

// of returns the value of a substitution, null for every other node.
func (s scope) of(n *node) value {
	if n.kind == nodeNormal || n.kind == nodeOptional {
		return s.value(n.ref)
	}
	return value{}
}

// absent reports whether n is an optional substitution without a value.
func (s scope) absent(n *node) bool {
	return n.kind == nodeOptional && s.value(n.ref).isNull()
}

// missing reports whether the attribute a is left out.
func (s scope) missing(a uint32) bool {
	return s.p.nodes[a].end == a+2 && s.absent(&s.p.nodes[a+1])
}

// blank reports whether the texts among the nodes are only white space, as
// between the elements of a document that was written by hand.
func (s scope) blank(from, to uint32) bool {
	for i := from; i < to; i = s.p.nodes[i].end {
		switch n := &s.p.nodes[i]; n.kind {
		case nodeText:
			if len(bytes.TrimSpace(s.p.str(n))) > 0 {
				return false
			}
		case nodeConstant:
			return false
		case nodeNormal, nodeOptional:
			if v := s.value(n.ref); !v.isNull() && v.typ != typeBinXML {
				return false
			}
		}
	}
	return true
}

// content adds the texts and values among the nodes, items many, as one
// scalar, or list where it is an array. Inside a list the array's elements are
// added to that.
func (d *decoder) content(s scope, key []byte, from, to uint32, items int, list bool) error {
	if items == 1 && to == from+1 {
		switch n := &s.p.nodes[from]; n.kind {
		case nodeText:
			d.e.AddString(key, s.p.str(n))
			return d.spend(int(n.len))
		case nodeConstant:
			return d.scalar(key, n.typ, d.c.data[n.off:n.off+n.len])
		default:
			return d.value(key, s.value(n.ref), list)
		}
	}
	if items == 0 {
		d.e.AddNull(key)
		return d.spend(1)
	}
	d.text = d.appendItems(d.text[:0], s, from, to)
	d.e.AddString(key, d.text)
	return d.spend(len(d.text))
}

// value adds v, which is not BinXml.
func (d *decoder) value(key []byte, v value, list bool) error {
	b := d.c.data[v.off : v.off+uint32(v.size)]
	t := v.typ &^ typeArray
	if t == v.typ || len(b) == 0 {
		return d.scalar(key, t, b)
	}
	if !list {
		d.e.BeginList(key)
	}
	for len(b) > 0 {
		var x []byte
		x, b = cut(t, b)
		if err := d.scalar(nil, t, x); err != nil {
			return err
		}
	}
	if !list {
		d.e.End()
	}
	return nil
}

// scalar adds the value b of type t.
func (d *decoder) scalar(key []byte, t valueType, b []byte) error {
	if t == typeNull {
		d.e.AddNull(key)
		return d.spend(1)
	}
	d.text = appendValue(d.text[:0], t, b)
	add := d.e.AddString
	if _, _, ok := integer(t, b); ok {
		add = d.e.AddNumber
	} else if _, _, ok := float(t, b); ok && d.text[len(d.text)-1] <= '9' {
		add = d.e.AddNumber
	}
	if t == typeBool && (len(b) == 4 || len(b) == 1) {
		d.e.AddBool(key, d.text[0] == 't')
	} else {
		add(key, d.text)
	}
	return d.spend(1 + len(d.text))
}

// appendItems appends the texts and values among the nodes, one after the
// other.
func (d *decoder) appendItems(dst []byte, s scope, from, to uint32) []byte {
	for i := from; i < to && d.work >= 0; i = s.p.nodes[i].end {
		was := len(dst)
		switch n := &s.p.nodes[i]; n.kind {
		case nodeText:
			dst = append(dst, s.p.str(n)...)
		case nodeConstant:
			dst = appendValue(dst, n.typ, d.c.data[n.off:n.off+n.len])
		case nodeNormal, nodeOptional:
			if v := s.value(n.ref); v.typ != typeBinXML {
				dst = appendValue(dst, v.typ, d.c.data[v.off:v.off+uint32(v.size)])
			}
		}
		d.work -= len(dst) - was
	}
	return dst
}
