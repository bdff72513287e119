// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bus

import (
	"errors"
	"fmt"
)

// What callers can do something about.
var (
	// ErrFull says that the log has no room now, on disk or for another id: nothing was written. A door answers 503 with
	// Retry-After; the log takes messages again by itself.
	ErrFull = errors.New("log is full")
	// ErrUnavailable says that the log could not write, and does not know whether it did. A door answers 503 with
	// Retry-After, and whoever repeats the append does so with the same id.
	ErrUnavailable = errors.New("log is unavailable")
	// ErrTooLarge says that a message has more than MaxMessage bytes. A door answers 413; an own batch is divided.
	ErrTooLarge = errors.New("message is too large for the log")
	// ErrClosed says that the log is closed. A door answers 503; everyone else ends.
	ErrClosed = errors.New("log is closed")
	// ErrInvalid says that the call is wrong: no such stream, shard, group or position. It is a mistake in our code.
	ErrInvalid = errors.New("not possible in the log")
	// ErrTrimmed says that messages were trimmed before they were read; see [TrimmedError].
	ErrTrimmed = errors.New("messages were trimmed")
	// ErrNotConsumed says that a group has still to read what was to be trimmed. Try again when it has.
	ErrNotConsumed = errors.New("messages are not consumed yet")
	// ErrLocked says that another process has the log open.
	ErrLocked = errors.New("log is open in another process")
	// ErrDamaged says that the log lost messages that it had acknowledged: restore it, or move the folder away and start
	// with a new one.
	ErrDamaged = errors.New("log is damaged")
)

// A TrimmedError is returned for a read behind a position where messages are gone. It wraps [ErrTrimmed]. Who can do
// without them reads on behind Resume.
type TrimmedError struct {
	Shard Shard
	// After is what the reader asked for, and Resume the position behind which all messages are there.
	After, Resume Position
}

// Error names both positions.
func (e *TrimmedError) Error() string {
	return fmt.Sprintf("read %s behind %d: %v up to %d", e.Shard, e.After, ErrTrimmed, e.Resume)
}

// Unwrap is ErrTrimmed.
func (e *TrimmedError) Unwrap() error { return ErrTrimmed }
