// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package auditd

import (
	"bytes"

	"gambeson/event"
)

// maxPaths is the number of PATH records of one event that are looked into.
const maxPaths = 8

// reading is what Read remembers of an event's records until all are there.
type reading struct {
	kind     kind
	activity uint8
	id       uint32

	arch, call, success, exit event.Node
	regs                      [4]event.Node // a0…a3 of SYSCALL
	uid, uidName              event.Node
	auid, auidName            event.Node
	exe, op, acct, grp        event.Node
	cwd, proctitle, cmd       event.Node
	saddr, module, object     event.Node
	execve                    event.Node
	paths                     [maxPaths]pathRecord
	npaths                    int
	enabled                   event.Node // audit_enabled
	enriched                  bool       // the record has the name of the call besides its number
}

type pathRecord struct{ name, nametype, mode event.Node }

// record adds one record to the list that is open.
func (f *Format) record(e *event.Event, r *reading, h header) {
	t := f.types[string(h.typ)]
	if t.kind != kindBase && (r.kind == kindBase || r.kind == kindAudit) {
		r.kind, r.activity = t.kind, t.activity
	}
	n := e.BeginObject(nil)
	e.AddString([]byte("type"), h.typ)
	if t.id == typeExecve {
		r.execve = n
	}
	if t.id == typePath && r.npaths < maxPaths {
		r.npaths++
	}
	p := fieldReader{e: e, t: t.id}
	p.fields(r, h.fields)
	e.End()
}

// fieldReader adds the fields of one record.
type fieldReader struct {
	e *event.Event
	t uint32
}

// fields adds the name=value pairs in b; words that are none, such as "denied"
// and the permissions of an AVC, are added as "word". Programs put theirs between apostrophes, which only group:
// they are fields of the record itself.
func (p fieldReader) fields(r *reading, b []byte) {
	inside := false
	for len(b) > 0 && !p.e.Full() {
		if isSeparator(b[0]) || b[0] == '(' || b[0] == ',' {
			b = b[1:]
			continue
		}
		end := 0
		for end < len(b) && !isSeparator(b[end]) && b[end] != '=' {
			end++
		}
		if end == len(b) || b[end] != '=' || end == 0 {
			if word := b[:end]; len(bytes.Trim(word, "{}:-()")) > 0 {
				p.e.AddString([]byte("word"), word)
			}
			b = b[min(len(b), end+1):]
			continue
		}
		key := b[:end]
		b = b[end+1:]
		if len(b) > 0 && b[0] == '\'' && !inside {
			b, inside = b[1:], true
			continue
		}
		var value []byte
		var quoted bool
		value, quoted, b = p.value(key, b)
		if !quoted {
			value = trim(value, inside)
		}
		p.add(r, key, value, quoted)
	}
}

func isSeparator(c byte) bool { return c == ' ' || c == 0x1d || c == '\t' || c == '\r' }

// value returns the value that b starts with and what follows it.
func (p fieldReader) value(key, b []byte) (value []byte, quoted bool, rest []byte) {
	if len(b) > 0 && b[0] == '"' {
		if i := bytes.IndexByte(b[1:], '"'); i >= 0 {
			return b[1 : 1+i], true, b[2+i:]
		}
		return b[1:], true, nil
	}
	end := 0
	if p.t == typeProctitle && string(key) == "proctitle" {
		end = len(b) // ausearch --interpret writes it with blanks
	}
	for end < len(b) && !isSeparator(b[end]) {
		end++
	}
	return b[:end], false, b[end:]
}

// trim drops what closes a group of fields: the apostrophe of a program's text
// and, in those of old programs, brackets ("(hostname=?, addr=?)").
func trim(value []byte, inside bool) []byte {
	if inside {
		value = bytes.TrimSuffix(value, []byte("'"))
	}
	value = bytes.TrimRight(value, ",")
	if len(value) > 0 && value[0] != '(' {
		value = bytes.TrimRight(value, ")")
	}
	return value
}

// add adds one field. A bare text of a field whose content a user can choose
// is hexadecimal.
func (p fieldReader) add(r *reading, key, value []byte, quoted bool) {
	var scratch [512]byte
	if !quoted && p.isText(key) {
		value = decode(scratch[:0], value)
	}
	if string(key) == "key" && bytes.IndexByte(value, 1) >= 0 {
		p.keys(key, value)
		return
	}
	r.note(p.t, key, p.e.AddString(key, value))
}

// keys adds the keys of a rule that has several, with a byte 1 between.
func (p fieldReader) keys(key, value []byte) {
	p.e.BeginList(key)
	for more := true; more; {
		var k []byte
		k, value, more = bytes.Cut(value, []byte{1})
		p.e.AddString(nil, k)
	}
	p.e.End()
}

func (p fieldReader) isText(key []byte) bool {
	switch string(key) {
	case "proctitle", "comm", "exe", "name", "cwd", "cmd", "acct", "key", "data", "path", "dir", "ocomm", "vm", "file", "sw", "watch":
		return true
	}
	return p.t == typeExecve && len(key) > 1 && key[0] == 'a' && '0' <= key[1] && key[1] <= '9' && !bytes.HasSuffix(key, []byte("_len"))
}

// decode returns the bytes that upper-case hexadecimal digits stand for, with
// a blank for each zero byte; in itself where it is anything else.
func decode(out, in []byte) []byte {
	if len(in) < 2 || len(in)%2 != 0 {
		return in
	}
	for i := 0; i < len(in); i += 2 {
		hi, lo := hexDigit(in[i]), hexDigit(in[i+1])
		if hi|lo > 15 {
			return in
		}
		c := hi<<4 | lo
		if c == 0 {
			c = ' '
		}
		out = append(out, c)
	}
	return out
}

// hexDigit returns the value of an upper-case digit, 255 for any other byte.
func hexDigit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	default:
		return 255
	}
}
