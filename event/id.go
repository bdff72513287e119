// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// An ID is the 128-bit identity of an event or a finding: a hash over where
// it came from, never over what it says, since identical events are not one
// event.
type ID [16]byte

// String returns the id as 32 lower-case hex digits.
func (id ID) String() string { return hex.EncodeToString(id[:]) }

// ParseID reads what [ID.String] writes.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) != 2*len(id) {
		return ID{}, fmt.Errorf("parse id %q: want 32 hex digits", s)
	}
	if _, err := hex.Decode(id[:], []byte(s)); err != nil {
		return ID{}, fmt.Errorf("parse id %q: %w", s, err)
	}
	return id, nil
}

// MarshalText writes the id as [ID.String] does.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what [ParseID] reads.
func (id *ID) UnmarshalText(text []byte) error {
	parsed, err := ParseID(string(text))
	if err == nil {
		*id = parsed
	}
	return err
}

// NewID returns the id of the thing that the parts name, in their order. The
// parts are hashed with their lengths, so that no two lists of parts meet:
// SHA-256 over, for each part, its length as 8 bytes big-endian and the part;
// truncated to 128 bits. The first part says what kind of thing it is.
func NewID(parts ...string) ID {
	var stack [512]byte
	buf := stack[:0]
	for _, p := range parts {
		buf = binary.BigEndian.AppendUint64(buf, uint64(len(p)))
		buf = append(buf, p...)
	}
	return truncate(sha256.Sum256(buf))
}

// PositionID returns the id of the event at a position that the source itself
// gives: a file's record number, a Kafka offset, a sequence number. stream
// names what is counted in (file identity, partition, channel and host).
func PositionID(tenant, source, stream string, position uint64) ID {
	var stack [512]byte
	buf := append(stack[:0], "event\x00position\x00"...)
	for _, p := range [...]string{tenant, source, stream} {
		buf = binary.BigEndian.AppendUint64(buf, uint64(len(p)))
		buf = append(buf, p...)
	}
	buf = binary.BigEndian.AppendUint64(buf, position)
	return truncate(sha256.Sum256(buf))
}

func truncate(sum [32]byte) ID {
	var id ID
	copy(id[:], sum[:])
	return id
}
