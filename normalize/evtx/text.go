// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package evtx

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// appendUTF16 appends the UTF-16LE text src to dst as UTF-8. What is no valid
// UTF-16 becomes U+FFFD; a last odd byte is no character.
func appendUTF16(dst, src []byte) []byte {
	for len(src) >= 2 {
		if len(src) >= 8 {
			if u := binary.LittleEndian.Uint64(src); u&0xff80ff80ff80ff80 == 0 {
				dst = append(dst, byte(u), byte(u>>16), byte(u>>32), byte(u>>48))
				src = src[8:]
				continue
			}
		}
		r := rune(binary.LittleEndian.Uint16(src))
		src = src[2:]
		if utf16.IsSurrogate(r) {
			var low rune
			if len(src) >= 2 {
				low = rune(binary.LittleEndian.Uint16(src))
			}
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				src = src[2:]
			}
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// trimUTF16 returns s without the zero characters at its end.
func trimUTF16(s []byte) []byte {
	s = s[:len(s)&^1]
	for len(s) > 0 && s[len(s)-1] == 0 && s[len(s)-2] == 0 {
		s = s[:len(s)-2]
	}
	return s
}

// appendANSI appends text whose code page is not told. Valid UTF-8 is taken as
// it is, everything else as Windows-1252, which nearly all providers use.
func appendANSI(dst, src []byte) []byte {
	if utf8.Valid(src) {
		return append(dst, src...)
	}
	high := [32]rune{
		'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8d, 'Ž', 0x8f,
		0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9d, 'ž', 'Ÿ',
	}
	for _, b := range src {
		r := rune(b)
		if b >= 0x80 && b < 0xa0 {
			r = high[b-0x80]
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

// trimANSI returns s without the zero characters at its end.
func trimANSI(s []byte) []byte {
	for len(s) > 0 && s[len(s)-1] == 0 {
		s = s[:len(s)-1]
	}
	return s
}

// appendHex appends b as hexadecimal digits in upper case.
func appendHex(dst, b []byte) []byte {
	const digits = "0123456789ABCDEF"
	for _, x := range b {
		dst = append(dst, digits[x>>4], digits[x&15])
	}
	return dst
}
