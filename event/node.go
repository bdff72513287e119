// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import "iter"

// Kind is the kind of a value, as in JSON.
type Kind uint8

// The kinds of values. Missing is the kind of what is not there.
const (
	Missing Kind = iota
	Null
	Bool
	Number
	String
	List
	Object
)

// String returns the name of k in lower case.
func (k Kind) String() string {
	return [...]string{"missing", "null", "bool", "number", "string", "list", "object"}[k]
}

// IsScalar reports whether values of kind k have a text of their own.
func (k Kind) IsScalar() bool { return k >= Null && k <= String }

// node is one value of the tree, in document order. Its key and text are
// ranges over the record or, where a flag says so, over the arena.
type node struct {
	keyOff, keyLen uint32
	off, len       uint32
	end            uint32 // index behind the last node of this subtree
	kind           Kind
	flags          uint8
}

const (
	keyInArena uint8 = 1 << iota
	textInArena
	derived // not part of the native tree
)

// A Node is a value of an event's tree. The zero Node is missing, and every
// method of it answers so.
type Node struct {
	e *Event
	i uint32
}

// Kind returns the node's kind.
func (n Node) Kind() Kind {
	if n.e == nil {
		return Missing
	}
	return n.e.nodes[n.i].kind
}

// Exists reports whether the node is there.
func (n Node) Exists() bool { return n.e != nil }

// Key returns the node's name in its object, decoded; of a list's element nil.
func (n Node) Key() []byte {
	if n.e == nil {
		return nil
	}
	x := &n.e.nodes[n.i]
	if x.flags&keyInArena != 0 {
		return n.e.arena[x.keyOff : x.keyOff+x.keyLen]
	}
	return n.e.raw[x.keyOff : x.keyOff+x.keyLen]
}

// Text returns the text of a scalar: a string decoded, a number as it was
// written, "true", "false" or "null". It is nil for lists and objects, whose
// source text [Node.AppendJSON] gives.
func (n Node) Text() []byte {
	if n.e == nil {
		return nil
	}
	x := &n.e.nodes[n.i]
	if !x.kind.IsScalar() {
		return nil
	}
	if x.flags&textInArena != 0 {
		return n.e.arena[x.off : x.off+x.len : x.off+x.len]
	}
	return n.e.raw[x.off : x.off+x.len : x.off+x.len]
}

// Int returns the value of a number that is a whole number within 64 bits,
// and false for every other value. "1e3" and "2.0" are whole numbers.
func (n Node) Int() (int64, bool) {
	if n.Kind() != Number {
		return 0, false
	}
	return parseInt(n.Text())
}

// Float returns the nearest float64 of a number, and false for every other
// value.
func (n Node) Float() (float64, bool) {
	if n.Kind() != Number {
		return 0, false
	}
	return parseFloat(n.Text())
}

// Bool returns the value of a bool; false for every other value.
func (n Node) Bool() bool {
	return n.Kind() == Bool && n.Text()[0] == 't'
}

// Children returns the members of an object or the elements of a list in
// their order.
func (n Node) Children() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if n.e == nil {
			return
		}
		x := &n.e.nodes[n.i]
		if x.kind < List {
			return
		}
		for i := n.i + 1; i < x.end; i = n.e.nodes[i].end {
			if !yield(Node{n.e, i}) {
				return
			}
		}
	}
}

// Leaves returns the scalars at and below n in document order.
func (n Node) Leaves() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if n.e == nil {
			return
		}
		for i := n.i; i < n.e.nodes[n.i].end; i++ {
			if n.e.nodes[i].kind.IsScalar() && !yield(Node{n.e, i}) {
				return
			}
		}
	}
}

// Child returns the first member of an object that has the name key, missing
// where there is none.
func (n Node) Child(key string) Node {
	for c := range n.Children() {
		if string(c.Key()) == key {
			return c
		}
	}
	return Node{}
}

// Path returns the node that the keys lead to from n, through objects only.
func (n Node) Path(keys ...string) Node {
	for _, k := range keys {
		n = n.Child(k)
	}
	return n
}

// Len returns the number of children.
func (n Node) Len() int {
	count := 0
	for range n.Children() {
		count++
	}
	return count
}
