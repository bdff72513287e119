// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"strconv"
	"unsafe"
)

// The builder below makes the tree of a record that is not JSON, in document
// order: a root object, its members, End. Keys and texts that lie inside the
// record are kept as ranges over it, all others are copied into the arena.

// BeginObject opens an object; the calls up to its [Event.End] add its
// members. key is nil for the root and for elements of a list.
func (e *Event) BeginObject(key []byte) Node { return e.begin(key, Object) }

// BeginList opens a list; the calls up to its [Event.End] add its elements.
func (e *Event) BeginList(key []byte) Node { return e.begin(key, List) }

func (e *Event) begin(key []byte, k Kind) Node {
	n := e.push(key, nil, k)
	e.open = append(e.open, n.i)
	return n
}

// End closes the object or list that was opened last.
func (e *Event) End() {
	top := len(e.open) - 1
	e.nodes[e.open[top]].end = uint32(len(e.nodes))
	e.open = e.open[:top]
}

// AddString adds a string.
func (e *Event) AddString(key, text []byte) Node { return e.push(key, text, String) }

// AddNumber adds a number that is written as text, which MUST be a JSON number.
func (e *Event) AddNumber(key, text []byte) Node { return e.push(key, text, Number) }

// AddInt adds a whole number.
func (e *Event) AddInt(key []byte, v int64) Node {
	var b [20]byte
	return e.push(key, strconv.AppendInt(b[:0], v, 10), Number)
}

// AddUint adds a whole number.
func (e *Event) AddUint(key []byte, v uint64) Node {
	var b [20]byte
	return e.push(key, strconv.AppendUint(b[:0], v, 10), Number)
}

// AddBool adds a bool.
func (e *Event) AddBool(key []byte, v bool) Node {
	var b [5]byte
	return e.push(key, strconv.AppendBool(b[:0], v), Bool)
}

// AddNull adds a null.
func (e *Event) AddNull(key []byte) Node {
	var b [4]byte
	return e.push(key, append(b[:0], "null"...), Null)
}

// SetString binds to s a derived string: one that is not in the native tree.
// It MUST be called after the tree is complete, as all Set methods.
func (e *Event) SetString(s Slot, text []byte) Node { return e.set(s, text, String) }

// SetInt binds a derived whole number to s.
func (e *Event) SetInt(s Slot, v int64) Node {
	var b [20]byte
	return e.set(s, strconv.AppendInt(b[:0], v, 10), Number)
}

// SetBool binds a derived bool to s.
func (e *Event) SetBool(s Slot, v bool) Node {
	var b [5]byte
	return e.set(s, strconv.AppendBool(b[:0], v), Bool)
}

func (e *Event) set(s Slot, text []byte, k Kind) Node {
	n := e.Derive(text, k)
	e.Bind(s, n)
	return n
}

// Derive adds a scalar outside the native tree that is bound to no slot yet.
func (e *Event) Derive(text []byte, k Kind) Node {
	n := e.push(nil, text, k)
	e.nodes[n.i].flags |= derived
	return n
}

// Full reports whether the record has reached [MaxNodes]: a format that
// builds from unbounded input MUST stop then.
func (e *Event) Full() bool { return len(e.nodes) >= MaxNodes }

func (e *Event) push(key, text []byte, k Kind) Node {
	x := node{kind: k, end: uint32(len(e.nodes)) + 1}
	var in bool
	if x.keyOff, in = e.place(key); in {
		x.flags |= keyInArena
	}
	x.keyLen = uint32(len(key))
	if x.off, in = e.place(text); in {
		x.flags |= textInArena
	}
	x.len = uint32(len(text))
	e.nodes = append(e.nodes, x)
	return Node{e, uint32(len(e.nodes) - 1)}
}

// place returns the offset of b in the record where it is a part of it, or
// else copies it into the arena.
func (e *Event) place(b []byte) (off uint32, inArena bool) {
	if len(b) == 0 {
		return 0, false
	}
	if len(e.raw) > 0 {
		d := uintptr(unsafe.Pointer(unsafe.SliceData(b))) - uintptr(unsafe.Pointer(unsafe.SliceData(e.raw)))
		if d < uintptr(len(e.raw)) && d+uintptr(len(b)) <= uintptr(len(e.raw)) {
			return uint32(d), false
		}
	}
	off = uint32(len(e.arena))
	e.arena = append(e.arena, b...)
	return off, true
}
