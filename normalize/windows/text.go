// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import (
	"bytes"
	"fmt"
	"time"

	"gambeson/event"
	"gambeson/normalize"
)

// The marks of the text forms stand within the first bytes of a record.
const (
	snareWithin = 512
	nxlogWithin = 512
)

func snareMark() []byte { return []byte("MSWinEventLog") }

func nxlogMark() []byte { return []byte("[NXLOG@14506 ") }

// claimText recognizes the two text forms.
func claimText(raw []byte) normalize.Confidence {
	switch {
	case isSnare(raw):
		return normalize.Sure
	case nxlogAt(raw) >= 0 && bytes.Contains(raw, []byte(` EventID="`)):
		return normalize.Sure
	}
	return normalize.No
}

func nxlogAt(raw []byte) int { return bytes.Index(raw[:min(len(raw), nxlogWithin)], nxlogMark()) }

// readText builds the tree of a record that is text: an object with the native
// fields.
func (x *Format) readText(e *event.Event) error {
	raw := e.Raw()
	e.BeginObject(nil)
	defer e.End()
	switch {
	case isSnare(raw):
		return x.readSnare(e, raw, false)
	case nxlogAt(raw) >= 0:
		return x.readNXLog(e, raw)
	}
	return fmt.Errorf("%w: neither Snare's nor NXLog's syslog text", normalize.ErrMalformed)
}

// put adds a field of a text. Where the record is JSON that carries a text,
// its tree is complete and the field is derived.
func (x *Format) put(e *event.Event, name string, text []byte, derived bool) {
	if len(text) == 0 || e.Full() {
		return
	}
	if derived {
		x.bindName(e, name, e.Derive(text, event.String))
		return
	}
	x.bindName(e, name, e.AddString([]byte(name), text))
}

// readSnare reads what Snare sends: fields between tabs behind the word
// MSWinEventLog. rsyslog writes a tab as #011.
func (x *Format) readSnare(e *event.Event, text []byte, derived bool) error {
	at := bytes.Index(text, snareMark())
	if at < 0 {
		return fmt.Errorf("%w: no MSWinEventLog", normalize.ErrMalformed)
	}
	rest, sep := text[at+len(snareMark()):], []byte("\t")
	if bytes.HasPrefix(rest, []byte("#011")) {
		sep = []byte("#011")
	}
	rest = bytes.TrimPrefix(rest, sep)
	names := [...]string{
		"Criticality", "Channel", "SnareCounter", "EventTime", "EventID", "SourceName", "UserName", "SidType",
		"EventType", "Computer", "Category", "DataString", "Message",
	}
	var id, user []byte
	for i, name := range names {
		if rest == nil {
			return fmt.Errorf("%w: %d of %d fields of MSWinEventLog", normalize.ErrMalformed, i, len(names))
		}
		var field []byte
		field, rest, _ = cutOrNil(rest, sep)
		field = bytes.TrimSpace(field)
		switch name {
		case "EventID":
			id = field
		case "UserName":
			user = field
			continue
		case "SourceName":
			x.put(e, "Provider_Name", field, derived)
		case "Computer":
			x.put(e, "ComputerName", field, derived)
		}
		x.put(e, name, field, derived)
	}
	if len(user) > 1 && user[0] != '-' {
		x.put(e, "AccountName", user, derived)
	}
	if n, ok := normalize.ParseInt(id); !ok || n < 0 {
		return fmt.Errorf("%w: event id %q of MSWinEventLog", normalize.ErrMalformed, clip(id))
	}
	return nil
}

// cutOrNil is bytes.Cut, with a nil rest where there is no separator.
func cutOrNil(b, sep []byte) (field, rest []byte, found bool) {
	field, rest, found = bytes.Cut(b, sep)
	if !found {
		rest = nil
	}
	return field, rest, found
}

// parseSnareTime reads "Tue Jul 28 11:28:00 2026", which names no zone: UTC.
func parseSnareTime(b []byte) (int64, bool) {
	if len(b) != len(time.ANSIC) || b[3] != ' ' || b[19] != ' ' {
		return 0, false
	}
	t, err := time.Parse(time.ANSIC, string(b))
	return t.UnixNano(), err == nil
}

// readNXLog reads RFC 5424 with the fields as structured data and the rendered
// message behind.
func (x *Format) readNXLog(e *event.Event, raw []byte) error {
	head, i := raw[:nxlogAt(raw)], nxlogAt(raw)+len(nxlogMark())
	// <PRI>1 TIME HOST APP PROCID MSGID
	part := bytes.Fields(head)
	if len(part) < 4 {
		return fmt.Errorf("%w: header of RFC 5424", normalize.ErrMalformed)
	}
	x.put(e, "EventTime", part[1], false)
	x.put(e, "Hostname", part[2], false)
	x.put(e, "Computer", part[2], false)
	x.put(e, "ComputerName", part[2], false)
	x.put(e, "SourceName", part[3], false)
	x.put(e, "Provider_Name", part[3], false)
	for i < len(raw) && raw[i] != ']' {
		name, value, next, ok := sdParam(raw, i)
		if !ok || e.Full() {
			return fmt.Errorf("%w: structured data at byte %d", normalize.ErrMalformed, i)
		}
		x.bindName(e, string(name), e.AddString(name, value))
		i = next
	}
	if i+1 < len(raw) {
		x.put(e, "Message", bytes.TrimSpace(raw[i+1:]), false)
	}
	return nil
}

// sdParam reads NAME="VALUE" at i; in the value a backslash escapes ", ] and
// itself.
func sdParam(b []byte, i int) (name, value []byte, next int, ok bool) {
	for i < len(b) && b[i] == ' ' {
		i++
	}
	eq := bytes.IndexByte(b[i:], '=')
	if eq <= 0 || i+eq+1 >= len(b) || b[i+eq+1] != '"' {
		return nil, nil, 0, false
	}
	name, i = b[i:i+eq], i+eq+2
	start := i
	for ; i < len(b) && b[i] != '"'; i++ {
		if normalize.EscapedParam(b[i:]) {
			i++
		}
	}
	if i >= len(b) {
		return nil, nil, 0, false
	}
	value = normalize.UnescapeParam(b[start:i])
	for i++; i < len(b) && b[i] == ' '; i++ {
	}
	return name, value, i, true
}
