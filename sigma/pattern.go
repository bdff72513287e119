// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"strings"
	"unicode/utf8"
)

// TokenKind is the kind of a [Token].
type TokenKind uint8

// The kinds of tokens.
const (
	Literal TokenKind = iota // Text
	AnyRun                   // *: any number of characters
	AnyOne                   // ?: one character
	AnyDash                  // windash: one of the five dashes
)

// A Token is a piece of a [Pattern].
type Token struct {
	Kind TokenKind
	Text string
}

// A Pattern is a Sigma string: literals and wildcards. No two literals and no
// two runs follow each other.
type Pattern []Token

// ParsePattern reads the wildcards and escapes of s: * and ? are wildcards, a
// backslash before *, ? or another backslash takes its meaning away, any
// other backslash is itself.
func ParsePattern(s string) Pattern {
	var p Pattern
	var lit []byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && strings.IndexByte("\\*?", s[i+1]) >= 0:
			i++
			lit = append(lit, s[i])
		case c == '*' || c == '?':
			p = p.literal(string(lit))
			lit = lit[:0]
			if c == '*' {
				p = p.run()
			} else {
				p = append(p, Token{Kind: AnyOne})
			}
		default:
			lit = append(lit, c)
		}
	}
	return p.literal(string(lit))
}

// LiteralPattern returns the pattern that matches s and nothing else.
func LiteralPattern(s string) Pattern { return Pattern(nil).literal(s) }

// Plain returns the text of a pattern without wildcards, and false for others.
func (p Pattern) Plain() (string, bool) {
	switch {
	case len(p) == 0:
		return "", true
	case len(p) == 1 && p[0].Kind == Literal:
		return p[0].Text, true
	default:
		return "", false
	}
}

// At returns p with the runs that make it match at place.
func (p Pattern) At(place Place) Pattern {
	q := append(Pattern(nil), p...)
	if place == Start || place == Anywhere {
		q = q.run()
	}
	if place == End || place == Anywhere {
		if len(q) == 0 || q[0].Kind != AnyRun {
			q = append(Pattern{{Kind: AnyRun}}, q...)
		}
	}
	return q
}

// String returns p as a rule would write it.
func (p Pattern) String() string {
	var b strings.Builder
	for _, t := range p {
		switch t.Kind {
		case AnyRun:
			b.WriteByte('*')
		case AnyOne:
			b.WriteByte('?')
		case AnyDash:
			b.WriteByte('-')
		default:
			b.WriteString(strings.NewReplacer("\\", "\\\\", "*", "\\*", "?", "\\?").Replace(t.Text))
		}
	}
	return b.String()
}

func (p Pattern) literal(s string) Pattern {
	if s == "" {
		return p
	}
	if n := len(p); n > 0 && p[n-1].Kind == Literal {
		p[n-1].Text += s
		return p
	}
	return append(p, Token{Text: s})
}

func (p Pattern) run() Pattern {
	if n := len(p); n > 0 && p[n-1].Kind == AnyRun {
		return p
	}
	return append(p, Token{Kind: AnyRun})
}

// dashes returns p with the dash of every command line flag replaced by a
// token for all dashes: a dash or slash that follows no letter, digit or
// underscore and is followed by one.
func (p Pattern) dashes() Pattern {
	var q Pattern
	for _, t := range p {
		if t.Kind != Literal {
			q = append(q, t)
			continue
		}
		from, before := 0, rune(' ')
		for i, r := range t.Text {
			size := utf8.RuneLen(r)
			if size > 0 && isDash(r) && !isWord(before) {
				if next, _ := utf8.DecodeRuneInString(t.Text[i+size:]); isWord(next) {
					q = append(q.literal(t.Text[from:i]), Token{Kind: AnyDash})
					from = i + size
				}
			}
			before = r
		}
		q = q.literal(t.Text[from:])
	}
	return q
}

// spell returns the patterns that p stands for with every dash token written
// out, or false where there would be more than limit.
func (p Pattern) spell(limit int) ([]Pattern, bool) {
	out := []Pattern{nil}
	for _, t := range p {
		if t.Kind != AnyDash {
			for i := range out {
				if t.Kind == Literal {
					out[i] = out[i].literal(t.Text)
				} else {
					out[i] = append(out[i], t)
				}
			}
			continue
		}
		if len(out)*len(dashTexts()) > limit {
			return nil, false
		}
		var next []Pattern
		for _, q := range out {
			for _, d := range dashTexts() {
				next = append(next, append(Pattern(nil), q...).literal(d))
			}
		}
		out = next
	}
	return out, true
}

func dashTexts() []string { return []string{"-", "/", "\u2013", "\u2014", "\u2015"} }

func isDash(r rune) bool {
	return r == '-' || r == '/' || r == '\u2013' || r == '\u2014' || r == '\u2015'
}
