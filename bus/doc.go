// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package bus is the log: durable streams that everything between the doors and the lake passes through.
//
// A [Stream] (raw, observation, finding …) has shards, and a [Shard] is a sequence of messages. A message is a batch of
// 100 to 500 events, which the log neither reads nor changes. This package is the contract; gambeson/bus/jetstream keeps
// the log in a folder, gambeson/bus/memory forgets it, and gambeson/bus/bustest holds them all to what stands here.
//
// # Guarantees
//
//   - Durable: [Appender.Append] returns a position only once the message would survive the loss of power.
//   - Ordered: positions of a shard grow with every message, and are read in that order; shards know no common order.
//     Of two appends where one began after the other had returned, the earlier has the smaller position.
//   - Complete: no message that has a position is left out by a reader, or changed, until it is trimmed.
//   - Once: an append with the [ID] of an earlier one in the same shard returns the earlier one's position and writes
//     nothing, for at least [Window] after the earlier one. The window counts the time during which the log was open,
//     so that neither an outage nor a jump of the clock shortens it. An append whose outcome is unknown (an error, a
//     cancelled context, a crash) is thus made certain by repeating it.
//   - Positions of consumers: [Positions.Commit] is durable when it returns, and never goes back.
//   - Trimmed only when told: [Trimmer.Trim] refuses what a group has still to read, and takes messages from the front
//     only.
//   - Epochs: a shard that was made again, after its data were deleted, has another [Stats] Epoch, and no group has a
//     position in it. A position means nothing without its epoch.
//
// # Limits
//
// A message has at most [MaxMessage] bytes and a stream at most [MaxShards] shards. A log holds a bounded number of bytes
// for each shard in memory: when they are taken, Append waits, and so does who calls it. A reader takes as many bytes as
// it asks for. Nothing is dropped to make room: a log that cannot take a message says [ErrFull], and takes messages again
// by itself once it can.
//
// # Concurrency
//
// All methods may be called from many goroutines. Close lets appends that have begun come to their end, and ends reads
// with [ErrClosed]. Concurrent appends to one shard share one write and one fsync.
//
// # Testing
//
// An implementation calls bustest.Run (or, where it has no disk, bustest.Contract). Tests of who uses the log take
// gambeson/bus/memory.
package bus
