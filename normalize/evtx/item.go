// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// item compiles text or a value at pos, and returns the position behind it.
func (c *compiler) item(pos, end uint32) (uint32, error) {
	switch t := tokenOf(c.data[pos]); t {
	case tokenValue:
		return c.value(pos+1, end)
	case tokenCDATA:
		s, pos, err := c.sized(pos+1, end, 2)
		c.addUTF16(s)
		return pos, err
	case tokenCharRef:
		if end-pos < 3 {
			break
		}
		c.addText(utf8.AppendRune(nil, rune(binary.LittleEndian.Uint16(c.data[pos+1:]))))
		return pos + 3, nil
	case tokenEntityRef:
		off, size, pos, err := c.readName(pos+1, end)
		if err == nil {
			s := string(c.p.text[off : off+size])
			c.p.text = c.p.text[:off]
			c.addText([]byte(entity(s)))
		}
		return pos, err
	case tokenNormal, tokenOptional:
		if end-pos < 4 {
			break
		}
		n := node{kind: nodeNormal, ref: binary.LittleEndian.Uint16(c.data[pos+1:])}
		if t == tokenOptional {
			n.kind = nodeOptional
		}
		c.push(n)
		return pos + 4, nil
	default:
		return 0, badRecord("unknown token %#x", t)
	}
	return 0, badRecord("the document ends inside a value")
}

// entity returns what &name; stands for.
func entity(name string) string {
	switch name {
	case "lt":
		return "<"
	case "gt":
		return ">"
	case "amp":
		return "&"
	case "quot":
		return "\""
	case "apos":
		return "'"
	}
	return strings.Join([]string{"&", name, ";"}, "")
}

// value compiles a value that stands in the document.
func (c *compiler) value(pos, end uint32) (uint32, error) {
	if pos >= end {
		return 0, badRecord("the document ends inside a value")
	}
	t := valueType(c.data[pos])
	pos++
	switch t {
	case typeString:
		s, pos, err := c.sized(pos, end, 2)
		c.addUTF16(s)
		return pos, err
	case typeANSI:
		s, pos, err := c.sized(pos, end, 1)
		c.addText(appendANSI(nil, s))
		return pos, err
	}
	size := t.size()
	if size == 0 || size > end-pos {
		return 0, badRecord("a value of type %#x in the document", uint8(t))
	}
	c.push(node{kind: nodeConstant, typ: t, off: pos, len: size})
	return pos + size, nil
}

// sized returns the characters, each of width bytes, that follow their number.
func (c *compiler) sized(pos, end, width uint32) ([]byte, uint32, error) {
	if end < pos+2 {
		return nil, 0, badRecord("the document ends inside a text")
	}
	size := width * uint32(binary.LittleEndian.Uint16(c.data[pos:]))
	pos += 2
	if size > end-pos {
		return nil, 0, badRecord("a text is longer than the document")
	}
	return c.data[pos : pos+size], pos + size, nil
}

// readName adds the name that pos refers to to the texts, and returns the position
// behind the reference, and behind the name where it stands there.
func (c *compiler) readName(pos, end uint32) (off, size, next uint32, err error) {
	if end < pos+4 {
		return 0, 0, 0, badRecord("the document ends inside a name")
	}
	at := binary.LittleEndian.Uint32(c.data[pos:])
	pos += 4
	const head = 8 // next name in the chunk, hash, number of characters
	if uint64(at)+head+2 > uint64(len(c.data)) {
		return 0, 0, 0, badRecord("a name is outside the chunk")
	}
	n := 2 * uint32(binary.LittleEndian.Uint16(c.data[at+6:]))
	behind := at + head + n + 2
	if behind > uint32(len(c.data)) || binary.LittleEndian.Uint16(c.data[behind-2:]) != 0 {
		return 0, 0, 0, badRecord("a name has no end")
	}
	if at == pos {
		pos = behind
	}
	if pos > end {
		return 0, 0, 0, badRecord("the document ends inside a name")
	}
	off = uint32(len(c.p.text))
	c.p.text = appendUTF16(c.p.text, c.data[at+head:behind-2])
	*c.work -= int(n)
	return off, uint32(len(c.p.text)) - off, pos, nil
}

// addText adds constant text, to the text before it if there is one.
func (c *compiler) addText(s []byte) {
	n := c.textNode()
	c.p.text = append(c.p.text, s...)
	n.len = uint32(len(c.p.text)) - n.off
}

// addUTF16 is addText for UTF-16.
func (c *compiler) addUTF16(s []byte) {
	n := c.textNode()
	c.p.text = appendUTF16(c.p.text, s)
	n.len = uint32(len(c.p.text)) - n.off
}

func (c *compiler) textNode() *node {
	if !c.join {
		c.push(node{kind: nodeText, off: uint32(len(c.p.text))})
		c.join = true
	}
	return &c.p.nodes[len(c.p.nodes)-1]
}
