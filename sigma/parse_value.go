// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"encoding/base64"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// limits of what one value may become.
const (
	maxSpellings = 625 // four dashes
	maxRegexp    = 16 << 10
	maxExpanded  = 10_000
)

var placeholder = regexp.MustCompile(`(\\?)%([A-Za-z0-9_.-]+)%`)

// value reads one value under the modifiers of c; nil where it cannot be
// evaluated.
func (p *parser) value(c *chain, n *yaml.Node) Expr {
	it := Item{Field: c.field, Op: c.op, Cased: c.cased, Place: c.place, Line: n.Line, Column: n.Column}
	if c.op == OpExists {
		return p.exists(it, n)
	}
	if n.Tag == tagNull {
		if c.op != OpPattern || c.placed || c.windash || c.base64 || c.field == "" {
			p.problem(n, Error, "bad-value", "null cannot stand here", "only a field without such modifiers can be null")
			return nil
		}
		it.Op = OpNull
		return &it
	}
	texts := []string{n.Value}
	if c.expand {
		texts = p.expand(n)
	}
	var or Or
	for _, text := range texts {
		e := p.typed(c, it, n, text)
		if e == nil {
			return nil
		}
		or = append(or, e)
	}
	if len(or) == 1 {
		return or[0]
	}
	return or
}

func (p *parser) typed(c *chain, it Item, n *yaml.Node, text string) Expr {
	switch c.op {
	case OpRegexp:
		return p.regexp(c, it, n, text)
	case OpCIDR:
		return p.cidr(it, n, text)
	case OpCompare:
		num, ok := parseNumber(text)
		if !ok || n.Tag == tagBool {
			p.problem(n, Error, "bad-number", fmt.Sprintf("%q is not a number", text), "")
			return nil
		}
		it.Number, it.Compare, it.Part = num, c.compare, c.part
		return &it
	case OpFieldRef:
		if text == "" || n.Tag != tagStr {
			p.problem(n, Error, "bad-value", "fieldref needs the name of a field", "")
			return nil
		}
		it.Ref = text
		return &it
	default:
		return p.pattern(c, it, n, text)
	}
}

func (p *parser) exists(it Item, n *yaml.Node) Expr {
	switch strings.ToLower(n.Value) {
	case "true", "yes", "on":
	case "false", "no", "off":
		it.Absent = true
	default:
		p.problem(n, Error, "bad-value", fmt.Sprintf("exists is yes or no, not %q", n.Value), "")
		return nil
	}
	return &it
}

func (p *parser) regexp(c *chain, it Item, n *yaml.Node, text string) Expr {
	if len(text) > maxRegexp {
		p.problem(n, Error, "bad-regexp", fmt.Sprintf("the regular expression is longer than %d bytes", maxRegexp), "")
		return nil
	}
	source := text
	if c.flags != "" {
		source = "(?" + c.flags + ")" + text
	}
	re, err := regexp.Compile(source)
	if err != nil {
		hint := "look-around, back references, atomic groups and possessive quantifiers are not part of Sigma"
		p.problem(n, Error, "bad-regexp", strings.TrimPrefix(err.Error(), "error parsing regexp: "), hint)
		return nil
	}
	it.Regexp = re
	return &it
}

func (p *parser) cidr(it Item, n *yaml.Node, text string) Expr {
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		addr, err := netip.ParseAddr(text)
		if err != nil || addr.Zone() != "" {
			p.problem(n, Error, "bad-cidr", fmt.Sprintf("%q is no network", text), "write an address, a slash and the number of bits, such as 10.0.0.0/8")
			return nil
		}
		prefix = netip.PrefixFrom(addr, addr.BitLen())
	}
	it.Prefix = prefix.Masked()
	return &it
}

// pattern reads a text, number or boolean that is compared as text.
func (p *parser) pattern(c *chain, it Item, n *yaml.Node, text string) Expr {
	if n.Tag == tagInt || n.Tag == tagFloat {
		return p.number(c, it, n, text)
	}
	pat := ParsePattern(text)
	if !c.windash && c.wide == plain && !c.base64 {
		it.Pattern = p.place(c, pat)
		return &it
	}
	spellings := []Pattern{pat}
	if c.windash {
		all, ok := pat.dashes().spell(maxSpellings)
		if !ok {
			p.problem(n, Error, "too-many-dashes", fmt.Sprintf("windash has more than %d spellings of %q", maxSpellings, text), "split the value at its flags and use contains|all")
			return nil
		}
		spellings = all
	}
	var or Or
	for _, s := range spellings {
		variants := []Pattern{s}
		if c.wide != plain || c.base64 {
			lit, ok := s.Plain()
			if !ok || lit == "" {
				p.problem(n, Error, "bad-value", "an empty text or one with wildcards cannot be encoded", "escape * and ? with a backslash where they are meant as such")
				return nil
			}
			variants = c.encoded(lit)
		}
		if len(variants) == 0 {
			p.problem(n, Error, "bad-value", fmt.Sprintf("%q is too short to be found in Base64", text), "")
			return nil
		}
		for _, v := range variants {
			one := it
			one.Pattern = p.place(c, v)
			or = append(or, &one)
		}
	}
	if len(or) == 1 {
		return or[0]
	}
	return or
}

func (c *chain) encoded(s string) []Pattern {
	b := c.wide.bytes(s)
	switch {
	case c.offset:
		var out []Pattern
		for _, o := range base64Offsets(b) {
			out = append(out, LiteralPattern(o))
		}
		return out
	case c.base64:
		return []Pattern{LiteralPattern(base64.StdEncoding.EncodeToString(b))}
	default:
		return []Pattern{LiteralPattern(string(b))}
	}
}

// number makes a number match its canonical form and the way it is written.
func (p *parser) number(c *chain, it Item, n *yaml.Node, text string) Expr {
	var v any
	canonical := text
	if n.Decode(&v) == nil {
		switch v.(type) {
		case time.Time, string:
		default:
			if num, ok := parseNumber(fmt.Sprint(v)); ok {
				canonical = num.String()
			}
		}
	}
	it.Pattern = p.place(c, LiteralPattern(canonical))
	if canonical == text || c.placed {
		return &it
	}
	written := it
	written.Pattern = p.place(c, LiteralPattern(text))
	return Or{&it, &written}
}

// place puts wildcards around a pattern. A keyword without a place of its own
// is looked for anywhere.
func (p *parser) place(c *chain, pat Pattern) Pattern {
	if c.field == "" && !c.placed {
		return pat.At(Anywhere)
	}
	return pat.At(c.place)
}

// expand replaces the placeholders of a value by all their values. One that
// has none makes the rule inactive and stays.
func (p *parser) expand(n *yaml.Node) []string {
	out := []string{""}
	rest := n.Value
	for {
		m := placeholder.FindStringSubmatchIndex(rest)
		if m == nil {
			break
		}
		before, name := rest[:m[0]], rest[m[4]:m[5]]
		if m[2] != m[3] { // escaped: the sign itself, the rest may still hold one
			out = appendAll(out, before+"%")
			rest = rest[m[3]+1:]
			continue
		}
		values := p.options.Placeholders[name]
		if len(values) == 0 {
			p.problem(n, Warning, "placeholder", fmt.Sprintf("the placeholder %%%s%% has no value; the rule is inactive", name), "give it values in the configuration")
			p.pending = append(p.pending, name)
			values = []string{"%" + name + "%"}
		}
		if len(out)*len(values) > maxExpanded {
			p.problem(n, Error, "too-large", fmt.Sprintf("the placeholders expand to more than %d values", maxExpanded), "")
			return out[:1]
		}
		var next []string
		for _, prefix := range out {
			for _, v := range values {
				next = append(next, prefix+before+v)
			}
		}
		out = next
		rest = rest[m[1]:]
	}
	return appendAll(out, rest)
}

func appendAll(list []string, s string) []string {
	for i := range list {
		list[i] += s
	}
	return list
}
