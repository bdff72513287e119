// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package normalize turns the bytes that sources send into events of one
// shape.
//
// The work has three steps, each with one seam:
//
//   - framing: a [Stream] cuts an input into records. [Open] finds out how: a
//     binary container that announces itself ([Container]), JSON documents one
//     a line, concatenated, or in an array, or lines of text. Formats whose
//     events span several records ([Joiner]) have them joined.
//   - recognition: each [Format] says how sure it is that a record is its own
//     ([Format.Claim]); the surest reads it. A source that has spoken one format
//     is asked in that format first.
//   - reading: the format completes the native tree, binds the native fields
//     and applies a [Mapping], which binds the same values to OCSF attributes.
//
// # Guarantees
//
// No input stops a stream: a record that cannot be read is a [RecordError],
// and the next one follows. A record is kept whole in the event, whatever the
// format makes of it, and every native value stays in the tree. Records are
// bounded ([Options]); nothing is held but the record at hand.
//
// # Adding a format
//
// A format is a folder with one type, listed in app/rooms.go; see
// docs/how-to/add-format.md. Its scenarios are run by
// [gambeson/normalize/normalizetest].
package normalize
