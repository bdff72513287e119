// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"strconv"
	"strings"
	"unsafe"
)

// numberLen returns the length of the JSON number that b starts with, 0 where
// it starts with none. What stands behind it is not looked at.
func numberLen(b []byte) int {
	i := 0
	if i < len(b) && b[i] == '-' {
		i++
	}
	whole := digits(b[i:])
	if whole == 0 || (whole > 1 && b[i] == '0') {
		return 0
	}
	i += whole
	if i < len(b) && b[i] == '.' {
		frac := digits(b[i+1:])
		if frac == 0 {
			return 0
		}
		i += 1 + frac
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		j := i + 1
		if j < len(b) && (b[j] == '+' || b[j] == '-') {
			j++
		}
		exp := digits(b[j:])
		if exp == 0 {
			return 0
		}
		i = j + exp
	}
	return i
}

func digits(b []byte) int {
	n := 0
	for n < len(b) && '0' <= b[n] && b[n] <= '9' {
		n++
	}
	return n
}

// parseInt returns the value of a JSON number that is whole and fits.
func parseInt(b []byte) (int64, bool) {
	if len(b) < 19 { // cannot overflow
		neg := len(b) > 0 && b[0] == '-'
		v := int64(0)
		rest := b
		if neg {
			rest = b[1:]
		}
		for _, c := range rest {
			if c < '0' || c > '9' {
				return parseWhole(b)
			}
			v = v*10 + int64(c-'0')
		}
		if neg {
			v = -v
		}
		return v, len(rest) > 0
	}
	return parseWhole(b)
}

// parseWhole is the slow path of parseInt: long numbers, fractions that are
// zero, exponents.
func parseWhole(b []byte) (int64, bool) {
	s := string(b)
	if v, err := strconv.ParseInt(s, 10, 64); err == nil {
		return v, true
	}
	if !strings.ContainsAny(s, ".eE") {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != float64(int64(f)) || f >= 1<<53 || f <= -(1<<53) {
		return 0, false
	}
	return int64(f), true
}

func parseFloat(b []byte) (float64, bool) {
	f, err := strconv.ParseFloat(unsafe.String(unsafe.SliceData(b), len(b)), 64)
	return f, err == nil
}
