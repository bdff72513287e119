// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"cmp"
	"slices"
)

// dimension is what an access is to.
type dimension string

const (
	toHost      dimension = "host"
	toService   dimension = "service"
	toOperation dimension = "operation"
	fromCountry dimension = "country"
	// countries that the source gives by name, not by code, are another
	// dimension: one country under two names is not two.
	fromNamed dimension = "country named"
)

// count writes a number of things of the dimension.
func (d dimension) count(n int) string {
	switch d {
	case toHost:
		return plural(n, "host", "hosts")
	case toService:
		return plural(n, "service", "services")
	case toOperation:
		return plural(n, "operation", "operations")
	default:
		return plural(n, "country", "countries")
	}
}

// A profile is what is remembered of a user's accesses.
type profile struct {
	Pool   string `json:"pool"` // tenant and domain
	First  int64  `json:"first"`
	Count  int    `json:"count"`
	Unit   string `json:"unit,omitempty"`
	Domain string `json:"domain,omitempty"`
	Links  []link `json:"links"`
	// Full says that the user had more accesses than are remembered: what looks
	// new may have been forgotten.
	Full bool `json:"full,omitempty"`
	// Day is the last day with a finding, and Found how many it had.
	Day   int64 `json:"day,omitempty"`
	Found int   `json:"found,omitempty"`
}

// A link is the access of a user to one thing.
type link struct {
	To    dimension `json:"to"`
	Name  string    `json:"name"`
	First int64     `json:"first"`
	Last  int64     `json:"last"`
	Count int       `json:"count"`
}

func compareLinks(a, b link) int {
	return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(a.Name, b.Name))
}

func (p *profile) size() int { return len(p.Links) }

func (p *profile) fit(per int) {
	slices.SortFunc(p.Links, func(a, b link) int { return cmp.Or(cmp.Compare(b.Last, a.Last), compareLinks(a, b)) })
	p.Full = p.Full || len(p.Links) > per
	p.Links = p.Links[:min(len(p.Links), per)]
	slices.SortFunc(p.Links, compareLinks)
	p.Links = slices.CompactFunc(p.Links, func(a, b link) bool { return compareLinks(a, b) == 0 })
}

// find returns where the link to x is or belongs.
func (p *profile) find(x thing) (int, bool) {
	return slices.BinarySearchFunc(p.Links, link{To: x.to, Name: x.name}, compareLinks)
}

// forget drops the link that was not used for longest and returns it.
func (p *profile) forget() link {
	old := 0
	for i := range p.Links {
		if p.Links[i].Last < p.Links[old].Last {
			old = i
		}
	}
	x := p.Links[old]
	p.Links = slices.Delete(p.Links, old, old+1)
	p.Full = true
	return x
}

// used returns how many things of the dimension the user had used before time,
// and how many of them for the first time since from.
func (p *profile) used(to dimension, from, time int64) (known, novel int) {
	for i := range p.Links {
		if x := &p.Links[i]; x.To == to && x.First < time {
			known++
			if x.First >= from {
				novel++
			}
		}
	}
	return known, novel
}

// primary returns what the user uses most of the dimension.
func (p *profile) primary(to dimension) string {
	best := link{}
	for i := range p.Links {
		if x := &p.Links[i]; x.To == to && x.Count > best.Count {
			best = *x
		}
	}
	return best.Name
}

// group returns the name of the user's peer group: the first of the attributes
// that the user has.
func (p *profile) group(by []string) string {
	for _, b := range by {
		name := ""
		switch b {
		case "department":
			name = p.Unit
		case "domain":
			name = p.Domain
		case "service":
			name = p.primary(toService)
		case "host":
			name = p.primary(toHost)
		}
		if name != "" {
			return b + " " + name
		}
	}
	return ""
}
