// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"encoding/binary"

	"gambeson/event"
)

const (
	// maxDepth is the deepest nesting of elements and template instances.
	maxDepth = event.MaxDepth - 4
	// maxWork is the most that is done for one record, maxChunkWork for all of
	// a chunk: bytes of documents, names and texts, and nodeWork for each node
	// that is compiled. A node that is visited counts 1. Real records take a
	// few times their size, which is below 64 KiB.
	maxWork      = 1 << 19
	maxChunkWork = 1 << 23
	nodeWork     = 8
	// definitionSize is the size of what precedes a template's document: next
	// definition in the chunk, GUID, size.
	definitionSize = 24
)

// decoder builds the tree of a record. Its buffers are used again.
type decoder struct {
	c       *chunk
	e       *event.Event
	scratch program // documents outside templates
	vals    []value // of the instances that are open
	text    []byte
	key     []byte
	work    int
}

// scope is where a document's nodes and the values for its substitutions are.
type scope struct {
	p    *program
	vals []value
}

// value returns the value of a substitution, null if there is none.
func (s scope) value(i uint16) value {
	if int(i) < len(s.vals) {
		return s.vals[i]
	}
	return value{}
}

func (d *decoder) start(c *chunk, e *event.Event) {
	d.c, d.e, d.work = c, e, min(maxWork, c.work)
	d.scratch.reset()
	d.vals = d.vals[:0]
}

// record builds the tree from the document at pos.
func (d *decoder) record(pos, end uint32) error {
	d.e.BeginObject(nil)
	may := d.work
	err := d.document(pos, end, true, 0)
	d.c.work -= may - d.work
	if err != nil {
		return err
	}
	d.e.End()
	return nil
}

// document adds what the document at pos stands for to the open object.
func (d *decoder) document(pos, end uint32, deps bool, depth int) error {
	if err := d.spend(int(end - pos)); err != nil {
		return err
	}
	nodes, texts := len(d.scratch.nodes), len(d.scratch.text)
	c := compiler{data: d.c.data, p: &d.scratch, work: &d.work, deps: deps}
	if err := c.document(pos, end); err != nil {
		return err
	}
	err := d.children(scope{p: &d.scratch}, uint32(nodes), uint32(len(d.scratch.nodes)), false, depth+1)
	d.scratch.nodes, d.scratch.text = d.scratch.nodes[:nodes], d.scratch.text[:texts]
	return err
}

// instance adds what the template instance n stands for.
func (d *decoder) instance(n *node, depth int) error {
	if depth > maxDepth {
		return badRecord("more than %d levels", maxDepth)
	}
	t := d.template(n.off)
	if t.err != nil {
		return t.err
	}
	was := len(d.vals)
	d.vals = appendValues(d.vals, d.c.data, n.len)
	if err := d.spend(len(d.vals) - was); err != nil {
		return err
	}
	err := d.children(scope{&d.c.prog, d.vals[was:]}, t.from, t.to, false, depth+1)
	d.vals = d.vals[:was]
	return err
}

// template returns the template whose definition is at off, compiled.
func (d *decoder) template(off uint32) template {
	t, ok := d.c.templates[off]
	if ok {
		return t
	}
	p := &d.c.prog
	nodes, texts := len(p.nodes), len(p.text)
	if t.err = d.compile(p, off); t.err != nil {
		p.nodes, p.text = p.nodes[:nodes], p.text[:texts]
	}
	t.from, t.to = uint32(nodes), uint32(len(p.nodes))
	if d.work >= 0 { // else it is the record that is at fault
		d.c.templates[off] = t
	}
	return t
}

// compile adds to p the document of the template definition at off.
func (d *decoder) compile(p *program, off uint32) error {
	if off >= chunkSize-definitionSize {
		return badRecord("a template definition is outside the chunk")
	}
	pos := off + definitionSize
	size := binary.LittleEndian.Uint32(d.c.data[pos-4:])
	if size > chunkSize-pos {
		return badRecord("a template definition is longer than the chunk")
	}
	if err := d.spend(int(size)); err != nil {
		return err
	}
	c := compiler{data: d.c.data, p: p, work: &d.work, deps: true}
	return c.document(pos, pos+size)
}

// children adds the elements among the nodes to the open object.
func (d *decoder) children(s scope, from, to uint32, eventData bool, depth int) error {
	if depth > maxDepth {
		return badRecord("more than %d levels", maxDepth)
	}
	list := false // the list of EventData's Data elements is open
	for i := from; i < to; {
		n := &s.p.nodes[i]
		var err error
		unnamed := eventData && n.kind == nodeElement && s.unnamedData(i)
		if list && !unnamed {
			d.e.End()
		}
		if unnamed && !list {
			d.e.BeginList([]byte("Data"))
		}
		list = unnamed
		switch n.kind {
		case nodeElement:
			err = d.element(s, i, list, depth)
		case nodeInstance:
			err = d.instance(n, depth)
		case nodeNormal, nodeOptional:
			if v := s.value(n.ref); v.typ == typeBinXML {
				err = d.document(v.off, v.off+uint32(v.size), false, depth)
			}
		}
		if err == nil {
			err = d.spend(1)
		}
		if err != nil {
			return err
		}
		i = n.end
	}
	if list {
		d.e.End()
	}
	return nil
}

// spend takes n from the work that may still be done, and reports whether too
// much was.
func (d *decoder) spend(n int) error {
	if d.work -= n; d.work < 0 || d.e.Full() {
		return badRecord("stands for too much")
	}
	return nil
}

// unnamedData reports whether element i is a Data element without a Name.
func (s scope) unnamedData(i uint32) bool {
	if s.p.nodes[i].name != nameData {
		return false
	}
	_, found := s.nameAttribute(i)
	return !found
}

// nameAttribute returns the index of the attribute Name of element i.
func (s scope) nameAttribute(i uint32) (uint32, bool) {
	for a := i + 1; a < s.p.nodes[i].body; a = s.p.nodes[a].end {
		if s.p.nodes[a].name == nameName {
			return a, true
		}
	}
	return 0, false
}
