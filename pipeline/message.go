// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"gambeson/bus"
	"gambeson/event"
)

// observed is a message of observation: what one raw message gave a shard, and
// how far its reader has come. Without observations it is a tick.
type observed struct {
	Reader int
	Newest int64    // greatest event time in the raw message
	Idle   int64    // nanoseconds that the reader had nothing to read
	Trace  event.ID // of the raw message
	Data   [][]byte
}

// observedVersion begins every encoded message.
const observedVersion = 1

// errObserved is wrapped where bytes are not a message of observation.
var errObserved = errors.New("not observations")

// encode returns the message's body: a version byte, and numbers and lengths as varints.
func (o *observed) encode() []byte {
	size := 64
	for _, data := range o.Data {
		size += len(data) + binary.MaxVarintLen32
	}
	out := append(make([]byte, 0, size), observedVersion)
	out = binary.AppendUvarint(out, uint64(o.Reader))
	out = binary.AppendVarint(out, o.Newest)
	out = binary.AppendVarint(out, o.Idle)
	out = append(out, o.Trace[:]...)
	for _, data := range o.Data {
		out = event.AppendBytes(out, data)
	}
	return out
}

// decodeObserved returns what encode wrote. The observations are parts of body.
func decodeObserved(body []byte) (observed, error) {
	d := event.NewDecoder(body, errObserved)
	d.Version(observedVersion)
	o := observed{Reader: int(d.Uvarint()), Newest: d.Varint(), Idle: d.Varint()}
	copy(o.Trace[:], d.Next(uint64(len(o.Trace))))
	for d.More() {
		o.Data = append(o.Data, d.Bytes())
	}
	return o, d.End()
}

// Found is a message of finding: what one message of raw or observation gave.
type Found struct {
	Findings []*event.Finding `json:"findings,omitempty"`
	Facts    [][]byte         `json:"facts,omitempty"`
	// Trace is the id of the first event of the batch that gave them, or whose
	// observations gave them in the end: what happened to them is followed by it.
	Trace event.ID `json:"trace,omitzero"`
}

// ParseFound returns what a message of finding holds.
func ParseFound(body []byte) (Found, error) {
	var f Found
	if err := json.Unmarshal(body, &f); err != nil {
		return Found{}, fmt.Errorf("decode findings: %w", err)
	}
	return f, nil
}

// DeadLetters returns the dead letters of a message of deadletter.
func DeadLetters(body []byte) ([]DeadLetter, error) {
	var out []DeadLetter
	if err := json.Unmarshal(body, &out); err != nil {
		return nil, fmt.Errorf("decode dead letters: %w", err)
	}
	return out, nil
}

// encode returns v as a message's body. What is encoded here is ours and has
// always a form.
func encode(v any) []byte {
	body, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("encode %T: %v", v, err))
	}
	return body
}

// place is where a message that something follows from stands in the log.
type place struct {
	shard bus.Shard
	epoch string
	at    bus.Position
	again string // the reprocessing that it is read for; empty for the first reading
}

// id returns the id of what follows from the message at p and goes to a shard:
// the same after every crash. part tells several messages to one shard apart.
func (p place) id(what string, to bus.Shard, part int) bus.ID {
	if p.again != "" {
		what += " again " + p.again
	}
	b := fmt.Appendf(nil, "%s\x00%s\x00%s\x00%s\x00", what, p.shard, p.epoch, to)
	b = binary.BigEndian.AppendUint64(b, uint64(p.at))
	b = binary.BigEndian.AppendUint64(b, uint64(part))
	sum := sha256.Sum256(b)
	return bus.ID(sum[:16])
}

// shardOf returns which of n shards a key belongs to.
func shardOf(key string, n int) int {
	if n == 1 {
		return 0
	}
	sum := sha256.Sum256([]byte(key))
	return int(binary.BigEndian.Uint32(sum[:]) % uint32(n))
}

// parts cuts a list into pieces whose encoding stays below the limit of a
// message; size says how large an element is.
func parts[T any](all []T, size func(*T) int) [][]T {
	const limit = bus.MaxMessage / 4 // JSON and base64 make it larger
	var out [][]T
	for len(all) > 0 {
		n, bytes := 0, 0
		for n < len(all) && (n == 0 || bytes+size(&all[n]) <= limit) {
			bytes += size(&all[n])
			n++
		}
		out = append(out, all[:n])
		all = all[n:]
	}
	return out
}
