// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package auditd

import (
	"bytes"

	"gambeson/normalize"
)

// header is the beginning of a record:
//
//	node=web1 type=SYSCALL msg=audit(1700000000.123:456): …
type header struct {
	node   []byte
	typ    []byte
	stamp  []byte // "1700000000.123:456"
	clock  []byte // "1700000000.123"
	serial []byte // "456"
	fields []byte // what follows
}

// parseHeader reads the beginning of a record and reports whether it is one. It
// may stand behind the syslog header of the audit system's own dispatcher.
func parseHeader(line []byte) (header, bool) {
	var h header
	if len(line) > 0 && line[0] == '{' {
		return h, false // JSON, whatever it quotes
	}
	rest := line
	if !bytes.HasPrefix(rest, []byte("type=")) && !bytes.HasPrefix(rest, []byte("node=")) {
		var ok bool
		if rest, ok = normalize.SyslogBody(line, "audispd", "audisp-syslog", "audisp-remote", "auditd"); !ok {
			return h, false
		}
	}
	if after, ok := bytes.CutPrefix(rest, []byte("node=")); ok {
		h.node, rest, _ = bytes.Cut(after, []byte(" "))
	}
	rest, ok := bytes.CutPrefix(rest, []byte("type="))
	if !ok {
		return h, false
	}
	blank := bytes.IndexByte(rest, ' ')
	if blank <= 0 {
		return h, false
	}
	h.typ = rest[:blank]
	if rest, ok = bytes.CutPrefix(rest[blank+1:], []byte("msg=audit(")); !ok {
		return h, false
	}
	end := bytes.IndexByte(rest, ')')
	if end < 0 {
		return h, false
	}
	h.stamp = rest[:end]
	colon := bytes.LastIndexByte(h.stamp, ':')
	if colon <= 0 {
		return h, false
	}
	h.clock, h.serial = h.stamp[:colon], h.stamp[colon+1:]
	h.fields = bytes.TrimLeft(rest[end+1:], ": ")
	return h, isSerial(h.serial)
}

// isSerial reports whether b is a number as JSON writes it.
func isSerial(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0 && len(b) < 20 && (len(b) == 1 || b[0] != '0')
}

// time returns the record's time in Unix nanoseconds, 0 where it has another
// form than seconds or ausearch's month/day/year.
func (h header) time() int64 {
	c := h.clock
	if len(c) >= 19 && c[2] == '/' && c[5] == '/' {
		var b [40]byte
		iso := append(b[:0], c[6:10]...)
		iso = append(append(append(iso, '-'), c[0:2]...), '-')
		iso = append(append(iso, c[3:5]...), c[10:min(len(c), 30)]...)
		c = iso
	}
	ns, _ := normalize.ParseTime(c)
	return ns
}
