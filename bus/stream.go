// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bus

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// A Stream is a kind of messages, with shards of its own.
type Stream string

// The streams of the data path, in its order, and what could not be read.
const (
	Raw         Stream = "raw"         // records as senders sent them, framed; the only copy that must never be lost
	Observation Stream = "observation" // small facts for detectors, sharded by their own keys
	Finding     Stream = "finding"     // what detectors found
	Case        Stream = "case"        // what correlation made of findings
	Decision    Stream = "decision"    // what policy made of cases
	Action      Stream = "action"      // what was done about decisions
	DeadLetter  Stream = "deadletter"  // records that could not be read, whole, with the reason
)

// Streams lists the streams in the order of the data path.
func Streams() []Stream {
	return []Stream{Raw, Observation, Finding, Case, Decision, Action, DeadLetter}
}

// A Shard is one sequence of messages of a stream. It comes into being when it is first named.
type Shard struct {
	Stream Stream
	Number int // 0 to MaxShards-1
}

// String is the shard's name: raw/3.
func (s Shard) String() string { return string(s.Stream) + "/" + strconv.Itoa(s.Number) }

// Compare orders shards by the data path, and by their numbers.
func (s Shard) Compare(o Shard) int {
	all := Streams()
	return cmp.Or(cmp.Compare(slices.Index(all, s.Stream), slices.Index(all, o.Stream)), cmp.Compare(s.Number, o.Number))
}

// Check returns an error that wraps [ErrInvalid] if no log has such a shard.
func (s Shard) Check() error {
	if s.Number < 0 || s.Number >= MaxShards {
		return fmt.Errorf("%w: shard %d of stream %q; there are 0 to %d", ErrInvalid, s.Number, s.Stream, MaxShards-1)
	}
	if !slices.Contains(Streams(), s.Stream) {
		return fmt.Errorf("%w: there is no stream %q", ErrInvalid, s.Stream)
	}
	return nil
}

// A Position is a message's place in its shard, from 1. Later messages have greater positions; an implementation MAY
// leave gaps. 0 is the place before the first.
type Position uint64

// An ID says that two appends to a shard are one: a hash of what makes the message this one, such as the request's key.
// The zero ID is no id: nothing is taken for a repetition of it.
type ID [16]byte

// A Message is what was appended.
type Message struct {
	Position Position
	ID       ID
	// Time is when the log wrote the message, by the clock of its machine: for people and for measuring, and never
	// to decide by. It may go back between messages.
	Time time.Time
	// Body is the appended bytes. It belongs to the reader.
	Body []byte
}

// What every log keeps to.
const (
	// MaxMessage is how many bytes a message may have: 8 MiB less what stores put around it.
	MaxMessage = 8<<20 - 64<<10
	// MaxShards is how many shards a stream may have.
	MaxShards = 256
	// Window is how long an id is remembered at least, in time during which the log is open.
	Window = 10 * time.Minute
	// MaxGroup is how many bytes the name of a group may have.
	MaxGroup = 64
)

// CheckGroup returns an error that wraps [ErrInvalid] unless name is one of 1 to MaxGroup bytes a-z, 0-9, - and _.
func CheckGroup(name string) error {
	if name == "" || len(name) > MaxGroup {
		return fmt.Errorf("%w: the name of a group has 1 to %d bytes, %q has %d", ErrInvalid, MaxGroup, name, len(name))
	}
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return fmt.Errorf("%w: the name of a group has a-z, 0-9, - and _ only: %q", ErrInvalid, name)
		}
	}
	return nil
}
