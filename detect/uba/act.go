// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"cmp"
	"slices"

	"gambeson/event"
)

// An act is what the room keeps of an event: who did what, from where. It is
// the data of the room's observations.
type act struct {
	Kind kind `json:"kind"`
	MFA  mfa  `json:"mfa,omitempty"`
	OK   bool `json:"ok,omitempty"`
	// Account is the key of the user: lower case, with what tells the account
	// from others of the same name.
	Account string `json:"account"`
	User    string `json:"user"` // as the source writes it
	Domain  string `json:"domain,omitempty"`
	Unit    string `json:"unit,omitempty"` // the department

	Address string `json:"address,omitempty"`
	Device  string `json:"device,omitempty"` // what the user acts with
	Host    string `json:"host,omitempty"`   // what is reached
	Service string `json:"service,omitempty"`
	// Operation is the API operation with its service.
	Operation string `json:"operation,omitempty"`
	Country   string `json:"country,omitempty"`
	Place     *place `json:"place,omitempty"`
	ASN       int64  `json:"asn,omitempty"`
	// Proxy says that the source takes the address for one of a proxy or VPN.
	Proxy bool `json:"proxy,omitempty"`
}

// kind is what kind of act it is.
type kind string

const (
	signIn    kind = "sign-in"   // a first factor, or a sign-in as a whole
	ticket    kind = "ticket"    // a proof of sign-in, asked for by software: Kerberos, OAuth
	challenge kind = "challenge" // a second factor alone
	call      kind = "call"      // the use of an API
)

// mfa is what an act says of a prompt for a second factor.
type mfa string

const (
	prompted mfa = "prompted" // sent; what became of it is another act, or none
	denied   mfa = "denied"   // refused, or not answered in time
	approved mfa = "approved"
)

// A fact is an act as a detector gets it.
type fact struct {
	act
	Tenant string
	Key    string // the key of its row: tenant and user, address or pool
	Time   int64
	Of     event.Evidence
}

// An attempt is an act in a detector's memory.
type attempt struct {
	Time int64          `json:"time"`
	Who  string         `json:"who,omitempty"` // user or address, whichever the key is not
	Mark string         `json:"mark,omitempty"`
	Of   event.Evidence `json:"of"`
}

// compareAttempts orders by time, then event.
func compareAttempts(a, b attempt) int {
	return cmp.Or(cmp.Compare(a.Time, b.Time), slices.Compare(a.Of.Event[:], b.Of.Event[:]))
}

// insert puts x into its place in list and drops the oldest of more than most.
func insert(list []attempt, x attempt, most int) []attempt {
	at, _ := slices.BinarySearchFunc(list, x, compareAttempts)
	list = slices.Insert(list, at, x)
	return newest(list, most)
}

// newest drops the oldest of more than most.
func newest(list []attempt, most int) []attempt {
	if over := len(list) - most; over > 0 {
		list = slices.Delete(list, 0, over)
	}
	return list
}

// since drops what is older than time.
func since(list []attempt, time int64) []attempt {
	at, _ := slices.BinarySearchFunc(list, time, func(x attempt, t int64) int { return cmp.Compare(x.Time, t) })
	return slices.Delete(list, 0, at)
}

// within returns the part of list from from to to, both included.
func within(list []attempt, from, to int64) []attempt {
	at := func(t int64) int {
		i, _ := slices.BinarySearchFunc(list, t, func(x attempt, t int64) int { return cmp.Compare(x.Time, t) })
		return i
	}
	i, j := at(from), at(to+1)
	return list[i:max(i, j)]
}

// distinct returns the different users or addresses in the lists, sorted.
func distinct(lists ...[]attempt) []string {
	var out []string
	for _, list := range lists {
		for _, x := range list {
			out = append(out, x.Who)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// A sighting says that a user was seen somewhere, or with something.
type sighting struct {
	Where string `json:"where"`
	First int64  `json:"first"`
	Last  int64  `json:"last"`
}

// see notes that where was seen at time; of more than most the one is dropped
// that was not seen for longest.
func see(list []sighting, where string, time int64, most int) []sighting {
	if where == "" {
		return list
	}
	at, ok := slices.BinarySearchFunc(list, where, func(s sighting, w string) int { return cmp.Compare(s.Where, w) })
	if ok {
		list[at].First, list[at].Last = min(list[at].First, time), max(list[at].Last, time)
		return list
	}
	list = slices.Insert(list, at, sighting{where, time, time})
	if len(list) <= most {
		return list
	}
	old := 0
	for i := range list {
		if list[i].Last < list[old].Last {
			old = i
		}
	}
	return slices.Delete(list, old, old+1)
}

// seenBefore reports whether where was seen before time.
func seenBefore(list []sighting, where string, time int64) bool {
	at, ok := slices.BinarySearchFunc(list, where, func(s sighting, w string) int { return cmp.Compare(s.Where, w) })
	return ok && list[at].First < time
}

// tidy brings attempts that were read from a snapshot into order.
func tidy(list []attempt, most int) []attempt {
	slices.SortFunc(list, compareAttempts)
	return newest(list, most)
}

// tidySightings does so for sightings.
func tidySightings(list []sighting, most int) []sighting {
	slices.SortFunc(list, func(a, b sighting) int { return cmp.Or(cmp.Compare(b.Last, a.Last), cmp.Compare(a.Where, b.Where)) })
	list = list[:min(len(list), most)]
	slices.SortFunc(list, func(a, b sighting) int { return cmp.Compare(a.Where, b.Where) })
	return slices.CompactFunc(list, func(a, b sighting) bool { return a.Where == b.Where })
}
