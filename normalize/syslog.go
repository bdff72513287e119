// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"bytes"
	"slices"
)

// maxSyslogHeader is the length of the longest syslog header that is looked for.
const maxSyslogHeader = 400

// SyslogBody returns what one of programs wrote, without the syslog header that
// it stands behind; ok is false where line has none, or another program's. The
// program is the header's own: one that a message quotes does not count, since
// strangers choose what programs quote.
//
// Headers are those of RFC 3164 with or without <PRI> and host, the same with a
// time stamp after RFC 3339, and of RFC 5424 without structured data.
func SyslogBody(line []byte, programs ...string) (body []byte, ok bool) {
	head := line[:min(len(line), maxSyslogHeader)]
	if len(head) > 5 && head[0] == '<' && bytes.Contains(head[:6], []byte(">1 ")) {
		return rfc5424Body(line, programs)
	}
	end := bytes.Index(head, []byte(": "))
	if end < 0 {
		return nil, false
	}
	head = head[:end]
	words := 0
	for range bytes.FieldsSeq(head) {
		words++
	}
	tag := head[bytes.LastIndexByte(head, ' ')+1:]
	name, _, _ := bytes.Cut(tag, []byte("["))
	if words < 2 || words > 6 || !slices.Contains(programs, string(name)) {
		return nil, false
	}
	return line[end+2:], true
}

// rfc5424Body: <PRI>1 TIME HOST PROGRAM PROCID MSGID - text.
func rfc5424Body(line []byte, programs []string) ([]byte, bool) {
	rest := line
	for i := range 7 {
		var w []byte
		var ok bool
		w, rest, ok = bytes.Cut(rest, []byte(" "))
		if !ok || (i == 3 && !slices.Contains(programs, string(w))) || (i == 6 && string(w) != "-") {
			return nil, false
		}
	}
	return bytes.TrimPrefix(rest, []byte("\ufeff")), true
}

// EscapedParam reports whether b begins with an escape of a value of structured
// data: a backslash before a quote, a bracket or a backslash (RFC 5424, 6.3.3).
func EscapedParam(b []byte) bool {
	return len(b) > 1 && b[0] == '\\' && (b[1] == '"' || b[1] == ']' || b[1] == '\\')
}

// UnescapeParam returns the value of a parameter of structured data without its
// escapes: b itself where it has none.
func UnescapeParam(b []byte) []byte {
	if bytes.IndexByte(b, '\\') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if EscapedParam(b[i:]) {
			i++
		}
		out = append(out, b[i])
	}
	return out
}
