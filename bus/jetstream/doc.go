// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package jetstream keeps the log of gambeson/bus in a folder, with NATS JetStream in this process.
//
// Nothing listens on the network: the server is reached over pipes in memory. Each shard is a JetStream stream of its
// own, raw/3 is raw-3, whose subject is raw.3.
//
// # Writing
//
// Appends that arrive while a write is under way form a group, up to a mebibyte of it, and become one JetStream message: one
// record in the file, one fsync (SyncAlways), one acknowledgement (see frame). A shard has one group under way at a time, and
// names the sequence number that it must follow, so that order never depends on what a failed write left behind.
// Every acknowledgement is checked; a write that fails, or is not answered in time, stops the log from writing until
// the server has been started again and the tail of the shard has been read back.
//
// # Repetitions
//
// JetStream's own window forgets by the clock and has no bound. Here ids lie in the frames, with the log's uptime. They are
// saved besides, in ids/, before messages are trimmed, at the end, and every 512 MiB: a start reads that, and the frames
// behind it. See [bus.Dedup].
//
// # Reading
//
// Readers ask for ranges of the stream by bytes (direct get), so that the server keeps nothing for a reader, and a slow one
// costs nothing. Committed positions are the last messages by subject of a stream "positions".
//
// # Disk
//
// Two watermarks on the free space of the file system: below the first the log warns, below the second appends
// are refused with [bus.ErrFull]. Both end by themselves. A file system that is full all the same, or an fsync that
// fails, makes the server refuse writes for ever: it is started again, at most once a second, once there is space.
//
// # Starting
//
// A start takes a lock that ends with the process, brings everything in the folder to the disk (a process that was
// killed may have left writes behind that were never synced, and readers must not see what a power cut can take away),
// and starts the server, which drops a half-written record at the end. A shard that ends before a committed
// position has lost messages: [bus.ErrDamaged].
//
// # Limits
//
// A shard keeps up to twice the larger of 1 MiB and bus.MaxMessage in memory while writing, and 80 bytes for each id in
// the window, [Config] MaxIDs at most. JetStream keeps an index of each block of 8 MiB.
//
// To test: go test ./bus/jetstream runs bustest; GAMBESON_SOAK=1 kills 200 times.
//
// Source: NATS JetStream wire API (ADR-31 direct get, ADR-8 for last-by-subject), nats-server 2.15.
package jetstream
