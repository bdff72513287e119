// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package ingest is what all doors have in common: who may send, how much, and when it is acknowledged.
//
// A transport is a room below this folder: it speaks its protocol, frames records, and hands batches to the [Acceptor].
// The acceptor checks quotas, divides what is large, writes to the log through an [Appender], and counts by source.
// Records that a protocol brings one by one go through a [Collector].
//
// # Guarantees
//
//   - Acknowledged means durable: [Acceptor.Accept] returns nil only after the log has every record of the batch.
//   - A sender fixes tenant and source: nothing in what it sends changes them.
//   - Once: a batch that is accepted again, because its acknowledgement was lost, changes nothing. One that has
//     positions of its source (a file's identity and offsets, a request's key and indexes) is known by these and its
//     content; one that has none is known by its content, for as long as the log remembers identities (at least 10
//     minutes, across restarts).
//   - Order: batches of one source, accepted one after the other, are in the log in that order.
//   - Bounded: what is read and not yet durable is reserved in one budget ([Acceptor.Reserve]) before it is read. Who
//     finds no room within a short wait is told [ErrBusy]; nothing is dropped, nothing is queued without a bound.
//   - Errors say what the door answers: see [ErrFull], [QuotaError] and their siblings.
//
// # Batches
//
// A message of the log has at most [Config].BatchRecords records, 500 by default. A request is not merged with others:
// the log remembers one identity for a message, and a merged one could not be recognized when one of its senders sends
// again. Requests that arrive together share a write and an fsync instead, which is the log's business. Records without
// an identity (datagrams, lines of a connection, standard input) are merged for up to [Config].BatchWait.
//
// # Concurrency
//
// All methods may be called from many goroutines. [Acceptor.Shutdown] refuses what comes and waits for what has begun.
//
// # Testing
//
// Every transport runs gambeson/ingest/ingesttest.Suite: authentication, quotas, back-pressure, a full disk, slow and
// half-open clients, oversized frames, a restart in the middle, a lost acknowledgement.
package ingest
