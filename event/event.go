// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

// limits on one record; what exceeds them is refused as a whole.
const (
	// MaxDepth is the deepest nesting of objects and lists in a record.
	MaxDepth = 64
	// MaxNodes is the largest number of values in a record.
	MaxNodes = 1 << 16
	// MaxRecord is the largest record in bytes: spans are 32 bits wide.
	MaxRecord = 64 << 20
)

// An Event is one record of a source: the original bytes, the tree of values
// in them, and for every slot the values that are bound to it. Values are
// ranges over the original bytes or over an arena; nothing is allocated per
// field.
//
// An Event belongs to one goroutine and is used again and again with
// [Event.Reset]. Nothing that was read from it ([Node], [Value], byte slices)
// may be used after the next Reset: what must live longer is copied.
type Event struct {
	Header

	fields *Fields
	raw    []byte
	arena  []byte
	nodes  []node
	links  []link
	heads  []head
	open   []uint32 // containers that are being built
	done   bool     // the header is bound
	out    writer
}

// New returns an empty event over the frozen table f.
func New(f *Fields) *Event {
	return &Event{fields: f, heads: make([]head, f.Len())}
}

// Fields returns the table that the event was made with.
func (e *Event) Fields() *Fields { return e.fields }

// Reset empties the event and gives it the record raw, which the event
// borrows until the next Reset and never changes.
func (e *Event) Reset(raw []byte) {
	for i := range e.links {
		e.heads[e.links[i].slot] = head{}
	}
	e.Header = Header{}
	e.raw = raw
	e.arena = e.arena[:0]
	e.nodes = e.nodes[:0]
	e.links = e.links[:0]
	e.open = e.open[:0]
	e.done = false
	if len(e.heads) < e.fields.Len() {
		e.heads = make([]head, e.fields.Len())
	}
}

// ResetTree drops the tree and all bound values but keeps the header and the
// record, so that another format may have a try at the same bytes.
func (e *Event) ResetTree() {
	h := e.Header
	e.Reset(e.raw)
	e.Header = h
}

// Raw returns the original bytes of the record: what is hashed, signed and
// kept.
func (e *Event) Raw() []byte { return e.raw }

// Root returns the root of the native tree, of kind [Missing] where none was
// built.
func (e *Event) Root() Node {
	if len(e.nodes) == 0 {
		return Node{}
	}
	return Node{e: e, i: 0}
}
