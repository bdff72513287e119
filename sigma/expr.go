// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"net/netip"
	"regexp"
)

// An Expr is a node of a rule's detection: [And], [Or], [Not] or [*Item].
// Search identifiers that a condition names twice are the same node twice.
type Expr interface{ expr() }

// And is true where all its parts are; without parts it is true.
type And []Expr

// Or is true where one of its parts is; without parts it is false.
type Or []Expr

// Not is true where its part is false.
type Not struct{ X Expr }

func (And) expr()   {}
func (Or) expr()    {}
func (Not) expr()   {}
func (*Item) expr() {}

// Op is what an [Item] asks of its field.
type Op uint8

// The operations.
const (
	OpPattern  Op = iota // a value matches Pattern
	OpNull               // the field is missing or null
	OpExists             // the field is there, or with Absent is not
	OpRegexp             // a value matches Regexp
	OpCompare            // a value, or the Part of a date, compares with Number
	OpCIDR               // a value is an address inside Prefix
	OpFieldRef           // a value equals a value of the field Ref
)

// Compare is the relation of an [OpCompare] item.
type Compare uint8

// The relations, of the field to the rule's number.
const (
	Equal Compare = iota
	Less
	LessEqual
	Greater
	GreaterEqual
)

// Place says where in a value a text is looked for.
type Place uint8

// The places.
const (
	Whole Place = iota
	Start
	End
	Anywhere
)

// Part is a part of a date.
type Part uint8

// The parts; NoPart compares the value itself.
const (
	NoPart Part = iota
	Minute
	Hour
	Day
	Week
	Month
	Year
)

// An Item is one question about one field.
type Item struct {
	Field string // empty: every value of the event
	Op    Op

	Pattern Pattern
	Cased   bool
	Regexp  *regexp.Regexp
	Compare Compare
	Number  Number
	Part    Part
	Prefix  netip.Prefix
	Ref     string
	Place   Place // of OpFieldRef
	Absent  bool

	Line, Column int
}
