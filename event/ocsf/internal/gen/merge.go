// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"maps"
	"slices"
)

// mergeAttrs lays src over dst.
func mergeAttrs(dst, src map[string]*attr) {
	for name, a := range src {
		if old := dst[name]; old != nil {
			mergeAttr(old, a)
		} else {
			dst[name] = a.clone()
		}
	}
}

// mergeAttr lays src over dst: what src does not say stays, enumerations are united, and an attribute that two
// profiles bring belongs to both and takes the stronger requirement.
func mergeAttr(dst, src *attr) {
	if src.Requirement != "" {
		if len(src.profiles) == 0 || len(dst.profiles) == 0 || rank(src.Requirement) > rank(dst.Requirement) {
			dst.Requirement = src.Requirement
		}
	}
	switch {
	case src.free:
		dst.profiles, dst.free = nil, true
	case len(src.profiles) > 0 && !dst.free:
		dst.profiles = union(dst.profiles, src.profiles)
	}
	if src.Caption != "" {
		dst.Caption = src.Caption
	}
	if src.Type != "" {
		dst.Type = src.Type
	}
	if src.Sibling != "" {
		dst.Sibling = src.Sibling
	}
	if src.Observable != 0 {
		dst.Observable = src.Observable
	}
	if src.Deprecated != nil {
		dst.Deprecated = src.Deprecated
	}
	dst.Array = dst.Array || src.Array
	mergeEnum(dst, src)
}

func mergeEnum(dst, src *attr) {
	if dst.Enum == nil {
		dst.Enum = maps.Clone(src.Enum)
		return
	}
	for id, v := range src.Enum {
		old := dst.Enum[id]
		if v.Caption == "" {
			v.Caption = old.Caption
		}
		if v.Deprecated == nil {
			v.Deprecated = old.Deprecated
		}
		dst.Enum[id] = v
	}
}

func (a *attr) clone() *attr {
	c := *a
	c.Enum = maps.Clone(a.Enum)
	c.profiles = slices.Clone(a.profiles)
	return &c
}

func rank(requirement string) int {
	return slices.Index([]string{"optional", "recommended", "required"}, requirement)
}

func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
