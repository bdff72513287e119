// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

import (
	"slices"
	"strings"
)

// A Class is the number of an event class, class_uid.
type Class uint32

// A Category is the number of a category of classes, category_uid.
type Category uint32

// TypeUID returns the event's type_uid for one of the class's activities.
func (c Class) TypeUID(activity int64) int64 { return int64(c)*100 + activity }

// Category returns the class's category, which its number contains.
func (c Class) Category() Category { return Category(c / 1000 % 100) }

// A ClassDef is an event class with all its attributes: its own, those it inherits, and those of its profiles.
type ClassDef struct {
	UID Class
	// Name is unique among classes, as in "process_activity"; Caption is its title, the value of class_name.
	Name, Caption string
	Category      Category
	// CategoryCaption is the value of category_name.
	CategoryCaption string
	// Extension is the name of the extension that defines the class, or empty.
	Extension string
	// Deprecated is the version since which the class is deprecated, or empty.
	Deprecated string
	// Profiles are those that add attributes to the class itself, not to the objects in it.
	Profiles    []string
	Constraints []Constraint
	attrs       []*Attribute
}

// Attributes returns the class's attributes in the order of their names.
func (c *ClassDef) Attributes() []*Attribute { return c.attrs }

// Attribute returns the attribute with that name, or nil.
func (c *ClassDef) Attribute(name string) *Attribute { return find(c.attrs, name) }

// An ObjectDef is an object type with all its attributes.
type ObjectDef struct {
	Name, Caption string
	// Observable is the object's observable type_id, or 0.
	Observable  int
	Extension   string
	Deprecated  string
	Profiles    []string
	Constraints []Constraint
	attrs       []*Attribute
}

// Attributes returns the object's attributes in the order of their names. None means that it may have any.
func (o *ObjectDef) Attributes() []*Attribute { return o.attrs }

// Attribute returns the attribute with that name, or nil.
func (o *ObjectDef) Attribute(name string) *Attribute { return find(o.attrs, name) }

// An Attribute is one attribute of a class or an object.
type Attribute struct {
	Name string
	Type Type
	// Object is the name of the object type if Type is TypeObject, or empty.
	Object string
	// Array says that the value is a list of that type.
	Array       bool
	Requirement Requirement
	// Enum holds the values that the attribute may have; nil if it is not an enumeration. It is nil for class_uid,
	// category_uid and type_uid, which follow from the class.
	Enum *Enum
	// Sibling is the attribute that holds the caption of this enumeration's value, or empty.
	Sibling string
	// Profiles are those of which an event must name one to have the attribute; empty if it always has it.
	Profiles []string
	// Observable is the attribute's observable type_id: its own, its object's or its type's; 0 if it is none.
	Observable int
	// Deprecated is the version since which the attribute is deprecated, or empty.
	Deprecated string
}

// In reports whether an event that names these profiles has the attribute.
func (a *Attribute) In(profiles []string) bool {
	return len(a.Profiles) == 0 || slices.ContainsFunc(a.Profiles, func(p string) bool { return slices.Contains(profiles, p) })
}

// A Requirement says how much the schema wants an attribute.
type Requirement uint8

// The requirements, weakest first.
const (
	Optional Requirement = iota
	Recommended
	Required
)

// A Constraint is a rule over attributes of one class or object.
type Constraint struct {
	// JustOne wants exactly one of the attributes present; otherwise at least one.
	JustOne bool
	// Paths are names of attributes, or dotted paths to attributes of objects.
	Paths []string
}

// An Enum is the set of values of an enumeration.
type Enum struct{ values []EnumValue }

// An EnumValue is one value of an enumeration.
type EnumValue struct {
	// ID is the value as text: digits in nearly all enumerations.
	ID, Caption string
	Deprecated  bool
}

// Values returns the values in the order of their IDs as text.
func (e *Enum) Values() []EnumValue { return e.values }

// Value returns the value with that ID.
func (e *Enum) Value(id string) (EnumValue, bool) {
	i, ok := slices.BinarySearchFunc(e.values, id, func(v EnumValue, id string) int { return strings.Compare(v.ID, id) })
	if !ok {
		return EnumValue{}, false
	}
	return e.values[i], true
}

// Caption returns the caption of the value with that ID, or empty.
func (e *Enum) Caption(id string) string {
	v, _ := e.Value(id)
	return v.Caption
}

// ID returns the ID of the value with that caption.
func (e *Enum) ID(caption string) (string, bool) {
	i := slices.IndexFunc(e.values, func(v EnumValue) bool { return v.Caption == caption })
	if i < 0 {
		return "", false
	}
	return e.values[i].ID, true
}

func find(attrs []*Attribute, name string) *Attribute {
	i, ok := slices.BinarySearchFunc(attrs, name, func(a *Attribute, name string) int { return strings.Compare(a.Name, name) })
	if !ok {
		return nil
	}
	return attrs[i]
}
