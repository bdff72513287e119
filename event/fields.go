// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"errors"
	"fmt"

	"gambeson/event/ocsf"
)

// A Slot is the number that a [Fields] table gave a field. Slots index dense
// arrays: whoever compiles against fields (rules, mappings, lake columns)
// resolves each name once and never hashes it again.
type Slot uint32

// NoSlot is the slot of no field; [Event.Get] of it is always missing.
const NoSlot Slot = 0

// ErrFrozen is returned by [Fields.Freeze] where the table is frozen already.
var ErrFrozen = errors.New("fields are frozen")

// Fields is the table of the field names that anything in the process wants
// to read or write. It has two name spaces: names of source-native fields
// (flat, as rules and the source's documentation write them: "Image",
// "userIdentity.type") and OCSF attribute paths ("process.file.path").
//
// A table is filled by formats, rules and detectors before the first event,
// then frozen with [Fields.Freeze]; from then on it is read-only and may be
// shared by any number of goroutines. Fields of an event that no one named
// keep their place in the event's tree and have no slot, so that foreign input
// cannot make the table grow.
type Fields struct {
	native map[string]Slot
	ocsf   map[string]Slot
	list   []field // by slot; list[0] is NoSlot
	shapes []*Shape
	frozen bool
	errs   []error

	registry *ocsf.Registry // loaded with the first OCSF path
	header   headerSlots
	entities []entityField
	wanted   bool // someone reads the header by its OCSF paths
}

type field struct {
	name string
	ocsf bool
	path ocsfPath // of an OCSF field
}

// NewFields returns an empty table.
func NewFields() *Fields {
	return &Fields{
		native: make(map[string]Slot),
		ocsf:   make(map[string]Slot),
		list:   make([]field, 1),
	}
}

// Native returns the slot of the source-native field name, adding it where
// the table is not frozen. A frozen table answers [NoSlot] for a new name.
func (f *Fields) Native(name string) Slot {
	if s, ok := f.native[name]; ok {
		return s
	}
	return f.add(f.native, field{name: name})
}

// OCSF returns the slot of the OCSF attribute path, adding it as
// [Fields.Native] does. A path that the OCSF schema does not have is an error
// that [Fields.Freeze] returns.
func (f *Fields) OCSF(path string) Slot {
	if s, ok := f.ocsf[path]; ok {
		return s
	}
	if f.frozen {
		return NoSlot
	}
	p, err := f.parsePath(path)
	if err != nil {
		f.errs = append(f.errs, err)
	}
	return f.add(f.ocsf, field{name: path, ocsf: true, path: p})
}

func (f *Fields) parsePath(path string) (ocsfPath, error) {
	if f.registry == nil {
		r, err := ocsf.Load()
		if err != nil {
			return ocsfPath{}, fmt.Errorf("load the OCSF registry: %w", err)
		}
		f.registry = r
	}
	return parseOCSFPath(f.registry, path)
}

func (f *Fields) add(names map[string]Slot, n field) Slot {
	if f.frozen {
		return NoSlot
	}
	s := Slot(len(f.list))
	f.list = append(f.list, n)
	names[n.name] = s
	return s
}

// Freeze ends the filling of the table, compiles the shapes that were made
// from it and returns every mistake made so far: OCSF paths that do not exist.
// A second call returns [ErrFrozen].
func (f *Fields) Freeze() error {
	if f.frozen {
		return ErrFrozen
	}
	f.bindHeaderSlots()
	f.bindEntities()
	f.frozen = true
	for _, s := range f.shapes {
		s.compile(f)
	}
	f.rankOCSF()
	return errors.Join(f.errs...)
}

// Name returns the name of s in its name space; of [NoSlot] the empty string.
func (f *Fields) Name(s Slot) string { return f.list[s].name }

// IsOCSF reports whether s is the slot of an OCSF path.
func (f *Fields) IsOCSF(s Slot) bool { return f.list[s].ocsf }

// Len returns the number of slots, [NoSlot] included: every slot is below it.
func (f *Fields) Len() int { return len(f.list) }

// String says how many fields of each kind the table holds.
func (f *Fields) String() string {
	return fmt.Sprintf("%d native fields, %d OCSF paths", len(f.native), len(f.ocsf))
}
