// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"encoding/binary"
	"slices"
	"strings"
)

// A Shape says where in a record's tree the fields lie. By itself every value
// is bound to the native field that its dotted path names; [Shape.Flatten] and
// [Shape.Alias] say where a source's own wrapping differs. A shape is made
// before its table is frozen and is read-only after.
type Shape struct {
	ocsf    bool
	flatten []string
	aliases [][2]string
	root    *level
}

// Shape returns a new shape whose dotted paths are native field names.
func (f *Fields) Shape() *Shape {
	s := &Shape{}
	f.shapes = append(f.shapes, s)
	return s
}

// OCSFShape returns a new shape whose dotted paths are OCSF paths: that of
// records which are OCSF already.
func (f *Fields) OCSFShape() *Shape {
	s := f.Shape()
	s.ocsf = true
	return s
}

// Flatten makes the members of the object at path fields by their own names,
// as if they stood at the root: "winlog.event_data" makes
// winlog.event_data.Image the field Image.
func (s *Shape) Flatten(path string) *Shape {
	s.flatten = append(s.flatten, path)
	return s
}

// Alias makes the value at path a value of the native field name also.
func (s *Shape) Alias(path, name string) *Shape {
	s.aliases = append(s.aliases, [2]string{path, name})
	return s
}

// level is one node of the tree of names: a small open-addressed table, since
// it is asked once for every value of every record.
type level struct {
	mask    uint32
	entries []entry
	names   map[string]*entry // while it is built
}

type entry struct {
	key   string
	slots []Slot
	next  *level
}

func newLevel() *level { return &level{names: make(map[string]*entry)} }

func (l *level) at(path string) *entry {
	first, rest, deeper := strings.Cut(path, ".")
	x := l.key(first)
	if !deeper {
		return x
	}
	if x.next == nil {
		x.next = newLevel()
	}
	return x.next.at(rest)
}

func (s *Shape) compile(f *Fields) {
	s.root = newLevel()
	for i, x := range f.list[1:] {
		if x.ocsf == s.ocsf {
			s.root.name(x.name, Slot(i+1))
		}
	}
	for _, a := range s.aliases {
		if slot, ok := f.native[a[1]]; ok {
			s.root.name(a[0], slot)
		}
	}
	flat := make([]*entry, len(s.flatten))
	for i, path := range s.flatten {
		flat[i] = s.root.at(path)
	}
	root := s.root.copyNames()
	for _, x := range flat {
		x.next = merge(x.next, root, mergeDepth)
	}
	s.root.seal(make(map[*level]bool))
}

// name gives slot to the dotted path name. A key may itself have dots, at any
// level: the rest of the path is also looked for as one key.
func (l *level) name(name string, slot Slot) {
	for {
		x := l.key(name)
		x.slots = append(x.slots, slot)
		first, rest, deeper := strings.Cut(name, ".")
		if !deeper {
			return
		}
		x = l.key(first)
		if x.next == nil {
			x.next = newLevel()
		}
		l, name = x.next, rest
	}
}

func (l *level) key(key string) *entry {
	x := l.names[key]
	if x == nil {
		x = &entry{key: key}
		l.names[key] = x
	}
	return x
}

func (l *level) copyNames() *level {
	c := newLevel()
	for k, x := range l.names {
		y := *x
		c.names[k] = &y
	}
	return c
}

// mergeDepth bounds how deep two levels are merged: flattening makes levels
// that contain themselves.
const mergeDepth = 8

// merge returns a level with the names of both, and of the levels below them.
func merge(a, b *level, depth int) *level {
	switch {
	case a == nil:
		return b
	case b == nil || depth == 0:
		return a
	}
	c := a.copyNames()
	for k, x := range b.names {
		if y, ok := c.names[k]; ok {
			y.slots = union(y.slots, x.slots)
			y.next = merge(y.next, x.next, depth-1)
			continue
		}
		c.names[k] = x
	}
	return c
}

// union returns the slots of both, each once: a value that a path and a
// flattening lead to is one value.
func union(a, b []Slot) []Slot {
	c := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(c, s) {
			c = append(c, s)
		}
	}
	return c
}

// seal turns the maps of l and all below it into tables.
func (l *level) seal(done map[*level]bool) {
	if l == nil || done[l] {
		return
	}
	done[l] = true
	size := 4
	for size < 2*len(l.names) {
		size *= 2
	}
	l.mask = uint32(size - 1)
	l.entries = make([]entry, size)
	for _, x := range l.names {
		at := hashKey([]byte(x.key)) & l.mask
		for l.entries[at].used() {
			at = (at + 1) & l.mask
		}
		l.entries[at] = *x
		x.next.seal(done)
	}
	l.names = nil
}

func (x *entry) used() bool { return x.slots != nil || x.next != nil }

func (l *level) find(key []byte) *entry {
	at := hashKey(key) & l.mask
	for {
		x := &l.entries[at]
		if !x.used() {
			return nil
		}
		if string(key) == x.key {
			return x
		}
		at = (at + 1) & l.mask
	}
}

// hashKey mixes the length and the first and last bytes of a key. Names are
// the program's own, so that no sender can choose what collides.
func hashKey(k []byte) uint32 {
	var a, b uint64
	switch n := len(k); {
	case n >= 8:
		a = binary.LittleEndian.Uint64(k)
		b = binary.LittleEndian.Uint64(k[n-8:])
	case n >= 4:
		a = uint64(binary.LittleEndian.Uint32(k))
		b = uint64(binary.LittleEndian.Uint32(k[n-4:]))
	case n > 0:
		a = uint64(k[0])<<16 | uint64(k[n/2])<<8 | uint64(k[n-1])
	}
	h := (a ^ uint64(len(k))*0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9
	h = (h ^ b ^ h>>29) * 0x94D049BB133111EB
	return uint32(h >> 32)
}

// BindShape binds the values of the native tree to the slots that s gives
// them.
func (e *Event) BindShape(s *Shape) {
	if len(e.nodes) == 0 || e.nodes[0].kind < List {
		return
	}
	e.bindChildren(0, nil, s.root)
}

// bindChildren binds the members of the container at i. Elements of a list
// take the slots and the level of the list itself. l is nil below a list whose
// objects have no names that anyone asked for.
func (e *Event) bindChildren(i uint32, list []Slot, l *level) {
	isList := e.nodes[i].kind == List
	for c := i + 1; c < e.nodes[i].end; c = e.nodes[c].end {
		slots, next := list, l
		if !isList {
			x := l.find(Node{e, c}.Key())
			if x == nil {
				continue
			}
			slots, next = x.slots, x.next
		}
		kind := e.nodes[c].kind
		if kind != List || e.nodes[c].end == c+1 {
			for _, s := range slots {
				e.Bind(s, Node{e, c})
			}
		}
		if kind == List || (kind == Object && next != nil) {
			e.bindChildren(c, slots, next)
		}
	}
}
