// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package pipeline is the fused stage: it takes records from the log through
// normalizing and detection, in one process, and puts what follows from them
// back into the log.
//
// A [Pipeline] runs one reader for each shard of raw and one judge for each
// shard of observation:
//
//	raw/n ─ reader ─┬─ observation/k ─ judge ─┐
//	                ├─ finding/0 ◄────────────┘
//	                └─ deadletter/0
//
// A reader keeps no state, so its messages are processed side by side, a window
// at a time; what follows is appended in their order, and with few fsyncs. One
// sender, whose records are all in one shard, can so have all processors.
//
// A judge keeps what rooms of detection know of users and hosts; observations
// reach it re-keyed, so that all about one key is in one place. The verbs are
// known here as two small interfaces, [Stage] and [Judge].
//
// # Guarantees
//
//   - Once: what follows from a message is appended with ids that are hashes
//     over that message's place, and only then is the message committed. After
//     a crash the messages behind the last commit are processed again and the
//     log drops what it has.
//   - State: a judge's state is written with the position it stands for, as one
//     file, atomically; the log keeps everything behind it. Restored, it goes
//     on to the same findings. A judge whose snapshot is lost, with a log that
//     was trimmed, says so and goes on with what there is.
//   - Event time: watermarks come from the events. Each message of observation
//     says how far the reader of its raw shard has come; a reader that has
//     nothing to read says so, as a tick in the log, which moves its time on.
//     The clock decides when a tick is written and nothing else, so that a
//     replay of the log sees the same.
//   - Again: records that were processed can be read again ([Pipeline.ReadAgain]),
//     by a stage that has learnt to read more. Only what is new is appended.
//   - Bad input: what a stage cannot read goes to deadletter, whole, with
//     reason and position; a message that is no batch at all does too, and
//     belongs to the operator's tenant, since nothing says whose it is.
//
// # Limits
//
// Memory is bounded by the bytes of a read for each shard and by what follows
// from them, and by the caps of the rooms. The number of raw shards is fixed
// when a data folder is made.
//
// # Testing
//
// Tests run it over gambeson/bus/memory with appends that fail and processes
// that die at random places, and compare with an undisturbed run.
package pipeline
