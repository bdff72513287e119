// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package event holds the one shape that everything in the house works on: the
// event, with its identity, its entities and the findings made from it.
//
// # Shape
//
// An [Event] is a record's original bytes, a tree of values over ranges of
// those bytes, and links from slots to values. A [Slot] is a field name that
// someone compiled against ([Fields]): a rule, a mapping, a lake column. The
// tree keeps everything the source sent, in its order; the slots are views of
// it. Two name spaces share the slots:
//
//   - native fields, flat, as the source's own documentation writes them. The
//     field Image of a Sysmon event is one slot, whether it came from an EVTX
//     file, from Winlogbeat or from NXLog: a [Shape] says where it lies;
//   - OCSF attribute paths. Most are bound to the very node that the native
//     field is bound to; what is derived (a file's name out of its path) is a
//     node outside the tree. A mapping never replaces what it maps.
//
// Values of a slot are leaves: a list is bound element by element, and a field
// with several values has them all, in order. A list without elements binds
// the list, and an object that someone named binds the object.
//
// # Canonical parse
//
// JSON leaves open what these mean; here each has one meaning, and the
// original bytes are what is hashed, signed and kept:
//
//   - a name that an object has twice: both values belong to the field, so that
//     neither can hide the other; written out they are one list;
//   - bytes that are not UTF-8, and lone surrogates: U+FFFD, one for each byte;
//   - numbers: their text is kept. [Node.Int] is exact within 64 bits, and what
//     does not fit is compared as a decimal text, never rounded;
//     01, 1., .5, +1, NaN and Infinity are not numbers;
//   - control characters inside strings: themselves;
//   - a byte order mark before the document: skipped;
//   - anything behind the document: an error.
//
// # Limits
//
// A record has at most [MaxRecord] bytes, [MaxNodes] values and [MaxDepth]
// levels. Nothing is allocated per field; an Event's buffers grow to the
// largest record it has read.
//
// # Identity
//
// See [ID]: ids are hashes over where a thing came from, never over what it
// says, and everything downstream is idempotent on them.
//
// Sources: OCSF 1.8.0, OpenTelemetry logs data model 1.x, RFC 8259, RFC 3629.
// The shape was measured before it was fixed: docs/adr/0001-event-shape.md.
package event
