// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package line reads lines of text that no other format knows.
//
// # Shapes
//
// Any record that is not JSON. It has one native field, message, the whole
// line, which rules match by keywords; a second, timestamp, where the line starts
// with a time after RFC 3339 or ISO 8601 (in brackets or not, with a blank or a
// T, with a comma or a point before the fraction, with slashes or dashes in the
// date).
//
// # Classes
//
// A base event.
//
// # Limits
//
// The format claims every line, but with less confidence than any other. A time
// without a zone is UTC; a time elsewhere than at the start is not looked for.
// Bytes that are not UTF-8 are kept in the record.
//
// Sources: RFC 3339. How to test: go test ./normalize/line.
package line
