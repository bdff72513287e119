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

// DefaultMaxRecord is the largest record that a stream hands out unless
// [Options] say otherwise.
const DefaultMaxRecord = 4 << 20

// ErrRecordTooLarge is wrapped by the [RecordError] of a record that is longer
// than [Options.MaxRecord]; the stream goes on behind it.
var ErrRecordTooLarge = errors.New("record too large")

// ErrBinary is returned by [Open] for an input that is neither text nor a known
// container: a program, an image, a packet capture.
var ErrBinary = errors.New("binary data of an unknown kind")

// A Stream cuts one input into its records.
type Stream interface {
	// Next resets e to the next record and returns its number: the first record
	// has 1, blank lines have none, and records that are joined have that of the
	// first. The record is valid until the following call. At the end it returns
	// [io.EOF]; a *[RecordError] says that this record cannot be read and the
	// next may; any other error ends the stream.
	Next(e *event.Event) (record int, err error)
}

// A RecordError says that one record of a stream cannot be read.
type RecordError struct {
	Record int
	Err    error
}

// Error returns the record's number and the reason.
func (e *RecordError) Error() string { return fmt.Sprintf("record %d: %v", e.Record, e.Err) }

// Unwrap returns the reason.
func (e *RecordError) Unwrap() error { return e.Err }

// A Container is a binary file format that holds records.
type Container interface {
	// Magic reports whether an input that starts with head is of the format.
	Magic(head []byte) bool
	// Open returns the records of r.
	Open(r io.Reader) Stream
}

// Options bound a stream. The zero value means the defaults.
type Options struct {
	// MaxRecord is the largest record in bytes; 0 means [DefaultMaxRecord].
	MaxRecord int
	// Containers are the binary formats that are known.
	Containers []Container
	// Joiners are the formats whose events span records.
	Joiners []Joiner
}

// peekSize is how much of an input is looked at to find out what it is.
const peekSize = 4096

// Open finds out how the input r is cut into records and returns them. It
// reads only as much as it needs to tell. Text in UTF-16, as Windows tools
// export it, is read as UTF-8; text in any other encoding is taken as UTF-8 and
// what is not valid shows as U+FFFD. Input with a NUL byte in its beginning is
// [ErrBinary].
func Open(r io.Reader, o Options) (Stream, error) {
	if o.MaxRecord <= 0 {
		o.MaxRecord = DefaultMaxRecord
	}
	b := bufio.NewReaderSize(r, 64<<10)
	head, err := b.Peek(peekSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the beginning: %w", err)
	}
	for _, c := range o.Containers {
		if c.Magic(head) {
			return c.Open(b), nil
		}
	}
	text, head, err := decodeText(b, head)
	if err != nil {
		return nil, err
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return nil, ErrBinary
	}
	switch sniff(head) {
	case documents:
		return newDocuments(text, o.MaxRecord), nil
	default:
		return newJoined(newLines(text, o.MaxRecord), o.Joiners), nil
	}
}
