// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import (
	"bytes"

	"gambeson/event"
	"gambeson/normalize"
)

// structuredEnd returns the length of the structured data that b starts with,
// or -1.
func structuredEnd(b []byte) int {
	if len(b) > 0 && b[0] == '-' {
		return 1
	}
	at := 0
	for at < len(b) && b[at] == '[' {
		quoted := false
		for at++; at < len(b) && (quoted || b[at] != ']'); at++ {
			switch b[at] {
			case '\\':
				at++
			case '"':
				quoted = !quoted
			}
		}
		at++
	}
	if at == 0 || at > len(b) {
		return -1
	}
	return at
}

// addStructured adds the elements of b, whose end structuredEnd has found.
func addStructured(e *event.Event, b []byte) {
	e.BeginObject([]byte("structured_data"))
	for len(b) > 1 && !e.Full() {
		id := b[1:]
		end := bytes.IndexAny(id, " ]")
		if end < 0 {
			break
		}
		e.BeginObject(id[:end])
		b = addParameters(e, id[end:])
		e.End()
	}
	e.End()
}

// addParameters adds name="value" up to the bracket, and returns what follows.
func addParameters(e *event.Event, b []byte) []byte {
	for len(b) > 0 && b[0] != ']' && !e.Full() {
		b = bytes.TrimLeft(b, " ")
		name, rest, ok := bytes.Cut(b, []byte(`="`))
		if !ok {
			return nil
		}
		end := 0
		for end < len(rest) && rest[end] != '"' {
			if rest[end] == '\\' {
				end++
			}
			end++
		}
		end = min(end, len(rest))
		e.AddString(name, normalize.UnescapeParam(rest[:end]))
		b = rest[min(end+1, len(rest)):]
	}
	return b[min(1, len(b)):]
}
