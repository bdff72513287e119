// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"bufio"
	"bytes"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decodeText turns UTF-16 into UTF-8, with a byte order mark or with every
// other byte of the beginning a NUL, and drops a mark of UTF-8.
func decodeText(b *bufio.Reader, head []byte) (*bufio.Reader, []byte, error) {
	switch {
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		if _, err := b.Discard(3); err != nil {
			return nil, nil, err
		}
		return b, head[3:], nil
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}), isWide(head):
		u := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
		b = bufio.NewReaderSize(transform.NewReader(b, u.NewDecoder()), 64<<10)
		head, err := b.Peek(peekSize)
		if err == io.EOF {
			err = nil
		}
		return b, head, err
	default:
		return b, head, nil
	}
}

// isWide reports whether head looks like ASCII text in UTF-16, least
// significant byte first.
func isWide(head []byte) bool {
	const least = 16
	if len(head) < least {
		return false
	}
	for i := 0; i+1 < len(head); i += 2 {
		if head[i] == 0 || head[i+1] != 0 {
			return false
		}
	}
	return true
}
