// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"gambeson/event"
)

// BenchmarkReader reads a densely filled file and builds every tree.
func BenchmarkReader(b *testing.B) {
	w, sample := newChunk(), samples()
	n := 0
	for len(w.b) < chunkSize-2000 {
		w.record(uint64(n), sample(uint32(n)))
		n++
	}
	chunk := w.bytes()
	in := file(chunk, chunk, chunk, chunk, chunk, chunk, chunk, chunk)
	e := event.New(event.NewFields())
	records := 0
	b.ReportAllocs()
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		r, err := New(bytes.NewReader(in))
		if err != nil {
			b.Fatal(err)
		}
		for {
			rec, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			e.Reset(rec.Data)
			if err := r.Decode(e, rec); err != nil {
				b.Fatal(err)
			}
			records++
		}
	}
	b.ReportMetric(float64(records)/b.Elapsed().Seconds(), "records/s")
}
