// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"testing"
	"testing/iotest"

	"gambeson/event"
)

// three returns a chunk of records with the ids first to first+2, and where
// they begin.
func three(first uint64) (b []byte, at [3]int) {
	w := newChunk()
	for i := range at {
		at[i] = len(w.b)
		w.record(first+uint64(i), data("n", strconv.FormatUint(first+uint64(i), 10)))
	}
	return w.bytes(), at
}

func TestRecords(t *testing.T) {
	a, at := three(7)
	b, _ := three(8)
	in := file(a, make([]byte, chunkSize), b)
	r, err := New(iotest.OneByteReader(bytes.NewReader(in)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(rec.ID, rec.Number, rec.Written))
		if !bytes.Equal(rec.Data, in[rec.Offset:rec.Offset+int64(len(rec.Data))]) {
			t.Errorf("record %d is not what the file has at %d", rec.Number, rec.Offset)
		}
		if rec.Number == 1 && rec.Offset != int64(headerSize+at[0]) {
			t.Errorf("record 1 is at %d", rec.Offset)
		}
	}
	want := "[7 1 1767323045123456700 8 2 1767323045123456700 9 3 1767323045123456700 " +
		"8 4 1767323045123456700 9 5 1767323045123456700 10 6 1767323045123456700]"
	if fmt.Sprint(got) != want {
		t.Errorf("got  %v\nwant %s", got, want)
	}
	if _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("after the end: %v", err)
	}
}

func TestDamage(t *testing.T) {
	good, at := three(1)
	next, _ := three(4)
	chunk := func(change func(b []byte)) []byte {
		b := bytes.Clone(good)
		change(b)
		return b
	}
	summed := func(change func(b []byte)) []byte {
		b := chunk(change)
		sumChunk(b)
		return b
	}
	// late is a chunk whose header is older than its last record.
	late := func(dirty byte) []byte {
		b := file(chunk(func(b []byte) { copy(b[48:], u32(uint32(at[2]))) }))
		b[120] = dirty
		sumFile(b)
		return b
	}
	for _, c := range []struct {
		name string
		in   []byte
		ids  string
		errs []error
	}{
		{"no chunk", file(), "", nil},
		{"only unused chunks", file(make([]byte, 3*chunkSize)), "", nil},
		{"file header", append([]byte(fileMagic), file(good)[8:]...), "123", nil},
		{"file header's checksum", append(file()[:20], append([]byte{9}, file(good)[21:]...)...), "123", []error{ErrHeader}},
		{"checksum", file(chunk(func(b []byte) { b[at[1]+17] ^= 1 }), next), "123456", []error{ErrChecksum}},
		{"chunk header's checksum", file(chunk(func(b []byte) { b[200] = 1 }), next), "123456", []error{ErrChecksum}},
		{"chunk's signature", file(chunk(func(b []byte) { b[0] = 0 }), next), "123456", []error{ErrChunk}},
		{"chunk's end", file(chunk(func(b []byte) { b[50] = 0xff }), next), "123456", []error{ErrChunk}},
		{"chunk of something else", file(bytes.Repeat([]byte("**\x00\x00"), chunkSize/4), good), "123", []error{ErrChunk, ErrRecord}},
		{"record's signature", file(summed(func(b []byte) { b[at[1]] = 0 }), next), "13456", []error{ErrRecord}},
		{"record's size", file(summed(func(b []byte) { b[at[1]+4]++ })), "13", []error{ErrRecord}},
		{"record's size, huge", file(summed(func(b []byte) { copy(b[at[1]+4:], u32(1<<31)) })), "13", []error{ErrRecord}},
		{"record's size, zero", file(summed(func(b []byte) { clear(b[at[1]+4 : at[1]+8]) })), "13", []error{ErrRecord}},
		{"last record's size", file(summed(func(b []byte) { b[at[2]+4]++ }), next), "12456", []error{ErrRecord}},
		{"record's document", file(summed(func(b []byte) { b[at[1]+28] = 0x3f }), next), "13456", []error{ErrRecord}},
		{"truncated in a record", file(good)[:headerSize+at[2]+20], "12", []error{ErrTruncated, ErrRecord}},
		{"truncated behind the records", file(good, next)[:headerSize+chunkSize+30000], "123456", []error{ErrTruncated}},
		{"truncated in a chunk's header", file(good, next)[:headerSize+chunkSize+100], "123", []error{ErrTruncated}},
		{"truncated in the file header", file()[:200], "", []error{ErrTruncated}},
		{"records up to the chunk's end", file(summed(func(b []byte) { copy(b[48:], u32(chunkSize)) })), "123", nil},
		{"record behind the end, clean", file(summed(func(b []byte) { copy(b[48:], u32(uint32(at[2]))) })), "12", nil},
		{"record behind the end, in use", late(dirtyFlag), "123", nil},
		{"record behind the end, changed", late(0), "123", []error{ErrChecksum}},
	} {
		t.Run(c.name, func(t *testing.T) {
			trees, errs := read(t, c.in)
			var ids []byte
			for _, s := range trees {
				ids = append(ids, s[len(`{"Event":{"EventData":{"n":"`)])
			}
			if string(ids) != c.ids || len(errs) != len(c.errs) {
				t.Fatalf("got records %q and %v, want %q and %v", ids, errs, c.ids, c.errs)
			}
			for i, err := range errs {
				if !errors.Is(err, c.errs[i]) {
					t.Errorf("got error %v, want %v", err, c.errs[i])
				}
			}
		})
	}
}

func TestNotEVTX(t *testing.T) {
	for _, in := range []string{"", "ElfFile\x00", "PK\x03\x04", string(make([]byte, headerSize))} {
		if _, err := New(bytes.NewReader([]byte(in))); !errors.Is(err, ErrFormat) {
			t.Errorf("New(%.10q): got %v, want %v", in, err, ErrFormat)
		}
	}
}

// An error of the source comes after what could be read before it, and stays.
func TestSourceError(t *testing.T) {
	good, _ := three(1)
	broken := errors.New("broken")
	r, err := New(io.MultiReader(bytes.NewReader(file(good)), iotest.ErrReader(broken)))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := r.Next(); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if _, err := r.Next(); !errors.Is(err, broken) {
			t.Errorf("got %v, want %v", err, broken)
		}
	}
	if _, err := New(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("New: got %v, want %v", err, broken)
	}
}

// A record of a chunk that is no longer there is refused.
func TestStaleRecord(t *testing.T) {
	a, _ := three(1)
	b, _ := three(4)
	r, err := New(bytes.NewReader(file(a, b)))
	if err != nil {
		t.Fatal(err)
	}
	first, _ := r.Next()
	for range 3 {
		r.Next()
	}
	e := event.New(event.NewFields())
	if err := r.Decode(e, first); !errors.Is(err, ErrRecord) {
		t.Errorf("got %v, want %v", err, ErrRecord)
	}
}
