// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed registry.tsv
var registryText string

// A Registry is the compiled schema.
type Registry struct {
	version  string
	limits   [TypeUUID + 1]limits
	captions map[Category]string
	profiles []string
	classes  []*ClassDef // by UID
	byName   map[string]*ClassDef
	objects  map[string]*ObjectDef
	// root has every name that any class has at the top of its events.
	root []*Attribute
}

// Load reads the registry that the program carries. It takes about a millisecond: keep the result.
func Load() (*Registry, error) { return parse(registryText) }

// Class returns the class with that number, or nil.
func (r *Registry) Class(uid Class) *ClassDef {
	i, ok := slices.BinarySearchFunc(r.classes, uid, func(c *ClassDef, uid Class) int { return int(c.UID) - int(uid) })
	if !ok {
		return nil
	}
	return r.classes[i]
}

// ClassByName returns the class with that name, such as "process_activity", or nil.
func (r *Registry) ClassByName(name string) *ClassDef { return r.byName[name] }

// Classes returns all classes in the order of their numbers.
func (r *Registry) Classes() []*ClassDef { return r.classes }

// Object returns the object type with that name, or nil.
func (r *Registry) Object(name string) *ObjectDef { return r.objects[name] }

// Category returns the caption of a category, or empty.
func (r *Registry) Category(uid Category) string { return r.captions[uid] }

// Profiles returns the names of all profiles, sorted.
func (r *Registry) Profiles() []string { return r.profiles }

// rootAttributes gives each name the definition of the class with the lowest number that has it.
func rootAttributes(classes []*ClassDef) []*Attribute {
	seen := map[string]bool{}
	var all []*Attribute
	for _, c := range classes {
		for _, a := range c.attrs {
			if !seen[a.Name] {
				seen[a.Name] = true
				all = append(all, a)
			}
		}
	}
	slices.SortFunc(all, func(a, b *Attribute) int { return strings.Compare(a.Name, b.Name) })
	return all
}
