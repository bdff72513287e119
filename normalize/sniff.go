// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"bytes"
	"regexp"
)

// framing is how a text is cut into records.
type framing uint8

const (
	lines     framing = iota // a record a line, JSON or not
	documents                // JSON documents that span lines, arrays of them, arrays inside an object
)

// wrapped matches the beginning of a document that wraps an array of records,
// as CloudTrail files, Graph answers, Kubernetes lists and exports do: only
// scalar text members and a flat "metadata" may stand before it.
var wrapped = regexp.MustCompile(`^\s*\{\s*(?:(?:"[^"\\]*"\s*:\s*"[^"\\]*"|"metadata"\s*:\s*\{[^{}]*\})\s*,\s*)*"(?:Records|value|items|events|logEvents|records)"\s*:\s*\[\s*[{\]]`)

// bareArray matches the beginning of an array of objects. An array of anything
// else is left to the lines: access logs begin with '[' too.
var bareArray = regexp.MustCompile(`^\s*\[\s*[{\]]`)

// sniff tells the framing from the first bytes of a text.
func sniff(head []byte) framing {
	switch {
	case bareArray.Match(head), wrapped.Match(head):
		return documents
	case !bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("{")):
		return lines
	case firstLineEndsDocument(head):
		return lines
	default:
		return documents
	}
}

// firstLineEndsDocument reports whether a JSON document ends on the first line
// that is not blank. A line longer than head counts: pretty-printed documents
// have short ones.
func firstLineEndsDocument(head []byte) bool {
	var s docScanner
	started := false
	for _, c := range head {
		if started && c == '\n' && s.depth > 0 {
			return false
		}
		s.step(c)
		started = started || s.depth > 0
		if started && s.depth == 0 {
			return true
		}
	}
	return true
}

// docScanner follows the nesting of JSON text byte by byte.
type docScanner struct {
	depth    int
	inString bool
	escaped  bool
}

func (s *docScanner) step(c byte) {
	switch {
	case s.escaped:
		s.escaped = false
	case s.inString:
		switch c {
		case '\\':
			s.escaped = true
		case '"':
			s.inString = false
		}
	case c == '"':
		s.inString = true
	case c == '{' || c == '[':
		s.depth++
	case c == '}' || c == ']':
		s.depth--
	}
}
