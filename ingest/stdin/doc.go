// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package stdin is the door for standard input: what another program writes, one record a line.
//
// While the log is full, or the source over its quota, the door stops reading, and the other program waits. [Read]
// returns nil only when every line is durable. Lines of more than ingest.Config.MaxRecordBytes are skipped and counted.
// Event ids are counted here: the same input given again is new.
package stdin
