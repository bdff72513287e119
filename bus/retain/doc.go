// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package retain gives space of the log back.
//
// A [Janitor] looks at each shard now and then and trims from its front what
// every consumer is past and what is no longer wanted: it is older than the
// stream's [Rule] keeps it, or the shard is larger than the rule allows, or the
// disk fills up, or whoever knows its content says that it is settled.
//
// # Guarantees
//
//   - What a group of the shard has not committed stays, whatever the age, the
//     size or the disk say. A shard whose consumer ([Deps] Needs) is not known
//     to it yet is left alone altogether. The log itself refuses besides
//     ([bus.Trimmer]).
//   - A crash in the middle of it loses nothing: trimming is done by the log,
//     whole groups of messages at a time, and what was not trimmed is trimmed
//     the next time.
//   - A janitor that cannot do what the rules ask says so: [Janitor.Problem].
//
// # Limits
//
// Age is by the log's clock ([bus.Message] Time), which may jump: a message may
// then go earlier or later than its rule says, but never before it is
// consumed. A pass reads about as many messages of a shard as its length has
// binary digits. The log trims in groups of up to a mebibyte, so a little more
// stays than was asked for; its last message always stays.
//
// # Testing
//
// go test ./bus/retain runs it over gambeson/bus/memory and
// gambeson/bus/jetstream, with consumers that lag.
package retain
