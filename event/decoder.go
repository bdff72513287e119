// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"encoding/binary"
	"fmt"
)

// AppendBytes appends the length of b as an unsigned varint, and b.
func AppendBytes[T ~[]byte | ~string](out []byte, b T) []byte {
	return append(binary.AppendUvarint(out, uint64(len(b))), b...)
}

// A Decoder reads what is encoded compactly for the log: from the front of
// bytes, a value at a time. After the first error all values are zero, so that
// who decodes looks at the error once, in the end.
type Decoder struct {
	data []byte
	err  error
	bad  error
}

// NewDecoder returns a decoder of data. Its errors wrap bad, which says what
// the bytes are not.
func NewDecoder(data []byte, bad error) Decoder { return Decoder{data: data, bad: bad} }

// More reports whether there is more to read.
func (d *Decoder) More() bool { return len(d.data) > 0 }

// End returns the first error, or one that says that there is more.
func (d *Decoder) End() error {
	if d.err == nil && len(d.data) > 0 {
		return fmt.Errorf("%w: %d bytes behind it", d.bad, len(d.data))
	}
	return d.err
}

// Version reads a byte, which must be want.
func (d *Decoder) Version(want byte) {
	if v := d.Next(1); d.err == nil && v[0] != want {
		d.fail(fmt.Errorf("%w: version %d, want %d", d.bad, v[0], want))
	}
}

// Uvarint reads an unsigned varint.
func (d *Decoder) Uvarint() uint64 {
	v, n := binary.Uvarint(d.data)
	d.skip(n)
	if d.err != nil {
		return 0
	}
	return v
}

// Varint reads a signed varint.
func (d *Decoder) Varint() int64 {
	v, n := binary.Varint(d.data)
	d.skip(n)
	if d.err != nil {
		return 0
	}
	return v
}

// Bytes reads what [AppendBytes] wrote. It is a part of the decoder's bytes.
func (d *Decoder) Bytes() []byte { return d.Next(d.Uvarint()) }

// Next reads n bytes. They are a part of the decoder's.
func (d *Decoder) Next(n uint64) []byte {
	if n > uint64(len(d.data)) {
		d.fail(fmt.Errorf("%w: it ends early", d.bad))
		return nil
	}
	b := d.data[:n:n]
	d.data = d.data[n:]
	return b
}

// skip goes over n bytes; none or fewer is what package binary says of a
// number that is cut off or too large.
func (d *Decoder) skip(n int) {
	if n <= 0 {
		d.fail(fmt.Errorf("%w: it ends early", d.bad))
		return
	}
	d.data = d.data[n:]
}

func (d *Decoder) fail(err error) {
	if d.err == nil {
		d.err = err
	}
	d.data = nil
}
