// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"

	"gambeson/event"
)

// An Observation is a fact for a stateful room: what is re-keyed and kept, in
// place of a whole event.
type Observation struct {
	Room   string
	Tenant string
	Key    string // the user, host or address it is about
	Time   int64
	Of     event.Evidence
	// Part tells several observations of one event from each other.
	Part int
	// Late is set by the sequencer.
	Late bool
	Data json.RawMessage // the room's own
}

// observationVersion begins every encoded observation.
const observationVersion = 1

// ErrObservation is wrapped where bytes are not an observation.
var ErrObservation = errors.New("not an observation")

// Encode returns the observation as it stands in the log: a version byte, the
// texts, the numbers, and the room's own data, with lengths and numbers as
// varints. Late is not part of it.
func (o *Observation) Encode() []byte {
	const most = 1 + 16 + 8*binary.MaxVarintLen64
	out := make([]byte, 0, most+len(o.Room)+len(o.Tenant)+len(o.Key)+len(o.Of.Source)+len(o.Data))
	out = append(out, observationVersion)
	for _, s := range [...]string{o.Room, o.Tenant, o.Key, o.Of.Source} {
		out = event.AppendBytes(out, s)
	}
	out = append(out, o.Of.Event[:]...)
	out = binary.AppendVarint(out, int64(o.Of.Record))
	out = binary.AppendVarint(out, o.Time)
	out = binary.AppendVarint(out, int64(o.Part))
	return event.AppendBytes(out, o.Data)
}

// DecodeObservation returns what [Observation.Encode] wrote, and keeps nothing
// of data.
func DecodeObservation(data []byte) (Observation, error) {
	d := event.NewDecoder(data, ErrObservation)
	d.Version(observationVersion)
	var o Observation
	for _, s := range [...]*string{&o.Room, &o.Tenant, &o.Key, &o.Of.Source} {
		*s = string(d.Bytes())
	}
	copy(o.Of.Event[:], d.Next(uint64(len(o.Of.Event))))
	o.Of.Record = int(d.Varint())
	o.Time = d.Varint()
	o.Part = int(d.Varint())
	o.Data = bytes.Clone(d.Bytes())
	return o, d.End()
}
