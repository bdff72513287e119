// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package ocsf reads events that are OCSF already and passes them through
// without loss.
//
// # Shapes
//
// An event of any class, extension and version as one JSON object with class_uid
// and metadata: those of Amazon Security Lake, of other producers and of this
// program itself.
//
// The event's tree is the OCSF event, so every dotted path is an attribute's
// value, also of attributes that this schema does not know; written out again it
// is the record. Native fields are the members of unmapped by their own names,
// and every dotted path under its OCSF name: a rule for the source that an event
// came from before it was OCSF finds what its producer kept.
//
// # Classes
//
// That of the event. The header is class_uid, activity_id, time (or time_dt),
// severity_id, device.hostname, metadata.product, metadata.log_name,
// metadata.log_provider and, where it is a number, metadata.event_code.
//
// # Limits
//
// Nothing is checked against the schema: what a producer got wrong stays wrong,
// and an activity or severity out of range is Other and Unknown in the header
// alone. Ids and tenants that the event claims are its producer's, and never
// those of the header. Events as Parquet rows are not read.
//
// Sources: OCSF 1.8.0, https://schema.ocsf.io/1.8.0/.
// To test: go test ./normalize/ocsf; -update rewrites the scenarios.
package ocsf
