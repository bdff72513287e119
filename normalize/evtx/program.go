// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import "encoding/binary"

// kind is the kind of a node of a compiled BinXml document.
type kind uint8

const (
	nodeElement kind = iota
	nodeAttribute
	nodeText     // constant text
	nodeConstant // a value in the document
	nodeNormal   // the value of a substitution
	nodeOptional // the same; if it is null what holds it is left out
	nodeInstance // of a template
	noDependency = 0xffff
)

// name is a name of an element or attribute that has a meaning here.
type name uint8

const (
	nameOther name = iota
	nameData
	nameEventData
	nameName
)

func nameOf(s []byte) name {
	switch string(s) {
	case "Data":
		return nameData
	case "EventData":
		return nameEventData
	case "Name":
		return nameName
	}
	return nameOther
}

// node is one part of a document. An element is followed by its attributes
// and, from body on, by its content; an attribute by its values.
type node struct {
	kind kind
	name name      // of an element or attribute
	typ  valueType // of a constant
	ref  uint16    // substitution: its index; element: the index that it depends on
	end  uint32    // index behind the node and what belongs to it
	body uint32    // element: index of its content
	off  uint32    // name, text: in program.text; constant, instance: in the chunk
	len  uint32    // of the name, text or constant; instance: where its values are in the chunk
}

// program is a number of compiled documents, in document order.
type program struct {
	nodes []node
	text  []byte
}

func (p *program) reset() { p.nodes, p.text = p.nodes[:0], p.text[:0] }

// str returns the name or text of n.
func (p *program) str(n *node) []byte { return p.text[n.off : n.off+n.len] }

// compiler compiles BinXml in a chunk into p.
type compiler struct {
	data []byte
	p    *program
	work *int // what may still be done, see decoder
	deps bool // elements have a dependency id
	join bool // the last node is text that more text may be added to
}

// document compiles data[pos:end], a fragment or an element.
func (c *compiler) document(pos, end uint32) error {
	_, err := c.content(pos, end, 0)
	return err
}

// content compiles up to the end of the element or document, and returns the
// position behind it.
func (c *compiler) content(pos, end uint32, depth int) (uint32, error) {
	for pos < end {
		if *c.work < 0 {
			return 0, badRecord("stands for too much")
		}
		var err error
		switch t := tokenOf(c.data[pos]); t {
		case tokenEOF, tokenEndElement:
			if (t == tokenEOF) != (depth == 0) {
				return 0, badRecord("token %#x at depth %d", t, depth)
			}
			return pos + 1, nil
		case tokenFragment:
			pos, c.deps = pos+4, true
		case tokenElement:
			pos, err = c.element(pos, end, depth+1)
		case tokenInstance:
			pos, err = c.instance(pos, end)
		case tokenPITarget:
			_, _, pos, err = c.readName(pos+1, end)
		case tokenPIData:
			_, pos, err = c.sized(pos+1, end, 2)
		default:
			pos, err = c.item(pos, end)
		}
		if err != nil {
			return 0, err
		}
	}
	if depth > 0 || pos > end {
		return 0, badRecord("the document ends inside an element")
	}
	return pos, nil
}

func (c *compiler) element(pos, end uint32, depth int) (uint32, error) {
	if depth > maxDepth {
		return 0, badRecord("more than %d levels", maxDepth)
	}
	attributes := c.data[pos]&tokenMore != 0
	n, pos, err := c.open(pos+1, end)
	if err != nil {
		return 0, err
	}
	i := c.push(n)
	if attributes {
		for pos += 4; pos < end && tokenOf(c.data[pos]) == tokenAttribute; {
			if pos, err = c.attribute(pos, end); err != nil {
				return 0, err
			}
		}
	}
	c.p.nodes[i].body = uint32(len(c.p.nodes))
	switch {
	case pos < end && tokenOf(c.data[pos]) == tokenCloseEmpty:
		pos++
	case pos < end && tokenOf(c.data[pos]) == tokenCloseStart:
		c.join = false
		if pos, err = c.content(pos+1, end, depth); err != nil {
			return 0, err
		}
	default:
		return 0, badRecord("the start tag has no end")
	}
	c.close(i)
	return pos, nil
}

// open reads what stands before the attributes. Whether there is a dependency
// id is known from where the element stands, but writers are known that do it
// the other way: the rest then makes no sense.
func (c *compiler) open(pos, end uint32) (node, uint32, error) {
	n, next, err := c.openAs(pos, end, c.deps)
	if err != nil {
		if n, next, err2 := c.openAs(pos, end, !c.deps); err2 == nil {
			return n, next, nil
		}
	}
	return n, next, err
}

func (c *compiler) openAs(pos, end uint32, dependency bool) (node, uint32, error) {
	n := node{kind: nodeElement, ref: noDependency}
	if dependency {
		if end-pos < 2 {
			return n, 0, badRecord("the document ends inside a start tag")
		}
		n.ref = binary.LittleEndian.Uint16(c.data[pos:])
		pos += 2
	}
	if end < pos+4 || binary.LittleEndian.Uint32(c.data[pos:]) > end-pos-4 {
		return n, 0, badRecord("an element is longer than the document")
	}
	var err error
	n.off, n.len, pos, err = c.readName(pos+4, end)
	n.name = nameOf(c.p.str(&n))
	return n, pos, err
}

func (c *compiler) attribute(pos, end uint32) (uint32, error) {
	n := node{kind: nodeAttribute}
	var err error
	if n.off, n.len, pos, err = c.readName(pos+1, end); err != nil {
		return 0, err
	}
	n.name = nameOf(c.p.str(&n))
	i := c.push(n)
	for pos < end && tokenOf(c.data[pos]).isItem() {
		if pos, err = c.item(pos, end); err != nil {
			return 0, err
		}
	}
	c.close(i)
	return pos, nil
}

// instance compiles the use of a template: where its definition and its
// values are. The definition stands here where it is used first.
func (c *compiler) instance(pos, end uint32) (uint32, error) {
	if end-pos < 10 {
		return 0, badRecord("the document ends inside a template instance")
	}
	def := binary.LittleEndian.Uint32(c.data[pos+6:])
	pos += 10
	if def == pos {
		if end-pos < definitionSize {
			return 0, badRecord("the document ends inside a template definition")
		}
		size := binary.LittleEndian.Uint32(c.data[pos+20:])
		if size > end-pos-definitionSize {
			return 0, badRecord("a template definition is longer than the document")
		}
		pos += definitionSize + size
	}
	c.push(node{kind: nodeInstance, off: def, len: pos})
	return valuesEnd(c.data, pos, end)
}

func (c *compiler) push(n node) uint32 {
	i := uint32(len(c.p.nodes))
	n.end = i + 1
	c.join = false
	*c.work -= nodeWork
	c.p.nodes = append(c.p.nodes, n)
	return i
}

// close makes what was added behind node i a part of it.
func (c *compiler) close(i uint32) {
	c.p.nodes[i].end = uint32(len(c.p.nodes))
	c.join = false
}
