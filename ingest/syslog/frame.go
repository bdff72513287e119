// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package syslog

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"gambeson/ingest"
)

// maxDigits is how many digits a length may have; more are no length.
const maxDigits = 7

// frames cuts a stream into messages.
type frames struct {
	r     *bufio.Reader
	limit int
	long  []byte // a message that does not fit into r's buffer
}

func newFrames(r io.Reader, limit int) *frames {
	return &frames{r: bufio.NewReaderSize(r, 64<<10), limit: limit}
}

// next returns the next message that is not empty; it is valid until the next call. A message that is too large is
// skipped, and the error wraps ErrTooLarge: the call after it goes on behind it. After any other error the stream is at
// its end: io.EOF between two messages, io.ErrUnexpectedEOF within one.
func (f *frames) next() ([]byte, error) {
	for {
		n, counted, err := f.length()
		if err != nil {
			return nil, err
		}
		var m []byte
		if counted {
			m, err = f.counted(n)
		} else {
			m, err = f.line()
		}
		if err != nil {
			return nil, err
		}
		if m = bytes.TrimRight(m, "\r\n\x00"); len(m) > 0 {
			return m, nil
		}
	}
}

// length reads the length before a message, if there is one.
func (f *frames) length() (n int, counted bool, err error) {
	head, err := f.r.Peek(1)
	if err != nil {
		return 0, false, err
	}
	if head[0] < '1' || head[0] > '9' {
		return 0, false, nil
	}
	for i := range maxDigits + 1 {
		head, err = f.r.Peek(i + 1)
		if len(head) <= i {
			if errors.Is(err, io.EOF) {
				return 0, false, nil // the last line
			}
			return 0, false, err
		}
		switch c := head[i]; {
		case c == ' ':
			_, err = f.r.Discard(i + 1)
			return n, true, err
		case c < '0' || c > '9':
			return 0, false, nil
		default:
			n = 10*n + int(c-'0')
		}
	}
	return 0, false, nil
}

// counted returns the next n bytes.
func (f *frames) counted(n int) ([]byte, error) {
	if n > f.limit {
		if _, err := f.r.Discard(n); err != nil {
			return nil, unexpected(err)
		}
		return nil, fmt.Errorf("message of %d bytes: %w: at most %d", n, ingest.ErrTooLarge, f.limit)
	}
	if m, err := f.r.Peek(n); err == nil {
		_, err = f.r.Discard(n)
		return m, err
	}
	f.long = f.long[:0]
	for len(f.long) < n { // room is made as the bytes come
		m, err := f.r.Peek(min(n-len(f.long), f.r.Size()))
		f.long = append(f.long, m...)
		if err != nil {
			return nil, unexpected(err)
		}
		if _, err := f.r.Discard(len(m)); err != nil {
			return nil, err
		}
	}
	return f.long, nil
}

// line returns what stands before the next line feed or NUL, or the stream's end.
func (f *frames) line() ([]byte, error) {
	f.long = f.long[:0]
	skipped := 0
	for {
		// What is buffered first, so that a line is not waited for that has ended with NUL.
		if f.r.Buffered() == 0 {
			if _, err := f.r.Peek(1); err != nil {
				if errors.Is(err, io.EOF) && skipped == 0 && len(f.long) > 0 {
					return f.long, nil
				}
				return nil, unexpected(err)
			}
		}
		m, err := f.r.Peek(f.r.Buffered())
		if err != nil {
			return nil, err
		}
		end := bytes.IndexAny(m, "\n\x00")
		whole := end >= 0
		if !whole {
			end = len(m)
		}
		if len(f.long)+end > f.limit || skipped > 0 {
			skipped += len(f.long) + end
			f.long = f.long[:0]
		} else if !whole || len(f.long) > 0 {
			f.long = append(f.long, m[:end]...)
		}
		if _, err := f.r.Discard(min(end+1, len(m))); err != nil {
			return nil, err
		}
		switch {
		case whole && skipped > 0:
			return nil, fmt.Errorf("message of %d bytes: %w: at most %d", skipped, ingest.ErrTooLarge, f.limit)
		case whole && len(f.long) > 0:
			return f.long, nil
		case whole:
			return m[:end], nil
		}
	}
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
