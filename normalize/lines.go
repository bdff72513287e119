// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"gambeson/event"
)

// lineReader hands out the lines of a text without their ends and without
// blank ones, each with its number among them.
type lineReader struct {
	r      *bufio.Reader
	max    int
	buf    []byte
	record int
	rest   []byte // documents behind the first on the same line
}

// between is what may stand between documents on one line.
const between = " \t\r,"

func newLines(r *bufio.Reader, limit int) *lineReader { return &lineReader{r: r, max: limit} }

// next returns the next record, valid until the following call.
func (l *lineReader) next() ([]byte, int, error) {
	if len(l.rest) > 0 {
		return l.split(l.rest)
	}
	for {
		line, err := l.line()
		switch {
		case errors.Is(err, ErrRecordTooLarge):
			l.record++
			return nil, l.record, &RecordError{l.record, err}
		case err != nil:
			return nil, 0, err
		}
		if len(bytes.TrimSpace(line)) > 0 {
			return l.split(line)
		}
	}
}

// split returns the first of the JSON objects that stand on one line, and
// keeps the others; any other line is one record.
func (l *lineReader) split(line []byte) ([]byte, int, error) {
	l.rest = nil
	l.record++
	if line[0] != '{' {
		return line, l.record, nil
	}
	if end := documentEnd(line); end > 0 {
		rest := bytes.TrimLeft(line[end:], between)
		if len(rest) > 0 && rest[0] == '{' {
			l.rest = rest
			return line[:end], l.record, nil
		}
	}
	return line, l.record, nil
}

// documentEnd returns the length of the JSON object that line starts with, or
// 0. The usual line ends with its document, so the last byte is tried first.
func documentEnd(line []byte) int {
	if bytes.IndexByte(line, '}') == len(line)-1 {
		return len(line)
	}
	if !adjoin(line) {
		return len(line)
	}
	var s docScanner
	for i, c := range line {
		s.step(c)
		if s.depth == 0 && c == '}' {
			return i + 1
		}
	}
	return 0
}

// adjoin reports whether somewhere in line one object ends and another begins.
// It reads no further than to there: split asks once for each document, so that
// a line of many costs no more than its length.
func adjoin(line []byte) bool {
	for {
		i := bytes.IndexByte(line, '}')
		if i < 0 {
			return false
		}
		line = bytes.TrimLeft(line[i+1:], between)
		if len(line) > 0 && line[0] == '{' {
			return true
		}
	}
}

// line returns the next line. A line longer than the limit is skipped to its
// end, which takes no memory.
func (l *lineReader) line() ([]byte, error) {
	part, err := l.r.ReadSlice('\n')
	if err == nil {
		return trimEnd(part), nil
	}
	l.buf = l.buf[:0]
	size := 0
	for {
		size += len(part)
		if size <= l.max {
			l.buf = append(l.buf, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			break
		}
		part, err = l.r.ReadSlice('\n')
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	case size > l.max:
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrRecordTooLarge, size, l.max)
	case err != nil && size == 0:
		return nil, io.EOF
	}
	return trimEnd(l.buf), nil
}

func trimEnd(line []byte) []byte {
	line = bytes.TrimSuffix(line, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

// Next implements [Stream] where nothing is joined.
func (l *lineReader) Next(e *event.Event) (int, error) {
	line, record, err := l.next()
	if err == nil {
		e.Reset(line)
	}
	return record, err
}
