// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package stdin is the door for standard input: what another program writes, one record a line.
//
// While the log is full, or the source over its quota, the door stops reading, and the other program waits. At the end of
// the input every line is made durable, and the platform goes on. A [Door] that is shut takes what it has read, and no
// more: nothing tells the other program what has arrived, so that what must not be lost is followed as a file, or sent
// through a door that acknowledges. Lines of more than ingest.Config.MaxRecordBytes are skipped and counted. Event ids
// are counted here: the same input given again is new.
package stdin
