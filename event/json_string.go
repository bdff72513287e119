// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape appends the decoded text of p.b[i:end] to the arena. Invalid UTF-8
// and lone surrogates become U+FFFD. It reports whether all escapes are known.
func (p *jsonParser) unescape(i, end int) bool {
	out := slices.Grow(p.e.arena, end-i+8)
	defer func() { p.e.arena = out }()
	for i < end {
		var run int
		out, run = appendPlain(out, p.b[i:end])
		if i += run; i == end {
			return true
		}
		if p.b[i] != '\\' { // not ASCII: up to the next escape
			run = bytes.IndexByte(p.b[i:end], '\\')
			if run < 0 {
				run = end - i
			}
			out = appendValid(out, p.b[i:i+run])
			i += run
			continue
		}
		if i++; i >= end {
			return false
		}
		c := p.b[i]
		i++
		if c == 'u' {
			r, n := unicodeEscape(p.b[i:end])
			if n == 0 {
				return false
			}
			out = utf8.AppendRune(out, r)
			i += n
			continue
		}
		c = simpleEscape(c)
		if c == 0 {
			return false
		}
		out = append(out, c)
	}
	return true
}

// appendPlain appends what text begins with that is ASCII and no backslash, and
// returns how much that is. Texts are full of escapes that are near each other,
// so eight bytes are copied at once, and those behind the end cut off again.
func appendPlain(out, text []byte) ([]byte, int) {
	n := 0
	for len(text)-n >= 8 {
		x := binary.LittleEndian.Uint64(text[n:])
		slash := x ^ lowBits*'\\'
		stop := ((slash-lowBits)&^slash | x) & highBits
		out = binary.LittleEndian.AppendUint64(out, x)
		if stop != 0 {
			plain := bits.TrailingZeros64(stop) / 8
			return out[:len(out)-8+plain], n + plain
		}
		n += 8
	}
	for n < len(text) && text[n] != '\\' && text[n] < utf8.RuneSelf {
		out = append(out, text[n])
		n++
	}
	return out, n
}

// simpleEscape returns the byte that the escape \c stands for, 0 where there
// is none.
func simpleEscape(c byte) byte {
	switch c {
	case '"', '\\', '/':
		return c
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	default:
		return 0
	}
}

// unicodeEscape reads what stands behind `\u`: four hex digits and, after a
// high surrogate, the escape of the low one. It returns the number of bytes
// read, 0 where the digits are bad.
func unicodeEscape(b []byte) (rune, int) {
	r, ok := hex4(b)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 4
	}
	if len(b) >= 10 && b[4] == '\\' && b[5] == 'u' {
		if low, ok := hex4(b[6:]); ok {
			if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
				return both, 10
			}
		}
	}
	return utf8.RuneError, 4
}

func hex4(b []byte) (rune, bool) {
	if len(b) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range b[:4] {
		r <<= 4
		switch {
		case '0' <= c && c <= '9':
			r |= rune(c - '0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			r |= rune(c|0x20-'a') + 10
		default:
			return 0, false
		}
	}
	return r, true
}

// appendValid appends b, each invalid byte of UTF-8 as U+FFFD.
func appendValid(out, b []byte) []byte {
	if utf8.Valid(b) {
		return append(out, b...)
	}
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		out = utf8.AppendRune(out, r)
		b = b[n:]
	}
	return out
}

// plainLen returns how many bytes text begins with that a JSON string has as
// they are, a multiple of eight at most. Of eight bytes at a time, those below a
// blank and those equal to a quote or a backslash borrow from their highest bit.
func plainLen(text []byte) int {
	n := 0
	for len(text)-n >= 8 {
		x := binary.LittleEndian.Uint64(text[n:])
		quote, slash, del := x^lowBits*'"', x^lowBits*'\\', x^lowBits*0x7f
		special := (x - lowBits*' ') | (quote - lowBits) | (slash - lowBits) | (del - lowBits) | x
		if special&highBits != 0 {
			break
		}
		n += 8
	}
	return n
}

// appendQuoted appends text as a JSON string. Text that is not UTF-8 is
// written with U+FFFD; control characters and the line separators that break
// JavaScript are escaped.
func appendQuoted(out, text []byte) []byte {
	const digits = "0123456789abcdef"
	out = append(out, '"')
	start := 0
	for i := plainLen(text); i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' && c != 0x7f {
				i++
				continue
			}
			out = append(out, text[start:i]...)
			switch c {
			case '"', '\\':
				out = append(out, '\\', c)
			case '\n':
				out = append(out, '\\', 'n')
			case '\r':
				out = append(out, '\\', 'r')
			case '\t':
				out = append(out, '\\', 't')
			default:
				out = append(out, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
			}
			i++
			start = i
			i += plainLen(text[i:])
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			out = append(append(out, text[start:i]...), "\uFFFD"...)
			i++
			start = i
			continue
		}
		if r == '\u2028' || r == '\u2029' {
			out = append(append(out, text[start:i]...), `\u202`...)
			out = append(out, digits[r&15])
			start = i + n
		}
		i += n
	}
	out = append(out, text[start:]...)
	return append(out, '"')
}
