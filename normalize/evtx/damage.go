// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"errors"
	"fmt"
)

var (
	// ErrFormat is returned by [New]: the input is not an EVTX file.
	ErrFormat = errors.New("not an EVTX file")
	// ErrHeader says that the file header contradicts itself. All chunks are
	// still read.
	ErrHeader = errors.New("damaged file header")
	// ErrChunk says that a chunk has no valid header. The records that can be
	// found in it are still read.
	ErrChunk = errors.New("damaged chunk")
	// ErrChecksum says that a chunk is not what its checksum stands for: it
	// was damaged or changed, or written to while it was copied. Its records
	// are still read.
	ErrChecksum = errors.New("checksum mismatch")
	// ErrTruncated says that the input ends inside a chunk. The records before
	// that place are still read.
	ErrTruncated = errors.New("truncated")
	// ErrRecord says that a record cannot be read. It is left out.
	ErrRecord = errors.New("damaged record")
)

// A DamageError is an error of [Reader.Next] that does not end the reading: the
// next call goes on behind it. It wraps one of [ErrHeader], [ErrChunk],
// [ErrChecksum], [ErrTruncated] and [ErrRecord].
type DamageError struct {
	// Offset is where in the file the damage is, in bytes.
	Offset int64
	// Err says what is damaged.
	Err error
}

// Error returns the place and the kind of the damage.
func (d *DamageError) Error() string { return fmt.Sprintf("at byte %d: %v", d.Offset, d.Err) }

// Unwrap returns d.Err.
func (d *DamageError) Unwrap() error { return d.Err }

// badRecord returns an [ErrRecord] with a reason.
func badRecord(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrRecord, fmt.Sprintf(format, args...))
}
