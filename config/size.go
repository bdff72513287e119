// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Size is a number of bytes, written as a whole number with an optional unit: "512", "64KiB", "16MiB", "1GiB", "2TiB".
// "kB", "MB", "GB" and "TB" are powers of 1,000.
type Size int64

// unit is one unit of a Size.
type unit struct {
	name  string
	bytes int64
}

// units lists the units, the largest binary ones first and "B" last.
func units() []unit {
	return []unit{
		{"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10},
		{"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1},
	}
}

// UnmarshalText reads a size; upper and lower case are the same, and a space may stand before the unit.
func (s *Size) UnmarshalText(text []byte) error {
	number, scale := string(text), int64(1)
	for _, u := range units() {
		if n := len(number) - len(u.name); n > 0 && strings.EqualFold(number[n:], u.name) {
			number, scale = strings.TrimRight(number[:n], " "), u.bytes
			break
		}
	}
	v, err := strconv.ParseInt(number, 10, 64)
	if err != nil || v < 0 || v > math.MaxInt64/scale {
		return fmt.Errorf(`want a size such as "64MiB", not %q`, text)
	}
	*s = Size(v * scale)
	return nil
}

// MarshalText writes the size with the largest binary unit that divides it.
func (s Size) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// String is the size with the largest binary unit that divides it.
func (s Size) String() string {
	for _, u := range units()[:4] {
		if s != 0 && int64(s)%u.bytes == 0 {
			return strconv.FormatInt(int64(s)/u.bytes, 10) + u.name
		}
	}
	return strconv.FormatInt(int64(s), 10)
}
