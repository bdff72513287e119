// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"time"
)

// ParseTime reads a time as sources write it and returns Unix nanoseconds:
// RFC 3339 with any number of digits, with 'T' or a blank and with or without
// a zone (UTC then), and whole or fractional seconds or milliseconds since
// 1970. It does not allocate on the usual forms.
func ParseTime(in []byte) (int64, bool) {
	if ns, ok := parseRFC3339(in); ok {
		return ns, true
	}
	return parseEpoch(in)
}

func parseRFC3339(b []byte) (int64, bool) {
	if len(b) < 19 || b[4] != '-' || b[7] != '-' || (b[10] != 'T' && b[10] != ' ' && b[10] != 't') || b[13] != ':' || b[16] != ':' {
		return 0, false
	}
	var v [6]int
	for i, at := range [...]int{0, 5, 8, 11, 14, 17} {
		n := 2
		if i == 0 {
			n = 4
		}
		for _, c := range b[at : at+n] {
			if c < '0' || c > '9' {
				return 0, false
			}
			v[i] = v[i]*10 + int(c-'0')
		}
	}
	if v[1] < 1 || v[1] > 12 || v[2] < 1 || v[2] > 31 || v[3] > 23 || v[4] > 59 || v[5] > 60 {
		return 0, false
	}
	ns, rest := fraction(b[19:])
	offset, ok := zone(rest)
	if !ok {
		return 0, false
	}
	t := time.Date(v[0], time.Month(v[1]), v[2], v[3], v[4], v[5], int(ns), time.UTC)
	return t.Unix()*1e9 + ns - offset, true
}

// fraction reads ".123" or ",123" as nanoseconds; digits behind the ninth are
// dropped.
func fraction(b []byte) (ns int64, rest []byte) {
	if len(b) == 0 || (b[0] != '.' && b[0] != ',') {
		return 0, b
	}
	i, unit := 1, int64(1e8)
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		ns += int64(b[i]-'0') * unit
		unit /= 10
		i++
	}
	return ns, b[i:]
}

// zone reads "", "Z", "+hh:mm" or "+hhmm" and returns the offset in
// nanoseconds.
func zone(b []byte) (int64, bool) {
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	switch {
	case len(b) == 0, len(b) == 1 && (b[0] == 'Z' || b[0] == 'z'), string(b) == "UTC":
		return 0, true
	case len(b) == 6 && b[3] == ':':
		b = append(append(make([]byte, 0, 5), b[:3]...), b[4:]...)
	case len(b) != 5:
		return 0, false
	}
	if b[0] != '+' && b[0] != '-' {
		return 0, false
	}
	for _, c := range b[1:] {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	minutes := (int64(b[1]-'0')*10+int64(b[2]-'0'))*60 + int64(b[3]-'0')*10 + int64(b[4]-'0')
	if b[0] == '-' {
		minutes = -minutes
	}
	return minutes * 60 * 1e9, true
}

// parseEpoch reads seconds, milliseconds, microseconds or nanoseconds since
// 1970, told apart by their size, and seconds with a fraction.
func parseEpoch(b []byte) (int64, bool) {
	whole := int64(0)
	i := 0
	for i < len(b) && '0' <= b[i] && b[i] <= '9' && i < 19 {
		whole = whole*10 + int64(b[i]-'0')
		i++
	}
	switch {
	case i == len(b) && i >= 16 && i <= 17:
		return whole * 1e3, true
	case i == len(b) && i >= 12 && i <= 14:
		return whole * 1e6, true
	case i == len(b) && i == 19:
		return whole, true
	case i < 9 || i > 11:
		return 0, false
	}
	ns, rest := fraction(b[i:])
	return whole*1e9 + ns, len(rest) == 0
}
