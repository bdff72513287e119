// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import (
	"bytes"

	"gambeson/event"
)

// bindMessage reads the fields of an event of which only the rendered message
// came, in English. What the record has as a field of its own stays alone.
func (x *Format) bindMessage(e *event.Event) {
	v := e.Get(x.at.message)
	for v.Next().Exists() { // the last is what a text in a JSON message holds
		v = v.Next()
	}
	text := v.Text()
	if len(text) == 0 || len(first(e, x.at.named)) > 0 {
		return
	}
	switch {
	case e.Channel == PowerShell && e.EventID == 4104:
		x.bindScript(e, text)
	case e.Channel == PowerShell && e.EventID == 4103:
		x.deriveIn(e, "ContextInfo", text, "Context:", "User Data:")
		x.deriveIn(e, "Payload", text, "Payload:", "")
	case e.Channel == Security || e.Channel == System || e.Channel == Sysmon || e.Channel == Terminal:
		x.bindLabels(e, text)
	}
}

// bindScript takes a script block out of its frame; the script itself may hold
// the words of the frame, so the last ones count.
func (x *Format) bindScript(e *event.Event, text []byte) {
	if !bytes.HasPrefix(text, []byte("Creating Scriptblock text")) {
		return
	}
	_, rest, _ := bytes.Cut(text, []byte("\n"))
	if i := bytes.LastIndex(rest, []byte("ScriptBlock ID:")); i >= 0 {
		x.deriveIn(e, "ScriptBlockId", rest[i:], "ScriptBlock ID:", "\n")
		x.deriveIn(e, "Path", rest[i:], "Path:", "")
		rest = rest[:i]
	}
	x.derive(e, "ScriptBlockText", rest)
}

// deriveIn derives name from the text between two marks, the second of which
// may be missing.
func (x *Format) deriveIn(e *event.Event, name string, text []byte, from, to string) {
	_, value, ok := bytes.Cut(text, []byte(from))
	if !ok {
		return
	}
	if to != "" {
		value, _, _ = bytes.Cut(value, []byte(to))
	}
	x.derive(e, name, value)
}

func (x *Format) derive(e *event.Event, name string, value []byte) {
	if value = bytes.TrimSpace(value); len(value) > 0 && !e.Full() {
		x.bindName(e, name, e.Derive(value, event.String))
	}
}

// bindLabels walks over "Label: value" of a rendered message. Line breaks and
// tabs may have become blanks on the way, so that a label starts at a line or
// behind two blanks; a value ends before the next label, in the middle of a
// line only before one that is known. A value
// that holds a label's words therefore gives a second value of that field; it
// cannot take the first one's place.
func (x *Format) bindLabels(e *event.Event, text []byte) {
	sec, name, from := noSection, "", 0
	for i := 0; i < len(text); {
		label, at, next := nextLabel(text, i)
		if at < 0 {
			break
		}
		i = next
		if s, ok := sectionOf(label, e.EventID); ok {
			x.deriveValue(e, name, text[min(from, at):at])
			sec, name = s, ""
			continue
		}
		n := fieldOf(e.EventID, sec, label)
		if n != "" || at > 0 && (text[at-1] == '\n' || text[at-1] == '\t') {
			x.deriveValue(e, name, text[min(from, at):at])
			name, from = n, next
		}
	}
	x.deriveValue(e, name, cutExplanation(text[min(from, len(text)):]))
}

func (x *Format) deriveValue(e *event.Event, name string, value []byte) {
	if name != "" {
		x.derive(e, name, value)
	}
}

// nextLabel returns the next text before a colon that could be a label: where
// it starts and what follows its colon.
func nextLabel(b []byte, i int) (label []byte, at, next int) {
	const longest = 40
	for ; i < len(b); i++ {
		if !labelStart(b, i) {
			continue
		}
		for j := i; j < len(b) && j-i <= longest; j++ {
			c := b[j]
			if c == '\n' || c == '\t' || c == ' ' && j+1 < len(b) && b[j+1] == ' ' {
				break
			}
			if c == ':' && (j+1 == len(b) || b[j+1] == ' ' || b[j+1] == '\t' || b[j+1] == '\r' || b[j+1] == '\n') {
				return b[i:j], i, j + 1
			}
		}
	}
	return nil, -1, len(b)
}

func labelStart(b []byte, i int) bool {
	if c := b[i]; c < 'A' || c > 'Z' {
		return false
	}
	return i == 0 || b[i-1] == '\n' || b[i-1] == '\t' || i > 1 && b[i-1] == ' ' && (b[i-2] == ' ' || b[i-2] == '\n' || b[i-2] == '\t')
}

// cutExplanation drops the prose that Windows writes behind the last field.
func cutExplanation(b []byte) []byte {
	for _, stop := range [...][]byte{
		[]byte("\r\n\r\n"), []byte("\n\n"), []byte("  Token Elevation Type indicates"), []byte("  This event is generated"),
		[]byte("  The subject fields indicate"), []byte("  Pre-authentication types, ticket options"),
	} {
		if i := bytes.Index(b, stop); i >= 0 {
			b = b[:i]
		}
	}
	return b
}
