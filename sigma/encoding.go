// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"encoding/base64"
	"unicode/utf16"
)

// encoding is how a text becomes bytes.
type encoding uint8

const (
	plain encoding = iota // UTF-8
	utf16LE
	utf16BE
	utf16BOM // little endian behind a byte order mark
)

func (e encoding) bytes(s string) []byte {
	if e == plain {
		return []byte(s)
	}
	var out []byte
	if e == utf16BOM {
		out = append(out, 0xff, 0xfe)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		if e == utf16BE {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

// base64Offsets returns what b looks like inside a longer text in Base64, for
// each of the three positions its first byte can have in a group of three.
// Characters that also depend on what stands around b are cut off; where
// nothing is left, b is too short and the result nil.
func base64Offsets(b []byte) []string {
	var out []string
	for offset := range 3 {
		s := base64.StdEncoding.EncodeToString(append(make([]byte, offset), b...))
		from := []int{0, 2, 3}[offset]
		to := len(s) - []int{0, 3, 2}[(offset+len(b))%3]
		if from >= to {
			return nil
		}
		out = append(out, s[from:to])
	}
	return out
}
