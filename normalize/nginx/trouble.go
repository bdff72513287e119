// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package nginx

import (
	"bytes"
	"strings"
	"time"

	"gambeson/event"
	"gambeson/normalize"
)

// isError reports whether b is an entry of nginx's error log:
//
//	2026/03/02 09:00:01 [error] 12#12: *5 message, client: …, server: …
func isError(b []byte) bool {
	return len(b) > 22 && b[4] == '/' && b[7] == '/' && b[10] == ' ' && b[13] == ':' && b[16] == ':' && b[19] == ' ' && b[20] == '[' &&
		bytes.IndexByte(b[20:min(len(b), 60)], '#') > 0
}

func (f *Format) readError(e *event.Event, b []byte) {
	var iso [19]byte
	copy(iso[:], b)
	iso[4], iso[7] = '-', '-'
	e.Time, _ = normalize.ParseTime(iso[:])
	e.Channel = "error"
	e.BeginObject(nil)
	e.AddString([]byte("time"), b[:19])
	level, rest, _ := bytes.Cut(b[21:], []byte("] "))
	e.AddString([]byte("level"), level)
	pid, rest, _ := bytes.Cut(rest, []byte("#"))
	e.AddString([]byte("pid"), pid)
	_, message, _ := bytes.Cut(rest, []byte(": "))
	e.AddString([]byte("message"), message)
	details(e, message)
	e.End()
	e.BindShape(f.shape)
	f.readRequest(e)
	f.trouble.Apply(e)
}

// details adds what stands behind the message: ", client: …, server: …,
// request: "…", host: "…"".
func details(e *event.Event, b []byte) {
	for _, name := range [...]string{"client", "server", "request", "upstream", "host", "referrer"} {
		_, rest, ok := bytes.Cut(b, []byte(", "+name+": "))
		if !ok {
			continue
		}
		value, _, closed := quoted(rest)
		if !closed {
			value = firstOf(rest)
		}
		e.AddString([]byte(name), value)
		b = rest
	}
}

// isApacheError reports whether b is an entry of Apache's error log:
//
//	[Mon Mar 02 09:00:01.123456 2026] [core:error] [pid 12:tid 34] [client ADDR:PORT] message
func isApacheError(b []byte) bool {
	_, _, ok := apacheTime(b)
	return ok
}

// apacheTime reads the time and returns what follows it.
func apacheTime(b []byte) (ns int64, rest []byte, ok bool) {
	if len(b) < 30 || b[0] != '[' || b[4] != ' ' || b[8] != ' ' || b[11] != ' ' || b[14] != ':' || b[17] != ':' {
		return 0, nil, false
	}
	end := bytes.IndexByte(b[:min(len(b), 40)], ']')
	if end < 25 {
		return 0, nil, false
	}
	month := strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", string(b[5:8]))
	day, hour, minute, second := number(bytes.TrimLeft(b[9:11], " ")), number(b[12:14]), number(b[15:17]), number(b[18:20])
	year := number(b[end-4 : end])
	if month < 0 || month%3 != 0 || min(day, hour, minute, second, year) < 0 {
		return 0, nil, false
	}
	ns = time.Date(year, time.Month(month/3+1), day, hour, minute, second, 0, time.UTC).Unix() * 1e9
	if micros := number(b[min(21, end-5) : end-5]); b[20] == '.' && micros > 0 && end == 32 {
		ns += int64(micros) * 1000
	}
	return ns, bytes.TrimLeft(b[end+1:], " "), true
}

func (f *Format) readApacheError(e *event.Event, entry []byte) {
	ns, b, _ := apacheTime(entry)
	e.Time, e.Channel, e.Provider, e.Vendor, e.Product = ns, "error", "httpd", "Apache", "HTTP Server"
	e.BeginObject(nil)
	e.AddString([]byte("time"), bytes.Trim(entry[:len(entry)-len(b)], "[] "))
	for len(b) > 0 && b[0] == '[' {
		in, rest, ok := bytes.Cut(b[1:], []byte("]"))
		if !ok {
			break
		}
		apacheField(e, in)
		b = bytes.TrimLeft(rest, " ")
	}
	e.AddString([]byte("message"), b)
	e.End()
	e.BindShape(f.shape)
	f.trouble.Apply(e)
}

// apacheField adds what stands in one pair of brackets.
func apacheField(e *event.Event, in []byte) {
	switch key, value, _ := bytes.Cut(in, []byte(" ")); string(key) {
	case "pid":
		pid, thread, threaded := bytes.Cut(value, []byte(":tid "))
		e.AddString(key, pid)
		if threaded {
			e.AddString([]byte("tid"), thread)
		}
	case "client", "remote":
		if i := bytes.LastIndexByte(value, ':'); i > 0 && !isAddr(value) {
			e.AddString([]byte("client_port"), value[i+1:])
			value = value[:i]
		}
		e.AddString([]byte("client"), value)
	default:
		module, level, ok := bytes.Cut(in, []byte(":"))
		if !ok {
			module, level = nil, in
		}
		e.AddString([]byte("module"), module)
		e.AddString([]byte("level"), level)
	}
}
