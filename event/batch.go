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
		out = append(binary.AppendUvarint(out, uint64(len(s))), s...)
	}
	out = binary.AppendVarint(out, b.Received)
	out = binary.AppendUvarint(out, uint64(len(b.Records)))
	last := uint64(0)
	for _, r := range b.Records {
		out = binary.AppendUvarint(out, r.Position-last)
		last = r.Position
		out = append(binary.AppendUvarint(out, uint64(len(r.Data))), r.Data...)
	}
	if n := len(out) - start; n > MaxBatchBytes {
		return out[:start], fmt.Errorf("%w: a batch of %d bytes, at most %d", ErrTooLarge, n, MaxBatchBytes)
	}
	return out, nil
}

// UnmarshalBinary reads what [Batch.AppendBinary] wrote. The records are parts
// of data.
func (b *Batch) UnmarshalBinary(data []byte) error {
	d := batchDecoder{data: data}
	if v := d.byte(); d.err == nil && v != batchVersion {
		return fmt.Errorf("%w: version %d, want %d", ErrBatch, v, batchVersion)
	}
	for _, s := range [...]*string{&b.Tenant, &b.Source, &b.Format, &b.Stream} {
		*s = string(d.bytes())
	}
	b.Received = d.varint()
	n := d.uvarint()
	if n > MaxBatchRecords {
		return fmt.Errorf("%w: %d records, at most %d", ErrBatch, n, MaxBatchRecords)
	}
	b.Records = b.Records[:0]
	position := uint64(0)
	for range n {
		position += d.uvarint()
		b.Records = append(b.Records, BatchRecord{position, d.bytes()})
		if d.err != nil {
			return d.err
		}
	}
	if d.err == nil && len(d.data) > 0 {
		return fmt.Errorf("%w: %d bytes behind it", ErrBatch, len(d.data))
	}
	return d.err
}

// batchDecoder reads from the front of data; after the first error it gives
// zero values.
type batchDecoder struct {
	data []byte
	err  error
}

func (d *batchDecoder) fail() {
	if d.err == nil {
		d.err = fmt.Errorf("%w: it ends early", ErrBatch)
	}
	d.data = nil
}

func (d *batchDecoder) byte() byte {
	if len(d.data) == 0 {
		d.fail()
		return 0
	}
	c := d.data[0]
	d.data = d.data[1:]
	return c
}

func (d *batchDecoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.data)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.data = d.data[n:]
	return v
}

func (d *batchDecoder) varint() int64 {
	v, n := binary.Varint(d.data)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.data = d.data[n:]
	return v
}

func (d *batchDecoder) bytes() []byte {
	n := d.uvarint()
	if n > uint64(len(d.data)) {
		d.fail()
		return nil
	}
	b := d.data[:n:n]
	d.data = d.data[n:]
	return b
}
