// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package state keeps what people and programs decided: sources and their
// tokens, findings and cases, the audit trail, the index of dead letters, how
// far each consumer of the log has come, what is processed again, and what is
// still to be sent.
//
// # Guarantees
//
// The database is one SQLite file below the data folder, in WAL mode with
// synchronous=FULL: a call that returned without an error survives a crash of
// the machine. All writes go through one connection, each call is one
// transaction, and readers never wait for writers. One process has it open at a
// time ([ErrInUse]).
//
// Every mutation by a person has a [Cause]: who, why, and an idempotency key.
// It is written together with its entry of the audit trail, which is
// append-only and chained by hashes ([Audit.Verify]). A mutation that comes
// again with the same key changes nothing and returns what stands; the same key
// with other content is [ErrKeyReused].
//
// What consumers of the log write ([Cases.Record], [Checkpoints], [DeadLetters])
// is idempotent on ids, and goes with the position in the log that it stands
// for, in one transaction: replaying changes nothing.
//
// Tokens are random, shown once, and kept as SHA-256 only.
//
// # Migrations
//
// migrations/ holds numbered SQL files, forward only, applied by [Open] in a
// transaction each. A database of a newer program is refused ([ErrNewer]). Dumps
// of every earlier version, with content, are in testdata; a test opens each and
// compares what it reads and the schema that results.
//
// # Limits
//
// Lists are read in pages of at most [MaxPage] rows. A snapshot has at most
// [MaxSnapshot] bytes. Texts from logs are kept as they are: who shows them
// makes them safe.
//
// Sources: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_synchronous.
package state
