// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"crypto/sha256"
	"encoding/binary"
	"iter"

	"gambeson/event"
)

// parts divides a batch into messages of at most so many records, and so many bytes unless one record has more.
func parts(b event.Batch, records, bytes int) iter.Seq[event.Batch] {
	return func(yield func(event.Batch) bool) {
		rest := b.Records
		for len(rest) > 0 {
			n, size := 0, 0
			for n < len(rest) && n < records && (n == 0 || size+len(rest[n].Data) <= bytes) {
				size += len(rest[n].Data)
				n++
			}
			part := b
			part.Records, rest = rest[:n:n], rest[n:]
			if !yield(part) {
				return
			}
		}
	}
}

// indexed returns the records with their indexes as positions.
func indexed(records []event.BatchRecord) []event.BatchRecord {
	out := make([]event.BatchRecord, len(records))
	for i, r := range records {
		out[i] = event.BatchRecord{Position: uint64(i), Data: r.Data}
	}
	return out
}

// identity returns what makes a message this one. The content is always part of it: a message whose identity is known
// is not written, so that nothing but the very same records may pass for it. The stream is part of it where the source
// named it; a name that the acceptor made differs each time.
func identity(b *event.Batch, named bool) ID {
	h := sha256.New()
	var head []byte
	stream := ""
	if named {
		stream = b.Stream
	}
	for _, s := range [...]string{"gambeson/ingest", b.Tenant, b.Source, b.Format, stream} {
		head = append(binary.AppendUvarint(head, uint64(len(s))), s...)
	}
	h.Write(head)
	for _, r := range b.Records {
		head = binary.AppendUvarint(head[:0], r.Position)
		head = binary.AppendUvarint(head, uint64(len(r.Data)))
		h.Write(head)
		h.Write(r.Data)
	}
	return ID(h.Sum(head[:0])[:len(ID{})])
}
