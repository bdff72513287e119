// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"gambeson/event"
)

// maxRecoveries bounds how often a stream of documents starts again behind a
// document that never ends, since each time reads up to a whole record anew.
const maxRecoveries = 16

// documentReader hands out JSON objects that may span lines: concatenated, or
// the elements of arrays, which may be wrapped in an object each.
type documentReader struct {
	r        *bufio.Reader
	max      int
	inArray  bool
	wrapped  bool // the array is a member of an object
	buf      []byte
	record   int
	recovers int
}

func newDocuments(r *bufio.Reader, limit int) *documentReader {
	return &documentReader{r: r, max: limit}
}

// Next implements [Stream].
func (d *documentReader) Next(e *event.Event) (int, error) {
	start, err := d.seek()
	if err != nil {
		return 0, err
	}
	d.record++
	if start != '{' {
		return d.record, d.skipScalar(start)
	}
	if err := d.object(); err != nil {
		return d.record, d.recover(err)
	}
	e.Reset(d.buf)
	return d.record, nil
}

// seek skips to the first byte of the next record and returns it.
func (d *documentReader) seek() (byte, error) {
	for {
		c, err := d.r.ReadByte()
		if err != nil {
			return 0, err
		}
		switch {
		case strings.IndexByte(" \t\r\n,", c) >= 0:
		case c == ']' && d.inArray:
			if err := d.leave(); err != nil {
				return 0, err
			}
		case d.inArray || (c != '{' && c != '['):
			return c, nil
		default:
			if err := d.r.UnreadByte(); err != nil {
				return 0, err
			}
			if !d.enter() {
				return d.r.ReadByte()
			}
		}
	}
}

// enter consumes the beginning of an array of records, and reports whether
// there is one.
func (d *documentReader) enter() bool {
	head, _ := d.r.Peek(peekSize) // an error comes again with the next read
	at := wrapped.FindIndex(head)
	d.wrapped = at != nil
	if at == nil {
		at = bareArray.FindIndex(head)
	}
	if at == nil {
		return false
	}
	n := bytes.LastIndexByte(head[:at[1]-1], '[') + 1
	_, err := d.r.Discard(n)
	d.inArray = err == nil
	return d.inArray
}

// leave consumes what an object has behind its array of records.
func (d *documentReader) leave() error {
	d.inArray = false
	if !d.wrapped {
		return nil
	}
	s := docScanner{depth: 1}
	for s.depth > 0 {
		c, err := d.r.ReadByte()
		if err != nil {
			return err
		}
		s.step(c)
	}
	return nil
}

// object reads the rest of an object into the buffer.
func (d *documentReader) object() error {
	d.buf = append(d.buf[:0], '{')
	s := docScanner{depth: 1}
	for s.depth > 0 {
		c, err := d.r.ReadByte()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%w: the input ends inside a document", event.ErrSyntax)
		} else if err != nil {
			return err
		}
		if len(d.buf) == d.max {
			return fmt.Errorf("%w: at most %d bytes", ErrRecordTooLarge, d.max)
		}
		s.step(c)
		d.buf = append(d.buf, c)
	}
	return nil
}

// recover looks, behind a document without end, for a line that begins another
// one, and goes on there.
func (d *documentReader) recover(cause error) error {
	if !errors.Is(cause, event.ErrSyntax) && !errors.Is(cause, ErrRecordTooLarge) {
		return cause
	}
	d.recovers++
	if at := bytes.Index(d.buf, []byte("\n{")); at >= 0 && d.recovers <= maxRecoveries {
		rest := bytes.Clone(d.buf[at+1:])
		d.r = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(rest), d.r), 64<<10)
		d.inArray = false
		return &RecordError{d.record, cause}
	}
	if errors.Is(cause, ErrRecordTooLarge) {
		return &RecordError{d.record, d.skipLine(cause)}
	}
	return &RecordError{d.record, cause}
}

// skipScalar skips what is not an object, to the end of its line or element.
func (d *documentReader) skipScalar(start byte) error {
	err := fmt.Errorf("%w: expected an object, found %q", event.ErrSyntax, start)
	return &RecordError{d.record, d.skipLine(err)}
}

func (d *documentReader) skipLine(cause error) error {
	for {
		switch _, err := d.r.ReadSlice('\n'); {
		case errors.Is(err, bufio.ErrBufferFull):
		default:
			return cause // an error of the input comes again with the next read
		}
	}
}
