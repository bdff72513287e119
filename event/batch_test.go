// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBatch(t *testing.T) {
	in := Batch{
		Tenant: "acme", Source: "fw1", Format: "line", Stream: "inode 7", Received: -5,
		Records: []BatchRecord{{7, []byte("one")}, {7, nil}, {1 << 60, []byte("three\x00")}},
	}
	data, err := in.AppendBinary([]byte("before"))
	if err != nil {
		t.Fatal(err)
	}
	data = data[len("before"):]
	var out Batch
	if err := out.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	out.Records[1].Data = nil
	if d := cmp.Diff(in, out); d != "" {
		t.Error(d)
	}
	for end := range data {
		if err := out.UnmarshalBinary(data[:end]); !errors.Is(err, ErrBatch) {
			t.Errorf("cut off at %d: %v, want %v", end, err, ErrBatch)
		}
	}
	if _, err := (&Batch{Records: make([]BatchRecord, MaxBatchRecords+1)}).AppendBinary(nil); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too many records: %v", err)
	}
	if _, err := (&Batch{Records: []BatchRecord{{0, make([]byte, MaxBatchBytes)}}}).AppendBinary(nil); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too many bytes: %v", err)
	}
}

// FuzzBatch shows that what is read is what is written again.
func FuzzBatch(f *testing.F) {
	seed, err := (&Batch{Tenant: "t", Records: []BatchRecord{{1, []byte("x")}, {3, nil}}}).AppendBinary(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte{batchVersion, 0, 0, 0, 0, 0, 0xff, 0xff, 3})
	f.Fuzz(func(t *testing.T, data []byte) {
		var b, again Batch
		if b.UnmarshalBinary(data) != nil {
			return
		}
		out, err := b.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := again.UnmarshalBinary(out); err != nil {
			t.Fatal(err)
		}
		second, err := again.AppendBinary(nil)
		if err != nil || !bytes.Equal(out, second) {
			t.Fatalf("%x then %x, %v", out, second, err)
		}
	})
}
