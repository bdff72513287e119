// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"encoding/json"
	"fmt"

	"gambeson/detect"
	"gambeson/event"
)

// Name is the room's name.
const Name = "uba"

// Deps is what the room needs from the house.
type Deps struct {
	// Fields is the table that the room's field names are added to, not frozen yet.
	Fields *event.Fields
}

// A Room is the room. Its inspectors may run beside each other; all else
// belongs to one goroutine.
type Room struct {
	config    Config
	reader    *reader
	detectors []detector
	kinds     [keyKinds][]detector // by what they key by
}

// keyKind is what the observations for a detector come together by. Its
// number is the Part of the observation, so it never changes.
type keyKind int

const (
	byUser keyKind = iota
	byAddress
	byPool   // the user's domain: peers come together
	keyKinds // how many there are
)

// A detector judges acts. It keeps its state in a table by key.
type detector interface {
	// name names its state in snapshots; it never changes.
	name() string
	// by says what its observations come together by.
	by() keyKind
	// wants reports whether the act says anything to it. It is called by many
	// goroutines.
	wants(a *act) bool
	// observe takes the fact, in event-time order, and adds what it finds.
	observe(f *fact, out *detect.Results)

	held() int
	cap() int
	save(detector string, write func(savedRow) error) error
	load(s savedRow) error
}

// detectors lists the room's detectors. A new one is a file and a line here.
func detectors(c Config) []detector {
	return []detector{
		newAccess(c),
		newBruteForce(c),
		newMFAFatigue(c),
		newSpray(c),
		newTravel(c),
	}
}

// New returns a room without a memory. It adds the fields that it reads to the
// table, which reports unknown ones when it is frozen.
func New(d Deps, c Config) (*Room, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("uba: %w", err)
	}
	r := &Room{config: c, reader: newReader(d.Fields, c)}
	r.use(detectors(c))
	return r, nil
}

func (r *Room) use(list []detector) {
	r.detectors = list
	r.kinds = [keyKinds][]detector{}
	for _, d := range list {
		r.kinds[d.by()] = append(r.kinds[d.by()], d)
	}
}

// Name implements [detect.Room].
func (r *Room) Name() string { return Name }

// Inspector implements [detect.Room].
func (r *Room) Inspector() detect.Inspector {
	return &inspector{reader: r.reader, detectors: detectors(r.config)}
}

// inspector makes observations. Its detectors are asked what they want and
// never observe.
type inspector struct {
	reader    *reader
	detectors []detector
	act       act
}

// Inspect implements [detect.Inspector]: one observation for each kind of key
// that a detector wants the act by.
func (i *inspector) Inspect(e *event.Event, out *detect.Results) {
	if !i.reader.read(e, &i.act) {
		return
	}
	var wanted [keyKinds]bool
	for _, d := range i.detectors {
		wanted[d.by()] = wanted[d.by()] || d.wants(&i.act)
	}
	var data json.RawMessage
	for kind, ok := range wanted {
		if !ok {
			continue
		}
		if data == nil {
			var err error
			if data, err = json.Marshal(&i.act); err != nil {
				return // a number that JSON cannot write: reader lets none in
			}
		}
		out.Observations = append(out.Observations, detect.Observation{
			Room: Name, Tenant: e.Tenant, Key: i.act.key(keyKind(kind)), Time: e.Time,
			Of: event.EvidenceOf(e), Part: kind, Data: data,
		})
	}
}

// key returns what the act is kept by.
func (a *act) key(k keyKind) string {
	switch k {
	case byUser:
		return a.Account
	case byAddress:
		return a.Address
	default:
		return a.Domain
	}
}

// Observe implements [detect.Stateful]. An observation that is none of the
// room's is dropped.
func (r *Room) Observe(o detect.Observation, out *detect.Results) {
	if o.Part < 0 || o.Part >= int(keyKinds) {
		return
	}
	f := fact{Tenant: o.Tenant, Key: o.Tenant + "\x00" + o.Key, Time: o.Time, Of: o.Of}
	if err := json.Unmarshal(o.Data, &f.act); err != nil {
		return
	}
	for _, d := range r.kinds[o.Part] {
		if d.wants(&f.act) {
			d.observe(&f, out)
		}
	}
}

// Held implements [detect.Stateful].
func (r *Room) Held() int {
	n := 0
	for _, d := range r.detectors {
		n += d.held()
	}
	return n
}

// Cap implements [detect.Stateful].
func (r *Room) Cap() int {
	n := 0
	for _, d := range r.detectors {
		n += d.cap()
	}
	return n
}
