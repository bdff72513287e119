// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrBatch is wrapped where bytes are not a batch.
var ErrBatch = errors.New("not a batch")

// limits of a batch.
const (
	// MaxBatchRecords is the largest number of records in a batch.
	MaxBatchRecords = 1 << 12
	// MaxBatchBytes is the largest encoded batch.
	MaxBatchBytes = 8 << 20
)

// batchVersion begins every encoded batch.
const batchVersion = 1

// A Batch is what a transport hands to the log: records of one source, with
// where they come from. It is written as one message and acknowledged as one.
type Batch struct {
	Tenant string
	Source string
	// Format is the declared format of the source; empty to recognize it.
	Format string
	// Stream names what Position counts in: a file's identity, a partition, a
	// connection, a request.
	Stream string
	// Received is when the batch was accepted, in Unix nanoseconds.
	Received int64
	Records  []BatchRecord
}

// A BatchRecord is one record and its position in the batch's stream.
type BatchRecord struct {
	Position uint64
	Data     []byte
}

// EventID returns the id of the event that record i becomes.
func (b *Batch) EventID(i int) ID {
	return PositionID(b.Tenant, b.Source, b.Stream, b.Records[i].Position)
}

// AppendBinary appends the encoded batch: a version byte, the texts, the time,
// and the records, with lengths as unsigned varints. Positions are written as
// differences. It fails where the batch is beyond its limits.
func (b *Batch) AppendBinary(out []byte) ([]byte, error) {
	if len(b.Records) > MaxBatchRecords {
		return out, fmt.Errorf("%w: %d records, at most %d", ErrTooLarge, len(b.Records), MaxBatchRecords)
	}
	start := len(out)
	out = append(out, batchVersion)
	for _, s := range [...]string{b.Tenant, b.Source, b.Format, b.Stream} {
		out = AppendBytes(out, s)
	}
	out = binary.AppendVarint(out, b.Received)
	out = binary.AppendUvarint(out, uint64(len(b.Records)))
	last := uint64(0)
	for _, r := range b.Records {
		out = binary.AppendUvarint(out, r.Position-last)
		last = r.Position
		out = AppendBytes(out, r.Data)
	}
	if n := len(out) - start; n > MaxBatchBytes {
		return out[:start], fmt.Errorf("%w: a batch of %d bytes, at most %d", ErrTooLarge, n, MaxBatchBytes)
	}
	return out, nil
}

// UnmarshalBinary reads what [Batch.AppendBinary] wrote. The records are parts
// of data.
func (b *Batch) UnmarshalBinary(data []byte) error {
	d := NewDecoder(data, ErrBatch)
	d.Version(batchVersion)
	for _, s := range [...]*string{&b.Tenant, &b.Source, &b.Format, &b.Stream} {
		*s = string(d.Bytes())
	}
	b.Received = d.Varint()
	n := d.Uvarint()
	if n > MaxBatchRecords {
		return fmt.Errorf("%w: %d records, at most %d", ErrBatch, n, MaxBatchRecords)
	}
	b.Records = b.Records[:0]
	position := uint64(0)
	for range n {
		position += d.Uvarint()
		b.Records = append(b.Records, BatchRecord{position, d.Bytes()})
		if d.err != nil {
			return d.err
		}
	}
	return d.End()
}
