// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package otlp is the door for OpenTelemetry logs, over gRPC and over HTTP with protobuf or JSON.
//
// # Records
//
// Where the source has a format, what the body of a log record holds as text or bytes is the record: a collector that
// follows audit.log sends auditd's own lines. Every other log record is kept whole, with its resource and scope, as
// event/otlp reads it, and its format is "otlp". Nothing that a record says changes tenant or source.
//
// # Answers
//
// Success means durable. Log records beyond the limit are rejected in a partial success, and the others are taken. Over
// gRPC a refusal is UNAUTHENTICATED, PERMISSION_DENIED, INVALID_ARGUMENT, RESOURCE_EXHAUSTED with RetryInfo (over quota)
// or without (too large), or UNAVAILABLE (not now). Over HTTP it is 401, 403, 400, 413, 415, 429 or 503, with
// Retry-After where it is of use, and a google.rpc.Status. A client sends again what was refused for now; the same
// records in the same request are taken as the first ones for at least 10 minutes.
//
// # Limits
//
// A message over gRPC has at most [Config].MaxMessageBytes, a body over HTTP at most ingest.Config.MaxRequestBytes,
// decompressed. A client is known before its request is read, has [Config].ReadTimeout for it, and room for what it
// sends is reserved as it comes. Connections beyond [Config].MaxConnections are closed.
//
// Sources: OTLP specification 1.9, google.rpc.Status and RetryInfo. The service is described here by hand: its generated
// package brings a gateway with it.
package otlp
