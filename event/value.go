// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import "iter"

// A Value is one of the values that are bound to a slot. The zero Value is
// missing.
type Value struct {
	e *Event
	l uint32 // index of the link plus one
}

type link struct {
	slot Slot
	node uint32
	next uint32 // index plus one of the slot's next link
	item uint32 // element of the array on the slot's OCSF path
}

type head struct{ first, last uint32 } // link indexes plus one

// Get returns the first value that is bound to s. Its kind is [Missing] where
// there is none; [Value.Next] walks to the others in the order of binding.
func (e *Event) Get(s Slot) Value {
	return Value{e, e.heads[s].first}
}

// Has reports whether any value is bound to s.
func (e *Event) Has(s Slot) bool { return e.heads[s].first != 0 }

// Bound returns every slot that has a value, once, in the order in which they
// got their first. Nothing may be bound meanwhile.
func (e *Event) Bound() iter.Seq[Slot] {
	return func(yield func(Slot) bool) {
		for i := range e.links {
			if s := e.links[i].slot; e.heads[s].first == uint32(i+1) && !yield(s) {
				return
			}
		}
	}
}

// Exists reports whether the value is there.
func (v Value) Exists() bool { return v.l != 0 }

// Node returns the value's node.
func (v Value) Node() Node {
	if v.l == 0 {
		return Node{}
	}
	return Node{v.e, v.e.links[v.l-1].node}
}

// Next returns the slot's next value, missing behind the last.
func (v Value) Next() Value {
	if v.l == 0 {
		return v
	}
	return Value{v.e, v.e.links[v.l-1].next}
}

// Kind returns the value's kind.
func (v Value) Kind() Kind { return v.Node().Kind() }

// Text returns the text of a scalar, as [Node.Text].
func (v Value) Text() []byte { return v.Node().Text() }

// Int returns a whole number, as [Node.Int].
func (v Value) Int() (int64, bool) { return v.Node().Int() }

// Float returns a number, as [Node.Float].
func (v Value) Float() (float64, bool) { return v.Node().Float() }

// Bool returns a bool, as [Node.Bool].
func (v Value) Bool() bool { return v.Node().Bool() }

// Bind adds the node n to the values of s. Binding to [NoSlot] or binding a
// missing node does nothing.
func (e *Event) Bind(s Slot, n Node) { e.BindItem(s, n, 0) }

// BindItem binds n to s as [Event.Bind] does, for an OCSF path that leads
// through an array of objects: values with the same item belong to the same
// object.
func (e *Event) BindItem(s Slot, n Node, item int) {
	if s == NoSlot || n.e == nil {
		return
	}
	e.links = append(e.links, link{slot: s, node: n.i, item: uint32(item)})
	at := uint32(len(e.links))
	h := &e.heads[s]
	if h.last != 0 {
		e.links[h.last-1].next = at
	} else {
		h.first = at
	}
	h.last = at
}

// HasItem reports whether a value is bound to s with that item.
func (e *Event) HasItem(s Slot, item int) bool {
	for at := e.heads[s].first; at != 0; at = e.links[at-1].next {
		if e.links[at-1].item == uint32(item) {
			return true
		}
	}
	return false
}
