// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// limits of a condition.
const (
	maxCondition     = 64 << 10
	maxConditionDeep = 64
	maxOperands      = 100_000
)

// conditionError is what is wrong with a condition, at an offset in it.
type conditionError struct {
	offset              int
	code, message, hint string
}

// condition is a parsed one, with the selectors that named nothing.
type condition struct {
	expr  Expr
	empty []string
}

// parseCondition reads a condition over the search identifiers all and marks
// those it looks at as used.
//
//	or   = and { "or" and }
//	and  = not { "and" not }
//	not  = { "not" } term
//	term = "(" or ")" | ( "1" | "any" | "all" ) "of" ( "them" | pattern ) | identifier
func parseCondition(s string, all []*selection) (condition, *conditionError) {
	c := &conditionParser{text: s, all: all}
	if len(s) > maxCondition {
		return condition{}, c.fail("condition-syntax", fmt.Sprintf("the condition is longer than %d bytes", maxCondition), "")
	}
	c.next()
	e, err := c.or(0)
	if err == nil && c.token != "" {
		err = c.unexpected()
	}
	if err != nil {
		return condition{}, err
	}
	return condition{e, c.empty}, nil
}

type conditionParser struct {
	text  string
	pos   int    // behind token
	start int    // of token
	token string // "" at the end
	all   []*selection
	empty []string
	used  int // operands so far
}

func (c *conditionParser) next() {
	for c.pos < len(c.text) && strings.IndexByte(" \t\r\n", c.text[c.pos]) >= 0 {
		c.pos++
	}
	c.start = c.pos
	if c.pos == len(c.text) {
		c.token = ""
		return
	}
	if strings.IndexByte("()|", c.text[c.pos]) >= 0 {
		c.pos++
	} else {
		for c.pos < len(c.text) && strings.IndexByte(" \t\r\n()|", c.text[c.pos]) < 0 {
			c.pos++
		}
	}
	c.token = c.text[c.start:c.pos]
}

func (c *conditionParser) is(word string) bool { return strings.EqualFold(c.token, word) }

func (c *conditionParser) fail(code, message, hint string) *conditionError {
	return &conditionError{c.start, code, message, hint}
}

func (c *conditionParser) unexpected() *conditionError {
	switch c.token {
	case "":
		return c.fail("condition-syntax", "the condition ends where a search identifier should follow", "")
	case "|":
		return c.fail("aggregation", "aggregations behind | are no longer part of Sigma", "write a correlation rule")
	default:
		return c.fail("condition-syntax", fmt.Sprintf("unexpected %q in the condition", c.token), "link search identifiers with and, or, not")
	}
}

func (c *conditionParser) or(depth int) (Expr, *conditionError) {
	if depth > maxConditionDeep {
		return nil, c.fail("condition-syntax", "the condition is nested too deeply", "")
	}
	first, err := c.and(depth)
	if err != nil || !c.is("or") {
		return first, err
	}
	or := Or{first}
	for c.is("or") {
		c.next()
		e, err := c.and(depth)
		if err != nil {
			return nil, err
		}
		or = append(or, e)
	}
	return or, nil
}

func (c *conditionParser) and(depth int) (Expr, *conditionError) {
	first, err := c.not(depth)
	if err != nil || !c.is("and") {
		return first, err
	}
	and := And{first}
	for c.is("and") {
		c.next()
		e, err := c.not(depth)
		if err != nil {
			return nil, err
		}
		and = append(and, e)
	}
	return and, nil
}

func (c *conditionParser) not(depth int) (Expr, *conditionError) {
	negate := false
	for c.is("not") {
		negate = !negate
		c.next()
	}
	e, err := c.term(depth)
	if err != nil || !negate {
		return e, err
	}
	return Not{e}, nil
}

func (c *conditionParser) term(depth int) (Expr, *conditionError) {
	switch {
	case c.token == "(":
		c.next()
		e, err := c.or(depth + 1)
		if err != nil {
			return nil, err
		}
		if c.token != ")" {
			if c.token == "|" {
				return nil, c.unexpected()
			}
			return nil, c.fail("condition-syntax", "a closing bracket is missing", "")
		}
		c.next()
		return e, nil
	case c.token == "" || c.token == ")" || c.token == "|" || c.is("and") || c.is("or"):
		return nil, c.unexpected()
	}
	word := c.token
	if s := c.find(word); s != nil {
		c.next()
		return c.use(s)
	}
	if word[0] >= '0' && word[0] <= '9' || c.is("all") || c.is("any") {
		return c.quantified()
	}
	names := make([]string, 0, len(c.all))
	for _, s := range c.all {
		names = append(names, s.name)
	}
	return nil, c.fail("unknown-identifier", fmt.Sprintf("the detection has no search identifier %q", word), "there are "+strings.Join(names, ", "))
}

// quantified reads "1 of", "any of" or "all of" with what follows.
func (c *conditionParser) quantified() (Expr, *conditionError) {
	every, word := c.is("all"), c.token
	if !every && !c.is("any") && word != "1" {
		return nil, c.fail("condition-syntax", fmt.Sprintf("cannot ask for %q of something", word), "use 1 of or all of")
	}
	c.next()
	if !c.is("of") {
		return nil, c.fail("condition-syntax", fmt.Sprintf("%q must be followed by of", word), "")
	}
	c.next()
	pattern := c.token
	switch {
	case pattern == "" || pattern == "(" || pattern == ")" || pattern == "|":
		return nil, c.unexpected()
	case c.is("them"):
		pattern = "*"
	}
	var parts []Expr
	for _, s := range c.all {
		if !selects(pattern, s.name) {
			continue
		}
		e, err := c.use(s)
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
	}
	if len(parts) == 0 {
		c.empty = append(c.empty, word+" of "+c.token)
	}
	c.next()
	switch {
	case len(parts) == 0:
		return Or(nil), nil
	case len(parts) == 1:
		return parts[0], nil
	case every:
		return And(parts), nil
	default:
		return Or(parts), nil
	}
}

func (c *conditionParser) find(name string) *selection {
	for _, s := range c.all {
		if s.name == name {
			return s
		}
	}
	return nil
}

func (c *conditionParser) use(s *selection) (Expr, *conditionError) {
	s.used = true
	if c.used++; c.used > maxOperands {
		return nil, c.fail("too-large", fmt.Sprintf("the condition looks at more than %d search identifiers", maxOperands), "")
	}
	return s.expr, nil
}

// selects reports whether a selector's pattern, in which * is any run of
// characters, covers name. Names that start with an underscore are covered
// only by patterns that do, too.
func selects(pattern, name string) bool {
	if strings.HasPrefix(name, "_") && !strings.HasPrefix(pattern, "_") {
		return false
	}
	head, rest, wild := strings.Cut(pattern, "*")
	if !wild {
		return name == pattern
	}
	if !strings.HasPrefix(name, head) {
		return false
	}
	name = name[len(head):]
	for {
		piece, more, wild := strings.Cut(rest, "*")
		if !wild {
			return strings.HasSuffix(name, piece)
		}
		i := strings.Index(name, piece)
		if i < 0 {
			return false
		}
		name, rest = name[i+len(piece):], more
	}
}

// conditionProblem puts a condition's error where it is in the file, which for
// conditions over several lines is where they start.
func (p *parser) conditionProblem(n nodePosition, err *conditionError) {
	line, column := max(n.line, 1), n.column
	if n.oneLine {
		column += n.quote + utf8.RuneCountInString(n.text[:err.offset])
	}
	p.at(line, column, Error, err.code, err.message, err.hint)
}
