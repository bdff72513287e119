// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package nginx

import (
	"bytes"
	"net/netip"
	"strings"
	"time"

	"gambeson/event"
)

// access is a line of an access log:
//
//	[host ]addr ident user [time] "request" status bytes[ "referrer" "agent"][ …]
type access struct {
	host, addr, ident, user, time []byte
	request, status, size         []byte
	referer, agent, rest          []byte
	combined                      bool // has referrer and agent
}

// parseAccess splits a line and reports whether it is one of an access log.
func parseAccess(b []byte) (access, bool) {
	var a access
	open, ok := bracket(b)
	if !ok || !a.client(b[:open]) {
		return a, false
	}
	a.time = b[open+2 : open+2+stampLen]
	b = b[open+2+stampLen+2:]
	if a.request, b, ok = quoted(b); !ok {
		return a, false
	}
	a.status, b = word(b)
	a.size, b = word(b)
	if !isStatus(a.status) {
		return a, false
	}
	if referer, rest, ok := quoted(b); ok {
		if agent, rest, ok := quoted(rest); ok {
			a.referer, a.agent, b, a.combined = referer, agent, rest, true
		}
	}
	a.rest = bytes.TrimSpace(b)
	return a, true
}

// stampLen is the length of "02/Mar/2026:09:00:01 +0000".
const stampLen = 26

// bracket finds the time and returns where the blank before its bracket is. A
// user's name, which the client chooses, may hold brackets and times too; but not
// the quote that the request behind the time begins with: servers escape it.
func bracket(b []byte) (at int, ok bool) {
	for from := 0; ; {
		i := bytes.Index(b[from:], []byte(`] "`))
		if i < 0 {
			return 0, false
		}
		end := from + i
		if at = end - stampLen - 2; at > 0 && b[at] == ' ' && b[at+1] == '[' {
			if _, ok := parseTime(b[at+2 : end]); ok {
				return at, true
			}
		}
		from = end + 1
	}
}

// client reads "[host ]addr ident user". A user's name may hold blanks.
func (a *access) client(b []byte) bool {
	a.addr, b = word(b)
	second, rest := word(b)
	if port := bytes.LastIndexByte(a.addr, ':'); isAddr(second) && (port > 0 || !isAddr(a.addr)) {
		a.host, a.addr, b = a.addr, second, rest
	}
	a.ident, a.user = word(b)
	return isClient(a.addr) && len(a.ident) > 0 && len(a.user) > 0
}

// isClient reports whether b can be an address, a host's name or "unix:".
func isClient(b []byte) bool {
	return bytes.ContainsAny(b, ".:") || string(b) == "localhost" || string(b) == "-"
}

func isAddr(b []byte) bool {
	if len(b) < 2 || len(b) > 45 || len(bytes.Trim(b[:1], "0123456789abcdefABCDEF:")) > 0 {
		return false
	}
	_, err := netip.ParseAddr(string(b))
	return err == nil
}

func isStatus(b []byte) bool {
	return len(b) == 3 && '0' <= b[0] && b[0] <= '9' && '0' <= b[1] && b[1] <= '9' && '0' <= b[2] && b[2] <= '9'
}

// word cuts the first word off b.
func word(b []byte) (first, rest []byte) {
	first, rest, _ = bytes.Cut(b, []byte(" "))
	return first, rest
}

// quoted reads a text in quotes, in which a backslash protects the next byte,
// and the blank behind it.
func quoted(b []byte) (text, rest []byte, ok bool) {
	if len(b) == 0 || b[0] != '"' {
		return nil, b, false
	}
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return b[1:i], bytes.TrimPrefix(b[i+1:], []byte(" ")), true
		}
	}
	return nil, b, false
}

// build makes the native tree.
func (a *access) build(e *event.Event) {
	e.BeginObject(nil)
	if len(a.host) > 0 {
		host := a.host
		if i := bytes.LastIndexByte(host, ':'); i > 0 {
			e.AddString([]byte("server_port"), host[i+1:])
			host = host[:i]
		}
		e.AddString([]byte("http_host"), host)
	}
	e.AddString([]byte("remote_addr"), a.addr)
	e.AddString([]byte("remote_user"), a.user)
	e.AddString([]byte("time_local"), a.time)
	e.AddString([]byte("request"), a.request)
	e.AddString([]byte("status"), a.status)
	e.AddString([]byte("body_bytes_sent"), a.size)
	if a.combined {
		e.AddString([]byte("http_referer"), a.referer)
		e.AddString([]byte("http_user_agent"), a.agent)
	}
	if len(a.rest) > 0 {
		if text, _, ok := quoted(a.rest); ok && isAddr(bytes.TrimSpace(firstOf(text))) {
			e.AddString([]byte("http_x_forwarded_for"), text)
		}
		e.AddString([]byte("rest"), a.rest)
	}
	e.End()
}

// firstOf is the first of a list with commas.
func firstOf(b []byte) []byte {
	first, _, _ := bytes.Cut(b, []byte(","))
	return first
}

// parseTime reads "02/Mar/2026:09:00:01 +0000".
func parseTime(b []byte) (int64, bool) {
	if len(b) != 26 || b[2] != '/' || b[6] != '/' || b[11] != ':' || b[14] != ':' || b[17] != ':' || b[20] != ' ' {
		return 0, false
	}
	month := strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", string(b[3:6]))
	day, year := number(b[:2]), number(b[7:11])
	hour, minute, second := number(b[12:14]), number(b[15:17]), number(b[18:20])
	zone := number(b[22:24])*60 + number(b[24:26])
	if month < 0 || month%3 != 0 || min(day, year, hour, minute, second, zone) < 0 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60 {
		return 0, false
	}
	if b[21] == '-' {
		zone = -zone
	} else if b[21] != '+' {
		return 0, false
	}
	t := time.Date(year, time.Month(month/3+1), day, hour, minute-zone, second, 0, time.UTC)
	return t.Unix() * 1e9, true
}

// number reads decimal digits; anything else is far below zero.
func number(b []byte) int {
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return -1 << 20
		}
		n = n*10 + int(c-'0')
	}
	return n
}
