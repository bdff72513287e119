// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import (
	"bytes"
	"strings"
	"time"

	"gambeson/normalize"
)

// header is the beginning of a syslog record; what is absent is empty.
type header struct {
	pri                          int // -1 where absent
	stamp, host, program         []byte
	pid, msgid, structured, text []byte
	time                         int64 // Unix nanoseconds
	ok                           bool
	weak                         bool // a time stamp that any program writes, and neither <PRI> nor a process number
}

// parseHeader reads the header of a record. observed is the time of acceptance,
// which gives a stamp without a year its year.
func parseHeader(b []byte, observed int64) header {
	h := header{pri: -1}
	if rest, pri, ok := priority(b); ok {
		h.pri, b = pri, rest
		if len(b) > 2 && b[0] == '1' && b[1] == ' ' {
			return h.rfc5424(b[2:])
		}
	}
	return h.rfc3164(b, observed)
}

// priority reads "<86>".
func priority(b []byte) (rest []byte, pri int, ok bool) {
	if len(b) < 3 || b[0] != '<' {
		return b, 0, false
	}
	for i := 1; i < len(b) && i < 5; i++ {
		switch c := b[i]; {
		case c == '>' && i > 1 && pri < 192:
			return b[i+1:], pri, true
		case c < '0' || c > '9':
			return b, 0, false
		default:
			pri = pri*10 + int(c-'0')
		}
	}
	return b, 0, false
}

func (h header) rfc5424(b []byte) header {
	for _, to := range [...]*[]byte{&h.stamp, &h.host, &h.program, &h.pid, &h.msgid} {
		word, rest, ok := bytes.Cut(b, []byte(" "))
		if !ok || len(word) == 0 {
			return h
		}
		if string(word) != "-" {
			*to = word
		}
		b = rest
	}
	end := structuredEnd(b)
	if end < 0 {
		return h
	}
	if b[0] == '[' {
		h.structured = b[:end]
	}
	b = bytes.TrimPrefix(b[end:], []byte(" "))
	h.text = bytes.TrimPrefix(b, []byte("\ufeff"))
	h.time, h.ok = normalize.ParseTime(h.stamp)
	h.ok = h.ok || len(h.stamp) == 0
	return h
}

// rfc3164 reads "Mar  2 09:00:01 host program[pid]: text", where a time stamp
// after RFC 3339 may stand for the first three words.
func (h header) rfc3164(b []byte, observed int64) header {
	stamp, ns, legacy := legacyTime(b, observed)
	if !legacy {
		word, _, _ := bytes.Cut(b, []byte(" "))
		if len(word) < 19 {
			return h
		}
		var ok bool
		if ns, ok = normalize.ParseTime(word); !ok || word[4] != '-' {
			return h
		}
		stamp = word
	}
	h.stamp, h.time = stamp, ns
	b = bytes.TrimLeft(b[len(stamp):], ": ")
	word, rest, _ := bytes.Cut(b, []byte(" "))
	if !isTag(word) {
		h.host, b = word, rest
	}
	h.ok = len(h.host) > 0 || len(word) > 0
	h.tag(bytes.TrimLeft(b, " "))
	h.weak = !legacy && h.pri < 0 && (len(h.pid) == 0 || isLevel(h.host))
	return h
}

// isLevel tells the level of a program's own log from a host.
func isLevel(b []byte) bool {
	switch string(b) {
	case "TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL":
		return true
	default:
		return false
	}
}

// isTag reports whether word is "program:" or "program[pid]:", as records that
// were not sent over a network begin.
func isTag(word []byte) bool {
	return len(word) > 1 && word[len(word)-1] == ':' && bytes.Count(word, []byte(":")) == 1
}

// tag reads "program[pid]: text".
func (h *header) tag(b []byte) {
	h.text = b
	end := bytes.IndexAny(b, "[: \t")
	if end <= 0 || end > 64 {
		return
	}
	rest := b[end:]
	if rest[0] == '[' {
		bracket := bytes.IndexByte(rest, ']')
		if bracket < 0 || bracket > 24 {
			return
		}
		h.pid, rest = rest[1:bracket], rest[bracket+1:]
	}
	text, ok := bytes.CutPrefix(rest, []byte(":"))
	if !ok && len(h.pid) == 0 {
		return
	}
	h.program, h.text = b[:end], bytes.TrimPrefix(text, []byte(" "))
}

// ahead is how far a record may be ahead of its acceptance before it counts as
// last year's.
const ahead = 48 * time.Hour

// legacyTime reads "Mar  2 09:00:01". The time is 0 where observed is.
func legacyTime(b []byte, observed int64) (stamp []byte, ns int64, ok bool) {
	if len(b) < 15 || b[3] != ' ' || b[6] != ' ' || b[9] != ':' || b[12] != ':' {
		return nil, 0, false
	}
	month := strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", string(b[:3]))
	day, ok1 := twoDigits(b[4:6])
	hour, ok2 := twoDigits(b[7:9])
	minute, ok3 := twoDigits(b[10:12])
	second, ok4 := twoDigits(b[13:15])
	if month < 0 || month%3 != 0 || !ok1 || !ok2 || !ok3 || !ok4 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60 {
		return nil, 0, false
	}
	stamp = b[:15]
	if observed == 0 {
		return stamp, 0, true
	}
	now := time.Unix(0, observed).UTC()
	for year := now.Year(); year > now.Year()-9; year-- {
		t := time.Date(year, time.Month(month/3+1), day, hour, minute, second, 0, time.UTC)
		if t.Day() == day && t.Sub(now) <= ahead { // the day: February 29
			return stamp, t.UnixNano(), true
		}
	}
	return nil, 0, false
}

func twoDigits(b []byte) (int, bool) {
	tens := b[0]
	if tens == ' ' {
		tens = '0'
	}
	return int(tens-'0')*10 + int(b[1]-'0'), '0' <= tens && tens <= '9' && '0' <= b[1] && b[1] <= '9'
}
