// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"encoding/binary"
	"math"
	"strconv"
	"time"
)

// appendGUID appends the 16 bytes of b in braces.
func appendGUID(dst, b []byte) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, '{')
	for i, at := range [16]uint8{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15} {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			dst = append(dst, '-')
		}
		dst = append(dst, digits[b[at]>>4], digits[b[at]&15])
	}
	return append(dst, '}')
}

// sidSize returns the size of the security identifier at the start of b, or 0
// if there is none.
func sidSize(b []byte) int {
	if len(b) < 8 || b[0] != 1 || b[1] > 15 || len(b) < 8+4*int(b[1]) {
		return 0
	}
	return 8 + 4*int(b[1])
}

// appendSID appends the security identifier b, as sidSize measures it.
func appendSID(dst, b []byte) []byte {
	dst = append(dst, "S-1-"...)
	authority := uint64(binary.BigEndian.Uint16(b[2:]))<<32 | uint64(binary.BigEndian.Uint32(b[4:]))
	if authority < 1<<32 {
		dst = strconv.AppendUint(dst, authority, 10)
	} else {
		dst = strconv.AppendUint(append(dst, "0x"...), authority, 16)
	}
	for b = b[8:]; len(b) >= 4; b = b[4:] {
		dst = strconv.AppendUint(append(dst, '-'), uint64(binary.LittleEndian.Uint32(b)), 10)
	}
	return dst
}

// FILETIME counts 100 ns from 1601.
const (
	ticksPerSecond = 10_000_000
	unixSeconds    = 11_644_473_600 // from 1601 to 1970
)

// unixNano returns the Unix nanoseconds of a FILETIME, or the nearest that
// there are.
func unixNano(ft uint64) int64 {
	const epoch, last = unixSeconds * ticksPerSecond, math.MaxInt64 / 100
	switch {
	case ft >= epoch+last:
		return math.MaxInt64
	case ft < epoch-min(epoch, last):
		return math.MinInt64
	}
	return (int64(ft) - epoch) * 100
}

// appendFileTime appends a FILETIME as Windows shows it, in UTC.
func appendFileTime(dst []byte, ft uint64) []byte {
	t := time.Unix(int64(ft/ticksPerSecond)-unixSeconds, 0).UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	return appendTime(dst, year, int(month), day, hour, minute, second, int(ft%ticksPerSecond))
}

// appendSystemTime appends the SYSTEMTIME b in the same form.
func appendSystemTime(dst, b []byte) []byte {
	f := func(i int) int { return int(binary.LittleEndian.Uint16(b[2*i:])) }
	const ticksPerMilli = ticksPerSecond / 1000
	return appendTime(dst, f(0), f(1), f(3), f(4), f(5), f(6), f(7)*ticksPerMilli)
}

func appendTime(dst []byte, year, month, day, hour, minute, second, ticks int) []byte {
	dst = append(appendPadded(dst, year, 4), '-')
	dst = append(appendPadded(dst, month, 2), '-')
	dst = append(appendPadded(dst, day, 2), 'T')
	dst = append(appendPadded(dst, hour, 2), ':')
	dst = append(appendPadded(dst, minute, 2), ':')
	dst = append(appendPadded(dst, second, 2), '.')
	return append(appendPadded(dst, ticks, 7), 'Z')
}

// appendPadded appends v with zeros in front up to width digits.
func appendPadded(dst []byte, v, width int) []byte {
	var b [20]byte
	s := strconv.AppendInt(b[:0], int64(v), 10)
	for range width - len(s) {
		dst = append(dst, '0')
	}
	return append(dst, s...)
}
