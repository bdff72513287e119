// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package main

import "encoding/json"

// A schema is everything that was read, and, after resolve, the compiled result.
type schema struct {
	version     string
	types       map[string]*dictType
	dictionary  map[string]*attr
	categories  map[string]*category
	profiles    map[string]*profile
	classes     map[string]*item
	objects     map[string]*item
	patches     patches
	observables map[string]enumValue
}

// patches are the extensions' nameless classes and objects, which change the one they extend.
type patches struct{ classes, objects []*item }

type category struct {
	UID     int    `json:"uid"`
	Caption string `json:"caption"`
}

type profile struct {
	Name    string `json:"name"`
	Caption string `json:"caption"`
	Meta    string `json:"meta"`
	// extension is empty in the core schema, else the prefix of the profile's name in events.
	extension  string
	Attributes attrs `json:"attributes"`
}

func (p *profile) scoped() string {
	if p.extension == "" {
		return p.Name
	}
	return p.extension + "/" + p.Name
}

type dictType struct {
	Caption    string  `json:"caption"`
	Type       string  `json:"type"`
	MaxLen     int     `json:"max_len"`
	Range      []int64 `json:"range"`
	Observable int     `json:"observable"`
}

// An item is a class or an object.
type item struct {
	Name        string               `json:"name"`
	Caption     string               `json:"caption"`
	Extends     string               `json:"extends"`
	Category    string               `json:"category"`
	UID         *int                 `json:"uid"`
	Observable  int                  `json:"observable"`
	Observables map[string]int       `json:"observables"`
	Profiles    []string             `json:"profiles"`
	Constraints *map[string][]string `json:"constraints"`
	Deprecated  *deprecated          `json:"@deprecated"`
	Attributes  attrs                `json:"attributes"`

	extension   string
	extensionID int
	categoryUID int
	resolved    bool
}

type deprecated struct {
	Since string `json:"since"`
}

type enumValue struct {
	Caption    string      `json:"caption"`
	Deprecated *deprecated `json:"@deprecated"`
}

// An attr is an attribute as a dictionary, a class, an object or a profile writes it.
type attr struct {
	Caption     string               `json:"caption"`
	Type        string               `json:"type"`
	Array       bool                 `json:"is_array"`
	Requirement string               `json:"requirement"`
	Sibling     string               `json:"sibling"`
	Observable  int                  `json:"observable"`
	Enum        map[string]enumValue `json:"enum"`
	Deprecated  *deprecated          `json:"@deprecated"`
	Profile     json.RawMessage      `json:"profile"`

	profiles []string
	// free says that "profile": null was written: the attribute belongs to no profile from there on.
	free bool
	// line is the finished attribute as the registry writes it.
	line string
}

// attrs is an "attributes" object: named attributes, and the files to include under them.
type attrs struct {
	named   map[string]*attr
	include []string
}

func (a *attrs) UnmarshalJSON(text []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	a.named = make(map[string]*attr, len(raw))
	for name, value := range raw {
		if name == "$include" {
			if err := json.Unmarshal(value, &a.include); err != nil {
				return err
			}
			continue
		}
		at := new(attr)
		if err := json.Unmarshal(value, at); err != nil {
			return err
		}
		if err := at.readProfile(); err != nil {
			return err
		}
		a.named[name] = at
	}
	return nil
}

func (a *attr) readProfile() error {
	switch {
	case a.Profile == nil:
		return nil
	case string(a.Profile) == "null":
		a.free = true
		return nil
	}
	var name string
	if err := json.Unmarshal(a.Profile, &name); err != nil {
		return err
	}
	a.profiles = []string{name}
	return nil
}
