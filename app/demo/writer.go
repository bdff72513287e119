// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"
)

// A writer writes records, one after another into the same buffer.
type writer struct {
	*company
	b      []byte
	rng    *rand.Rand
	at     int64
	now    time.Time
	serial int64 // of the audit system
}

func newWriter(p Params, c *company) *writer {
	return &writer{company: c, rng: rand.New(rand.NewPCG(p.Seed, 1<<63)), serial: 48_000}
}

// begin starts the next record.
func (w *writer) begin(at int64) {
	w.b, w.at, w.now = w.b[:0], at, time.Unix(0, at).UTC()
}

// textf appends plain text.
func (w *writer) textf(format string, args ...any) { w.b = fmt.Appendf(w.b, format, args...) }

// object begins an object: the record itself, or with key a member of it.
func (w *writer) object(key string) { w.key(key); w.b = append(w.b, '{') }

// end ends the object.
func (w *writer) end() { w.b = append(w.b, '}') }

// key writes a member's name, if it has one.
func (w *writer) key(key string) {
	if n := len(w.b); n > 0 && w.b[n-1] != '{' && w.b[n-1] != '[' && w.b[n-1] != ':' {
		w.b = append(w.b, ',')
	}
	if key != "" {
		w.quote(key)
		w.b = append(w.b, ':')
	}
}

// str writes a text.
func (w *writer) str(key, value string) { w.key(key); w.quote(value) }

// strs writes texts: keys and values in turn.
func (w *writer) strs(pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		w.str(pairs[i], pairs[i+1])
	}
}

// num writes a number.
func (w *writer) num(key string, value int64) {
	w.key(key)
	w.b = strconv.AppendInt(w.b, value, 10)
}

// lit writes a value that is JSON already.
func (w *writer) lit(key, value string) { w.key(key); w.b = append(w.b, value...) }

// time writes the record's time with that layout.
func (w *writer) time(key, layout string) {
	w.key(key)
	w.b = append(w.b, '"')
	w.b = w.now.AppendFormat(w.b, layout)
	w.b = append(w.b, '"')
}

// The layouts of times.
const (
	millis  = "2006-01-02T15:04:05.000Z"
	micros  = "2006-01-02T15:04:05.000000Z"
	seconds = "2006-01-02T15:04:05Z"
)

// uuid writes a random UUID.
func (w *writer) uuid(key string) { w.str(key, w.newUUID()) }

func (w *writer) newUUID() string {
	a, b := w.rng.Uint64(), w.rng.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>50|0x8000, b&0xffffffffffff)
}

// quote writes a JSON string.
func (w *writer) quote(s string) {
	w.b = append(w.b, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		w.b = append(w.b, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			w.b = append(w.b, '\\', c)
		default:
			w.b = fmt.Appendf(w.b, "\\u%04x", c)
		}
	}
	w.b = append(append(w.b, s[from:]...), '"')
}
