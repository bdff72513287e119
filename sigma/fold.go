// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"encoding/binary"
	"slices"
	"unicode"
	"unicode/utf8"
)

// appendFold appends text to dst with every letter replaced by the one that
// stands for all letters of its simple case folding orbit. Bytes that are not
// UTF-8 stay as they are. Two texts are equal without regard to case exactly
// where their folded forms are equal.
func appendFold(dst, text []byte) []byte {
	for i := range text {
		c := text[i]
		if c >= utf8.RuneSelf {
			return appendFoldRunes(dst, text[i:])
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

func appendFoldRunes(dst, text []byte) []byte {
	for len(text) > 0 {
		if c := text[0]; c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			dst, text = append(dst, c), text[1:]
			continue
		}
		r, size := utf8.DecodeRune(text)
		if r == utf8.RuneError && size == 1 {
			dst = append(dst, text[0])
		} else {
			dst = utf8.AppendRune(dst, foldRune(r))
		}
		text = text[size:]
	}
	return dst
}

// foldRune returns the smallest rune of r's orbit, in lower case where it is
// an ASCII letter.
func foldRune(r rune) rune {
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	if 'A' <= least && least <= 'Z' {
		least += 'a' - 'A'
	}
	return least
}

const (
	lowBits  = 0x0101010101010101
	highBits = 0x8080808080808080
)

// appendLower appends text to dst with the ASCII letters in lower case, which
// is its folded form where all of it is ASCII, and reports whether it is. It
// works on eight bytes at a time: adding to each what carries capital letters
// into the highest bit.
func appendLower(dst, text []byte) (lower []byte, ascii bool) {
	at := len(dst)
	dst = slices.Grow(dst, len(text))[:at+len(text)]
	out := dst[at:]
	high := uint64(0)
	for len(text) >= 8 && len(out) >= 8 {
		x := binary.LittleEndian.Uint64(text)
		high |= x
		low := x &^ highBits
		capital := (low + lowBits*(0x80-'A')) &^ (low + lowBits*(0x7f-'Z')) &^ x & highBits
		binary.LittleEndian.PutUint64(out, x|capital>>2)
		text, out = text[8:], out[8:]
	}
	for i, c := range text {
		high |= uint64(c)
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		out[i] = c
	}
	return dst, high&highBits == 0
}

func foldString(s string) string { return string(appendFold(nil, []byte(s))) }

func isWord(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)
}
