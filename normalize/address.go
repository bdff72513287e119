// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"bytes"
	"net/netip"

	"gambeson/event"
)

// IP binds a value that is an IP address, for fields in which a source writes
// an address or something else.
func IP() Conversion {
	return Conversion{Name: "if an IP address", do: func(e *event.Event, to event.Slot, item int, v event.Value) {
		if v.Kind() == event.String && IsIP(v.Text()) {
			e.BindItem(to, v.Node(), item)
		}
	}}
}

// IsIP reports whether b is an IPv4 or IPv6 address and nothing else. It does
// not allocate on IPv4 addresses and on names.
func IsIP(b []byte) bool {
	if bytes.IndexByte(b, ':') >= 0 {
		_, err := netip.ParseAddr(string(b))
		return err == nil
	}
	parts, digits, value := 1, 0, 0
	for _, c := range b {
		switch {
		case '0' <= c && c <= '9' && !(digits > 0 && value == 0):
			digits++
			if value = value*10 + int(c-'0'); value > 255 {
				return false
			}
		case c == '.' && digits > 0:
			parts, digits, value = parts+1, 0, 0
		default:
			return false
		}
	}
	return parts == 4 && digits > 0
}

// Bool binds true or false by what table says of the text, and nothing where
// it has no entry.
func Bool(name string, table map[string]bool) Conversion {
	return Conversion{Name: name, do: func(e *event.Event, to event.Slot, item int, v event.Value) {
		if !v.Kind().IsScalar() {
			return
		}
		if yes, ok := table[string(v.Text())]; ok {
			text := "false"
			if yes {
				text = "true"
			}
			e.BindItem(to, e.Derive([]byte(text), event.Bool), item)
		}
	}}
}
