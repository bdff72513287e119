// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package http is the door for records over HTTP: newline-delimited JSON, or any other lines.
//
//	POST /ingest/ndjson
//	Authorization: Bearer TOKEN
//
// The body is one record a line, plain or with Content-Encoding gzip or zstd; empty lines are no records. A line is not
// read here: the format is that of the source, and what cannot be read is dead-lettered behind the log. A token is also
// taken as Splunk, as ApiKey, or as the password of Basic; a client without one is known by its address or certificate.
//
// # Answers
//
//	200  {"accepted":N}: all N records are durable
//	400  the body is not what its headers say
//	401  the token is missing, wrong or revoked          403  not from this address
//	405, 415  not a POST; an encoding that is not known
//	408  the body did not come in time
//	413  a line or the body is too large
//	422  the Idempotency-Key was used for another body
//	429  over quota, with Retry-After                    503  not now, with Retry-After
//
// Errors are application/problem+json (RFC 9457).
//
// # Sending again
//
// After anything but a 200 the client sends the same body again. With an Idempotency-Key (1 to 255 printable
// characters) the records are known by the key and their indexes for ever; without one the same records, in the same
// requests, are taken as the first ones for at least 10 minutes.
//
// # Limits
//
// Sizes are those of ingest.Config, after decompression: bodies are decompressed as they are read, and never beyond. A
// zstd body takes 8 MiB of the bytes in flight while it is read, for what its frame may look back at.
// Headers have at most 16 KiB and their own timeout, a body has [Config].ReadTimeout, and connections beyond
// [Config].MaxConnections are closed.
//
// Sources: RFC 9110, RFC 1952, RFC 8878, draft-ietf-httpapi-idempotency-key-header.
package http
