// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"gambeson/internal/nearest"
)

// chain is a field with its modifiers, understood.
type chain struct {
	field string

	all, neq, cased, windash, expand bool

	wide    encoding // what text is encoded in before base64
	base64  bool
	offset  bool // base64offset
	placed  bool // one of startswith, endswith, contains
	place   Place
	op      Op // OpPattern unless a modifier changes it
	flags   string
	compare Compare
	part    Part
}

// join links the values of a list.
func (c *chain) join(parts []Expr) Expr {
	var e Expr
	switch {
	case len(parts) == 1:
		e = parts[0]
	case c.all:
		e = And(parts)
	default:
		e = Or(parts)
	}
	if c.neq {
		return Not{e}
	}
	return e
}

// chain reads modifiers; false where they are unknown or make no sense
// together.
func (p *parser) chain(at *yaml.Node, field, mods string) (*chain, bool) {
	c := &chain{field: field}
	if mods == "" {
		if strings.HasSuffix(at.Value, "|") && field != "" {
			p.problem(at, Error, "unknown-modifier", "a modifier without name", "")
			return nil, false
		}
		return c, true
	}
	seen := make(map[string]bool)
	for m := range strings.SplitSeq(mods, "|") {
		if seen[m] {
			p.problem(at, Error, "bad-modifiers", fmt.Sprintf("the modifier %q is there twice", m), "")
			return nil, false
		}
		seen[m] = true
		why, known := c.add(m)
		if !known {
			p.problem(at, Error, "unknown-modifier", fmt.Sprintf("unknown modifier %q", m), modifierHint(m))
			return nil, false
		}
		if why != "" {
			p.problem(at, Error, "bad-modifiers", fmt.Sprintf("the modifier %q %s", m, why), "")
			return nil, false
		}
	}
	if why := c.conflict(); why != "" {
		p.problem(at, Error, "bad-modifiers", why, "")
		return nil, false
	}
	return c, true
}

// add notes the modifier m. It returns why m cannot stand here, if it cannot,
// and whether m is a modifier at all.
func (c *chain) add(m string) (why string, known bool) {
	switch m {
	case "all":
		c.all = true
	case "neq":
		c.neq = true
	case "cased":
		c.cased = true
	case "windash":
		c.windash = true
		return c.before("windash"), true
	case "expand":
		c.expand = true
	case "startswith":
		return c.at(Start), true
	case "endswith":
		return c.at(End), true
	case "contains":
		return c.at(Anywhere), true
	case "wide", "utf16le", "utf16be", "utf16":
		return c.encode(m), true
	case "base64", "base64offset":
		c.base64, c.offset = true, m == "base64offset"
		return c.before(m), true
	case "i", "m", "s":
		if c.op != OpRegexp {
			return "needs re before it", true
		}
		c.flags += m
	default:
		return c.kind(m)
	}
	return "", true
}

// kind notes a modifier that changes what is asked of the field.
func (c *chain) kind(m string) (why string, known bool) {
	var op Op
	switch m {
	case "re":
		op = OpRegexp
	case "exists":
		op = OpExists
	case "cidr":
		op = OpCIDR
	case "fieldref":
		op = OpFieldRef
	case "lt", "lte", "gt", "gte":
		op = OpCompare
		c.compare = map[string]Compare{"lt": Less, "lte": LessEqual, "gt": Greater, "gte": GreaterEqual}[m]
		if c.op == OpCompare && c.part != NoPart {
			return "", true
		}
	case "minute", "hour", "day", "week", "month", "year":
		op = OpCompare
		c.part = map[string]Part{"minute": Minute, "hour": Hour, "day": Day, "week": Week, "month": Month, "year": Year}[m]
	default:
		return "", false
	}
	if c.op != OpPattern {
		return "cannot stand with another modifier that says what is compared", true
	}
	c.op = op
	return "", true
}

func (c *chain) at(place Place) string {
	if c.placed {
		return "cannot stand with another one of startswith, endswith and contains"
	}
	c.placed, c.place = true, place
	return ""
}

func (c *chain) encode(m string) string {
	if c.wide != plain {
		return "cannot stand with another encoding"
	}
	if c.base64 {
		return "must stand before base64"
	}
	c.wide = map[string]encoding{"wide": utf16LE, "utf16le": utf16LE, "utf16be": utf16BE, "utf16": utf16BOM}[m]
	return c.before(m)
}

// before says why an encoding cannot follow what puts wildcards around the
// value, except windash, which only looks at the value itself.
func (c *chain) before(m string) string {
	if c.placed && m != "windash" {
		return "must stand before startswith, endswith and contains"
	}
	if c.base64 && m == "windash" {
		return "must stand before base64"
	}
	return ""
}

// conflict says why the modifiers cannot stand together.
func (c *chain) conflict() string {
	encoded := c.windash || c.wide != plain || c.base64
	switch {
	case c.op != OpPattern && encoded:
		return "windash and encodings only work on texts that are compared as such"
	case c.op != OpPattern && c.op != OpFieldRef && c.placed:
		return "startswith, endswith and contains only work on texts and field references"
	case c.op != OpPattern && c.op != OpFieldRef && c.cased:
		return "cased only works on texts and field references"
	case c.op == OpExists && (c.all || c.neq || c.expand):
		return "exists stands alone"
	case c.field == "" && c.op != OpPattern && c.op != OpRegexp:
		return "keywords are only searched for as texts or regular expressions"
	default:
		return ""
	}
}

// modifierHint is a hint that names the modifier most like m.
func modifierHint(m string) string {
	names := []string{
		"all", "base64", "base64offset", "cased", "cidr", "contains", "day", "endswith", "exists", "expand", "fieldref", "gt", "gte",
		"hour", "lt", "lte", "minute", "month", "neq", "re", "startswith", "utf16", "utf16be", "utf16le", "week", "wide", "windash", "year",
	}
	if best := nearest.Match(m, names); best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return "the modifiers are " + strings.Join(names, ", ")
}
