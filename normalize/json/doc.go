// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package json reads JSON objects that no other format knows.
//
// # Shapes
//
// Any JSON object. Every value is bound to the native field that its dotted path
// names, and to the one that a key with points in it spells.
//
// # Header
//
// The time is the first of @timestamp, timestamp, time, eventTime, event_time,
// datetime, date, ts, _time and created_at that is one; the host the first of
// host.name, hostname, host and computer; the message of OCSF the first of
// message, msg, log, text and event that is a text.
//
// # Classes
//
// A base event.
//
// # Limits
//
// The format claims every object, but with less confidence than any other.
//
// Sources: RFC 8259; the canonical parse is [gambeson/event]'s. How to test: go
// test ./normalize/json.
package json
