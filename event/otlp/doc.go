// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package otlp carries events as OpenTelemetry log records, both ways and
// without loss.
//
// An event becomes a [Log] whose record has the event's times, severity, trace
// and span, the event name "ocsf.<class>", the OCSF event as its body, and the
// original bytes as log.record.original; the rest of the header is in
// attributes named gambeson.*, the tenant and the host in the resource.
// [ToEvent] restores header and bytes, from which the normalizer makes the
// same event again.
//
// A record that someone else sent becomes an event of the format [Format]: its
// original bytes are the protobuf of the record with its resource and scope,
// its tree has the members of OTLP's JSON (timeUnixNano, severityText, body,
// attributes, resource, scope, …) with attributes as objects. [FromEvent] gives
// it back as it was, fields that this version does not know included.
//
// Sources: OpenTelemetry protocol 1.9, logs data model, semantic conventions
// for log.record.original and host.name.
package otlp
