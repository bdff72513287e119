// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"cmp"
	"slices"
	"strings"

	"gambeson/event/ocsf"
)

// ocsfPath is what the output needs to know of an OCSF path.
type ocsfPath struct {
	steps []string
	typ   ocsf.Type
	list  bool // the last step is a list
	array int  // number of steps up to an array of objects, 0 where none is on the path
	rank  uint32
	group uint32 // rank of the first path through the same array, or rank
}

func parseOCSFPath(r *ocsf.Registry, path string) (ocsfPath, error) {
	field, err := r.Path(path)
	if err != nil {
		return ocsfPath{}, err
	}
	p := ocsfPath{steps: strings.Split(path, "."), typ: field.Type, list: field.Array}
	for i := 1; i < len(p.steps); i++ {
		step, err := r.Path(strings.Join(p.steps[:i], "."))
		if err != nil {
			return ocsfPath{}, err
		}
		if step.Array && p.array == 0 {
			p.array = i
		}
	}
	return p, nil
}

// rankOCSF orders the OCSF paths so that those with the same beginning stand
// together: the order of output.
func (f *Fields) rankOCSF() {
	var slots []Slot
	for _, s := range f.ocsf {
		slots = append(slots, s)
	}
	path := func(s Slot) *ocsfPath { return &f.list[s].path }
	slices.SortFunc(slots, func(a, b Slot) int { return slices.Compare(path(a).steps, path(b).steps) })
	groups := make(map[string]uint32)
	for i, s := range slots {
		p := path(s)
		p.rank = uint32(i)
		p.group = p.rank
		if p.array > 0 {
			key := strings.Join(p.steps[:p.array], ".")
			if _, ok := groups[key]; !ok {
				groups[key] = p.rank
			}
			p.group = groups[key]
		}
	}
}

// classView says, by slot, which OCSF paths a class has and through which
// profile. An event keeps one for each class it has met.
type classView struct {
	allowed  []bool
	profiles []string // the profile that gives the attribute, empty where the class does
}

func (f *Fields) viewOf(class ocsf.Class) *classView {
	v := &classView{allowed: make([]bool, len(f.list)), profiles: make([]string, len(f.list))}
	def := f.registry.Class(class)
	if def == nil {
		return v
	}
	for _, s := range f.ocsf {
		path := f.list[s].name
		if _, err := f.registry.PathIn(def, path); err != nil {
			continue
		}
		v.allowed[s] = true
		steps := f.list[s].path.steps
		for i := range steps {
			at, err := f.registry.PathIn(def, strings.Join(steps[:i+1], "."))
			if err == nil && len(at.Profiles) > 0 {
				v.profiles[s] = at.Profiles[0]
			}
		}
	}
	return v
}

func compareOutput(a, b output) int {
	return cmp.Or(cmp.Compare(a.path.group, b.path.group), cmp.Compare(a.item, b.item), cmp.Compare(a.path.rank, b.path.rank))
}
