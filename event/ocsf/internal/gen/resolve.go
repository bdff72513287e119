// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// resolve turns what was read into the compiled schema.
func (s *schema) resolve() error {
	if err := s.collectObservables(); err != nil {
		return err
	}
	for _, kind := range []struct {
		items   map[string]*item
		patches []*item
	}{{s.classes, s.patches.classes}, {s.objects, s.patches.objects}} {
		for _, p := range kind.patches {
			if err := patch(kind.items[p.Extends], p); err != nil {
				return err
			}
		}
		for _, it := range kind.items {
			if err := inherit(kind.items, it); err != nil {
				return err
			}
		}
	}
	maps.DeleteFunc(s.classes, func(name string, c *item) bool { return c.UID == nil && name != "base_event" })
	maps.DeleteFunc(s.objects, func(name string, _ *item) bool { return strings.HasPrefix(name, "_") })
	for _, c := range s.classes {
		if err := s.identify(c); err != nil {
			return err
		}
	}
	maps.Copy(s.objects["observable"].Attributes.named["type_id"].Enum, s.observables)
	return s.finish()
}

func patch(base, p *item) error {
	if base == nil {
		return fmt.Errorf("extension %s patches %q, which does not exist", p.extension, p.Extends)
	}
	mergeAttrs(base.Attributes.named, p.Attributes.named)
	base.Profiles = union(base.Profiles, p.Profiles)
	if p.Observable != 0 {
		base.Observable = p.Observable
	}
	if p.Constraints != nil {
		base.Constraints = p.Constraints
	}
	return nil
}

// inherit lays the item over a copy of what it extends.
func inherit(items map[string]*item, it *item) error {
	if it.resolved {
		return nil
	}
	it.resolved = true
	if it.Extends == "" {
		return nil
	}
	parent := items[it.Extends]
	if parent == nil {
		return fmt.Errorf("%q extends %q, which does not exist", it.Name, it.Extends)
	}
	if err := inherit(items, parent); err != nil {
		return err
	}
	merged := map[string]*attr{}
	mergeAttrs(merged, parent.Attributes.named)
	mergeAttrs(merged, it.Attributes.named)
	it.Attributes.named = merged
	it.Profiles = union(parent.Profiles, it.Profiles)
	if it.Category == "" {
		it.Category = parent.Category
	}
	if it.Constraints == nil {
		it.Constraints = parent.Constraints
	}
	if it.Deprecated == nil {
		it.Deprecated = parent.Deprecated
	}
	if it.Observable == 0 {
		it.Observable = parent.Observable
	}
	return nil
}

// identify gives a class its whole identifier: extension, category and number.
func (s *schema) identify(c *item) error {
	if c.Category != "other" {
		category := s.categories[c.Category]
		if category == nil {
			return fmt.Errorf("class %q has the unknown category %q", c.Name, c.Category)
		}
		c.categoryUID = category.UID
	}
	uid := (c.extensionID*100 + c.categoryUID) * 1000
	if c.UID != nil {
		uid += *c.UID
	}
	c.UID = &uid
	// These follow from the identifier; the registry's reader derives them.
	for _, name := range []string{"class_uid", "category_uid", "type_uid"} {
		c.Attributes.named[name].Enum = nil
	}
	return nil
}

// collectObservables gathers the numbers that types, attributes, objects and paths have as observables.
// It runs before inheritance, which would repeat them.
func (s *schema) collectObservables() error {
	for _, name := range slices.Sorted(maps.Keys(s.types)) {
		s.observable(s.types[name].Observable, s.types[name].Caption)
	}
	for _, name := range slices.Sorted(maps.Keys(s.dictionary)) {
		s.observable(s.dictionary[name].Observable, s.dictionary[name].Caption)
	}
	kinds := []struct {
		name  string
		items []*item
	}{
		{"Class", slices.Concat(slices.Collect(maps.Values(s.classes)), s.patches.classes)},
		{"Object", slices.Concat(slices.Collect(maps.Values(s.objects)), s.patches.objects)},
	}
	for _, kind := range kinds {
		for _, it := range kind.items {
			s.observable(it.Observable, it.Caption)
			for name, a := range it.Attributes.named {
				s.observable(a.Observable, it.Caption+" "+kind.name+": "+name)
			}
			for name, id := range it.Observables {
				s.observable(id, it.Caption+" "+kind.name+": "+name)
			}
		}
	}
	if len(s.observables) == 0 {
		return fmt.Errorf("the schema defines no observable")
	}
	return nil
}

func (s *schema) observable(id int, caption string) {
	if id != 0 {
		s.observables[strconv.Itoa(id)] = enumValue{Caption: caption}
	}
}

// finish adds the date-time siblings and lays every attribute over its dictionary entry.
func (s *schema) finish() error {
	for _, it := range slices.Concat(slices.Collect(maps.Values(s.classes)), slices.Collect(maps.Values(s.objects))) {
		done := make(map[string]*attr, len(it.Attributes.named))
		for name, a := range it.Attributes.named {
			entry := s.dictionary[name]
			if entry == nil {
				return fmt.Errorf("%q uses %q, which is not in the dictionary", it.Name, name)
			}
			full := entry.clone()
			mergeAttr(full, a)
			if full.Requirement == "" {
				full.Requirement = "optional"
			}
			if s.types[full.Type] == nil && s.objects[full.Type] == nil {
				return fmt.Errorf("%q has %q of the unknown type %q", it.Name, name, full.Type)
			}
			done[name] = full
			if full.Type == "timestamp_t" {
				sibling := full.clone()
				sibling.Type, sibling.Requirement, sibling.profiles = "datetime_t", "optional", []string{"datetime"}
				done[name+"_dt"] = sibling
				it.Profiles = union(it.Profiles, []string{"datetime"})
			}
		}
		it.Attributes.named = done
	}
	return nil
}
