// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"gambeson/event"
)

const (
	fileMagic  = "ElfFile\x00"
	headerSize = 4096
	dirtyFlag  = 1
)

// A Record is one record of the file. It is valid until the next call of
// [Reader.Next].
type Record struct {
	// ID is the id of the record in this file. Ids rise by one in a log, start
	// again when it is cleared, and may occur twice in a damaged file. A log
	// that was exported is numbered anew; the id that the event had is in its
	// System.EventRecordID.
	ID uint64
	// Written is when the record was written, in Unix nanoseconds.
	Written int64
	// Number is the position among the records of the file, from 1. Records
	// that cannot be decoded count, bytes in which none can be found do not.
	Number int
	// Offset is the position of Data in the file, in bytes.
	Offset int64
	// Data is the whole binary record. What it stands for depends on its chunk
	// too: texts that records share are stored once.
	Data []byte
}

// A Reader reads the records of one file. It is not safe for use by more than
// one goroutine.
type Reader struct {
	src     io.Reader
	srcErr  error // what ended src; returned when the last chunk is done
	dirty   bool
	offset  int64 // in the file, of the chunk that is read next
	number  int
	chunk   chunk
	dec     decoder
	damages []*DamageError // found, but not yet returned
}

// New returns a Reader of src, and reads the file header. The error wraps
// [ErrFormat] where src is not an EVTX file.
func New(src io.Reader) (*Reader, error) {
	r := &Reader{src: src}
	head := make([]byte, headerSize)
	n, err := io.ReadFull(src, head)
	if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read file header: %w", err)
	}
	head = head[:n]
	if n < 128 || string(head[:8]) != fileMagic {
		return nil, ErrFormat
	}
	if n < headerSize {
		r.damage(int64(n), ErrTruncated)
	}
	r.offset = int64(n)
	r.dirty = head[120]&dirtyFlag != 0
	if crc32.ChecksumIEEE(head[:120]) != binary.LittleEndian.Uint32(head[124:]) {
		r.damage(0, ErrHeader)
	}
	r.chunk.init()
	return r, nil
}

// Dirty reports whether the file says that it was not closed: a copy of a log
// in use. Its checksums are then out of date, and are not looked at.
func (r *Reader) Dirty() bool { return r.dirty }

// Next returns the next record. The error is [io.EOF] at the end, a [*DamageError]
// where the next call goes on behind the damage, and else an error of the
// underlying reader, which every further call returns again.
func (r *Reader) Next() (Record, error) {
	for {
		if len(r.damages) > 0 {
			d := r.damages[0]
			r.damages = r.damages[1:]
			return Record{}, d
		}
		rec, bad, ok := r.chunk.next()
		if ok {
			r.number++
			rec.Number = r.number
			return rec, nil
		}
		if bad >= 0 {
			r.damage(r.chunk.offset+int64(bad), badRecord("no valid frame"))
		} else if !r.load() {
			return Record{}, r.srcErr
		}
	}
}

// Decode builds in e the tree of rec, which MUST be the record that Next
// returned last. e MUST have been reset to rec.Data. After an error, which
// wraps [ErrRecord], the tree is incomplete and MUST NOT be used.
func (r *Reader) Decode(e *event.Event, rec Record) error {
	at := rec.Offset - r.chunk.offset
	if at < chunkHeaderSize || at+int64(len(rec.Data)) > chunkSize {
		return badRecord("record %d is not in the chunk that is read", rec.Number)
	}
	r.dec.start(&r.chunk, e)
	return r.dec.record(uint32(at)+recordHeaderSize, uint32(at)+uint32(len(rec.Data))-4)
}

func (r *Reader) damage(offset int64, err error) {
	r.damages = append(r.damages, &DamageError{offset, err})
}

// load reads the next chunk that has records. It returns false at the end of
// the input, with the reason in srcErr.
func (r *Reader) load() bool {
	for r.srcErr == nil {
		n, err := io.ReadFull(r.src, r.chunk.data)
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF):
			r.srcErr = io.EOF
		case err != nil && err != io.EOF:
			r.srcErr = fmt.Errorf("read chunk at byte %d: %w", r.offset, err)
		case err != nil:
			r.srcErr = err
		}
		at := r.offset
		r.offset += int64(n)
		if unused(r.chunk.data[:n]) {
			continue
		}
		clear(r.chunk.data[n:])
		if n < chunkSize {
			r.damage(at+int64(n), ErrTruncated)
		}
		if err := r.chunk.open(at, r.dirty || n < chunkSize); err != nil {
			r.damage(at, err)
		}
		return true
	}
	return false
}

// unused reports whether b has only zeros, as a chunk that was never written.
func unused(b []byte) bool {
	return len(bytes.TrimLeft(b, "\x00")) == 0
}
