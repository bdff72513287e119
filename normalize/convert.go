// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"bytes"
	"strconv"
	"strings"

	"gambeson/event"
)

// A Conversion makes an attribute's value of a field's. Name is how the
// generated reference calls it. A conversion that cannot read a value binds
// nothing; the native field keeps it.
type Conversion struct {
	Name string
	do   func(e *event.Event, to event.Slot, item int, v event.Value)
}

// Convert returns a conversion that binds what text makes of a scalar's text,
// and nothing where it says false. The result may be a part of its argument.
func Convert(name string, text func(in []byte) (out []byte, ok bool)) Conversion {
	return Conversion{Name: name, do: func(e *event.Event, to event.Slot, item int, v event.Value) {
		if !v.Kind().IsScalar() {
			return
		}
		if out, ok := text(v.Text()); ok && len(out) > 0 {
			e.BindItem(to, e.Derive(out, event.String), item)
		}
	}}
}

// ConvertInt is [Convert] for whole numbers.
func ConvertInt(name string, number func(in []byte) (int64, bool)) Conversion {
	return Conversion{Name: name, do: func(e *event.Event, to event.Slot, item int, v event.Value) {
		if !v.Kind().IsScalar() {
			return
		}
		if n, ok := number(v.Text()); ok {
			var b [20]byte
			e.BindItem(to, e.Derive(strconv.AppendInt(b[:0], n, 10), event.Number), item)
		}
	}}
}

// Const binds the text, whatever the event says; its Field has no From.
func Const(text string) Conversion {
	return Conversion{Name: strconv.Quote(text), do: func(e *event.Event, to event.Slot, item int, _ event.Value) {
		e.BindItem(to, e.Derive([]byte(text), event.String), item)
	}}
}

// ConstInt binds the number, whatever the event says; its Field has no From.
func ConstInt(n int64) Conversion {
	text := strconv.FormatInt(n, 10)
	return Conversion{Name: text, do: func(e *event.Event, to event.Slot, item int, _ event.Value) {
		e.BindItem(to, e.Derive([]byte(text), event.Number), item)
	}}
}

// Base is the last element of a path, Windows or POSIX.
func Base() Conversion {
	return Convert("last element of the path", func(in []byte) ([]byte, bool) {
		return in[bytes.LastIndexAny(in, `/\`)+1:], true
	})
}

// Int is a whole number that may be written as a string, in decimal or with 0x.
func Int() Conversion {
	return ConvertInt("whole number", ParseInt)
}

// Millis is a time ([ParseTime]) as OCSF writes it, in milliseconds.
func Millis() Conversion {
	return ConvertInt("time", func(in []byte) (int64, bool) {
		ns, ok := ParseTime(in)
		return ns / 1e6, ok
	})
}

// Enum is the number that table has for the text; other, if not negative,
// where it has none.
func Enum(name string, table map[string]int64, other int64) Conversion {
	return ConvertInt(name, func(in []byte) (int64, bool) {
		if n, ok := table[string(in)]; ok {
			return n, true
		}
		return other, other >= 0
	})
}

// Unless binds the value but for the placeholders that a source writes for "no
// value".
func Unless(placeholders ...string) Conversion {
	name := "unless " + strings.Join(placeholders, " or ")
	return Conversion{Name: name, do: func(e *event.Event, to event.Slot, item int, v event.Value) {
		for _, p := range placeholders {
			if v.Kind() == event.String && string(v.Text()) == p {
				return
			}
		}
		e.BindItem(to, v.Node(), item)
	}}
}

// ParseInt reads a whole number in decimal, or in hexadecimal after 0x.
func ParseInt(in []byte) (int64, bool) {
	if len(in) > 2 && in[0] == '0' && in[1]|0x20 == 'x' {
		n, err := strconv.ParseUint(string(in[2:]), 16, 64)
		return int64(n), err == nil && n < 1<<63
	}
	n, err := strconv.ParseInt(string(in), 10, 64)
	return n, err == nil
}
