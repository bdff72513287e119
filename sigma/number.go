// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"math"
	"strconv"
)

// A Number is a number of a rule or an event: whole ones are exact.
type Number struct {
	Int     int64
	Float   float64
	IsFloat bool // Float holds the value, else Int
}

// parseNumber reads a decimal number; the words for infinity and not-a-number,
// hexadecimal and underscores are not numbers.
func parseNumber(s string) (Number, bool) {
	whole, ok := scanNumber(s)
	if !ok {
		return Number{}, false
	}
	if whole {
		if i, err := strconv.ParseInt(s, 10, 64); err == nil {
			return Number{Int: i}, true
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return Number{}, false
	}
	if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return Number{Int: int64(f)}, true
	}
	return Number{Float: f, IsFloat: true}, true
}

// scanNumber reports whether s is a decimal number, and whether it has neither
// fraction nor exponent: an optional sign, digits with at most one point among
// or around them, an optional exponent. It spares strconv's errors, which
// allocate.
func scanNumber(s string) (whole, ok bool) {
	if s == "" || len(s) > 64 {
		return false, false
	}
	if s[0] == '-' || s[0] == '+' {
		s = s[1:]
	}
	whole = true
	seen := 0
	for i := range len(s) {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			seen++
		case c == '.' && whole:
			whole = false
		case (c == 'e' || c == 'E') && seen > 0:
			return false, isExponent(s[i+1:])
		default:
			return false, false
		}
	}
	return whole, seen > 0
}

func isExponent(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && len(s) <= 3
}

// String returns the canonical decimal form.
func (n Number) String() string {
	if n.IsFloat {
		return strconv.FormatFloat(n.Float, 'g', -1, 64)
	}
	return strconv.FormatInt(n.Int, 10)
}

// cmp returns -1, 0 or 1 as n is below, equal to or above m.
func (n Number) cmp(m Number) int {
	if !n.IsFloat && !m.IsFloat {
		switch {
		case n.Int < m.Int:
			return -1
		case n.Int > m.Int:
			return 1
		default:
			return 0
		}
	}
	a, b := n.float(), m.float()
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

func (n Number) float() float64 {
	if n.IsFloat {
		return n.Float
	}
	return float64(n.Int)
}

// holds reports whether "n relation m" is true.
func (n Number) holds(relation Compare, m Number) bool {
	c := n.cmp(m)
	switch relation {
	case Less:
		return c < 0
	case LessEqual:
		return c <= 0
	case Greater:
		return c > 0
	case GreaterEqual:
		return c >= 0
	default:
		return c == 0
	}
}
