// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"errors"

	"gambeson/event"
)

// Confidence is how sure a format is that a record is its own.
type Confidence uint8

// The steps of confidence. Of two formats with the same the one listed first
// reads the record.
const (
	// No means that the format cannot read the record.
	No Confidence = iota
	// Fallback means that the format reads anything of the kind: any JSON, any line.
	Fallback
	// Likely means that the record has the shape, as other sources' may.
	Likely
	// Sure means that the record names its source.
	Sure
)

// ErrMalformed is wrapped by [Format.Read] where a record that looked like the
// format is not: it goes to the dead letters as it is.
var ErrMalformed = errors.New("malformed record")

// A Format reads the records of one kind of source. It is used by many
// goroutines at once, each with an event of its own, and MUST NOT keep
// anything between records.
type Format interface {
	// Info describes the format; it never changes.
	Info() Info
	// Claim says how sure the format is that the record in e is its own. The
	// tree is built where the record is JSON or comes from a container; else
	// only [event.Event.Raw] is there. It MUST NOT change e.
	Claim(e *event.Event) Confidence
	// Read completes e from its record: the tree, where there is none yet, the
	// bound native fields, the header and the OCSF attributes. It MUST return
	// an error wrapping [ErrMalformed] where the record cannot be read.
	Read(e *event.Event) error
}

// A Joiner is a format whose events span several records, such as those of the
// Linux audit system.
type Joiner interface {
	Format
	// JoinKey returns what the records of one event have in common, nil where
	// the record stands alone, and whether it is the event's last one. The key
	// is valid as long as record is.
	JoinKey(record []byte) (key []byte, last bool)
}

// Info describes a format to people and to the generated reference.
type Info struct {
	// Name is the format's one word: what the event's Format says and what a
	// source is declared with.
	Name string
	// Title is its name in a sentence: "AWS CloudTrail".
	Title string
	// Vendor and Product are metadata.product of its events, where the record
	// itself does not say otherwise.
	Vendor, Product string
	// Shapes lists the forms in which its records are understood.
	Shapes []string
	// Mappings lists what its events become.
	Mappings []Mapping
	// Sources lists the documents that the format was written from.
	Sources []string
}
