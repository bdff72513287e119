// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"unicode/utf8"
)

// Errors of the canonical parse; [Event.ParseJSON] wraps them with the offset.
var (
	// ErrSyntax is wrapped where the record is not one JSON document.
	ErrSyntax = errors.New("not JSON")
	// ErrTooDeep is wrapped where objects and lists nest deeper than [MaxDepth].
	ErrTooDeep = errors.New("nested too deeply")
	// ErrTooLarge is wrapped where a record exceeds [MaxRecord] or [MaxNodes].
	ErrTooLarge = errors.New("record too large")
)

// ParseJSON reads the record as one JSON document (RFC 8259) into the tree.
// One meaning is given to what the RFC leaves open; see the package
// documentation, "Canonical parse". After an error the tree is empty.
func (e *Event) ParseJSON() error {
	return e.ParseJSONIn(e.raw)
}

// ParseJSONIn reads doc, a part of the record, as [Event.ParseJSON] reads all
// of it: for records that carry a document behind a header. doc MUST be a
// slice of the record.
func (e *Event) ParseJSONIn(doc []byte) error {
	if len(e.raw) > MaxRecord {
		return fmt.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(e.raw), MaxRecord)
	}
	e.nodes = e.nodes[:0]
	off, inArena := e.place(doc)
	if inArena || len(doc) == 0 {
		return fmt.Errorf("%w: empty record", ErrSyntax)
	}
	p := jsonParser{e: e, b: e.raw[:int(off)+len(doc)], i: int(off)}
	if err := p.document(); err != nil {
		e.nodes = e.nodes[:0]
		e.open = e.open[:0]
		return fmt.Errorf("%w at byte %d", err, p.i)
	}
	return nil
}

type jsonParser struct {
	e *Event
	b []byte
	i int
}

func (p *jsonParser) document() error {
	if bytes.HasPrefix(p.b[p.i:], []byte("\xef\xbb\xbf")) {
		p.i += 3
	}
	p.space()
	if err := p.value(span{}, 0); err != nil {
		return err
	}
	p.space()
	if p.i != len(p.b) {
		return fmt.Errorf("%w: data after the document", ErrSyntax)
	}
	return nil
}

// span is a range over the record or, with inArena, over the arena.
type span struct {
	off, len uint32
	inArena  bool
}

func (p *jsonParser) value(key span, depth int) error {
	if p.i >= len(p.b) {
		return fmt.Errorf("%w: unexpected end", ErrSyntax)
	}
	switch c := p.b[p.i]; c {
	case '{':
		return p.object(key, depth)
	case '[':
		return p.list(key, depth)
	case '"':
		s, err := p.str()
		if err != nil {
			return err
		}
		return p.add(key, s, String)
	case 't':
		return p.word(key, "true", Bool)
	case 'f':
		return p.word(key, "false", Bool)
	case 'n':
		return p.word(key, "null", Null)
	default:
		return p.number(key)
	}
}

func (p *jsonParser) object(key span, depth int) error {
	at, err := p.enter(key, Object, depth)
	if err != nil {
		return err
	}
	p.space()
	if p.take('}') {
		p.e.nodes[at].end = uint32(len(p.e.nodes))
		return nil
	}
	for {
		if p.i >= len(p.b) || p.b[p.i] != '"' {
			return fmt.Errorf("%w: expected a name", ErrSyntax)
		}
		name, err := p.str()
		if err != nil {
			return err
		}
		p.space()
		if !p.take(':') {
			return fmt.Errorf("%w: expected ':'", ErrSyntax)
		}
		p.space()
		if err := p.value(name, depth+1); err != nil {
			return err
		}
		if more, err := p.more('}'); err != nil {
			return err
		} else if !more {
			p.e.nodes[at].end = uint32(len(p.e.nodes))
			return nil
		}
	}
}

func (p *jsonParser) list(key span, depth int) error {
	at, err := p.enter(key, List, depth)
	if err != nil {
		return err
	}
	p.space()
	if p.take(']') {
		p.e.nodes[at].end = uint32(len(p.e.nodes))
		return nil
	}
	for {
		if err := p.value(span{}, depth+1); err != nil {
			return err
		}
		if more, err := p.more(']'); err != nil {
			return err
		} else if !more {
			p.e.nodes[at].end = uint32(len(p.e.nodes))
			return nil
		}
	}
}

func (p *jsonParser) enter(key span, k Kind, depth int) (int, error) {
	if depth >= MaxDepth {
		return 0, fmt.Errorf("%w: more than %d levels", ErrTooDeep, MaxDepth)
	}
	p.i++
	at := len(p.e.nodes)
	return at, p.add(key, span{}, k)
}

// more consumes what stands behind a member: a comma, or the closing byte.
func (p *jsonParser) more(closing byte) (bool, error) {
	p.space()
	switch {
	case p.take(','):
		p.space()
		return true, nil
	case p.take(closing):
		return false, nil
	default:
		return false, fmt.Errorf("%w: expected ',' or '%c'", ErrSyntax, closing)
	}
}

func (p *jsonParser) add(key, text span, k Kind) error {
	if len(p.e.nodes) >= MaxNodes {
		return fmt.Errorf("%w: more than %d values", ErrTooLarge, MaxNodes)
	}
	x := node{keyOff: key.off, keyLen: key.len, off: text.off, len: text.len, kind: k}
	if key.inArena {
		x.flags |= keyInArena
	}
	if text.inArena {
		x.flags |= textInArena
	}
	x.end = uint32(len(p.e.nodes)) + 1
	p.e.nodes = append(p.e.nodes, x)
	return nil
}

func (p *jsonParser) word(key span, word string, k Kind) error {
	if len(p.b)-p.i < len(word) || string(p.b[p.i:p.i+len(word)]) != word {
		return fmt.Errorf("%w: unknown word", ErrSyntax)
	}
	s := span{off: uint32(p.i), len: uint32(len(word))}
	p.i += len(word)
	return p.add(key, s, k)
}

func (p *jsonParser) number(key span) error {
	n := numberLen(p.b[p.i:])
	if n == 0 {
		return fmt.Errorf("%w: unexpected byte %q", ErrSyntax, p.b[p.i])
	}
	s := span{off: uint32(p.i), len: uint32(n)}
	p.i += n
	return p.add(key, s, Number)
}

func (p *jsonParser) space() {
	for p.i < len(p.b) {
		switch p.b[p.i] {
		case ' ', '\t', '\n', '\r':
			p.i++
		default:
			return
		}
	}
}

func (p *jsonParser) take(c byte) bool {
	if p.i < len(p.b) && p.b[p.i] == c {
		p.i++
		return true
	}
	return false
}

// str reads a string whose opening quote is at p.i. A string without escapes
// and in valid UTF-8 stays a range over the record.
func (p *jsonParser) str() (span, error) {
	start := p.i + 1
	end, plain := scanString(p.b, start)
	if end < 0 {
		return span{}, fmt.Errorf("%w: string without end", ErrSyntax)
	}
	if plain || isCleanUTF8(p.b[start:end]) {
		p.i = end + 1
		return span{off: uint32(start), len: uint32(end - start)}, nil
	}
	off := len(p.e.arena)
	if !p.unescape(start, end) {
		return span{}, fmt.Errorf("%w: bad escape", ErrSyntax)
	}
	p.i = end + 1
	return span{off: uint32(off), len: uint32(len(p.e.arena) - off), inArena: true}, nil
}

func isCleanUTF8(b []byte) bool {
	return bytes.IndexByte(b, '\\') < 0 && utf8.Valid(b)
}

const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// scanString returns the index of the quote that ends the string whose text
// starts at i, or -1, and whether the text is ASCII without escapes. It looks
// at eight bytes at a time: a byte equals c where (x^c)-1 borrows.
func scanString(b []byte, i int) (end int, plain bool) {
	plain = true
	for i+8 <= len(b) {
		x := binary.LittleEndian.Uint64(b[i:])
		q := x ^ (lowBits * '"')
		s := x ^ (lowBits * '\\')
		stop := ((q - lowBits) & ^q) | ((s - lowBits) & ^s)
		stop &= highBits
		if stop == 0 {
			plain = plain && x&highBits == 0
			i += 8
			continue
		}
		n := bits.TrailingZeros64(stop) / 8
		plain = plain && x&highBits&(1<<(n*8)-1) == 0
		i += n
		if b[i] == '"' {
			return i, plain
		}
		plain = false
		i += 2
	}
	for i < len(b) {
		switch c := b[i]; {
		case c == '"':
			return i, plain
		case c == '\\':
			plain = false
			i++
		case c >= utf8.RuneSelf:
			plain = false
		}
		i++
	}
	return -1, false
}
