// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"net/netip"
	"strconv"

	"gambeson/event/ocsf"
)

// appendValues writes the values of the link at and those behind it of the
// same item: all of them as a list where the attribute is one, else the first
// that its type takes. It appends nothing where there is none.
func (e *Event) appendValues(out []byte, p *ocsfPath, at uint32) []byte {
	from := len(out)
	item := e.links[at-1].item
	for ; at != 0; at = e.links[at-1].next {
		if e.links[at-1].item != item {
			continue
		}
		if p.list {
			out = append(out, "[,"[min(len(out)-from, 1)])
		}
		before := len(out)
		out = appendTyped(out, Node{e, e.links[at-1].node}, p.typ)
		switch {
		case len(out) > before && !p.list:
			return out
		case len(out) == before && p.list:
			out = out[:before-1]
		}
	}
	if p.list && len(out) > from {
		out = append(out, ']')
	}
	return out
}

// appendTyped writes n as the type t, and nothing where it cannot be.
func appendTyped(out []byte, n Node, t ocsf.Type) []byte {
	switch t.Base() {
	case ocsf.TypeObject:
		if n.Kind() == Object {
			return n.AppendJSON(out)
		}
	case ocsf.TypeJSON:
		return n.AppendJSON(out)
	case ocsf.TypeInteger, ocsf.TypeLong:
		if v, ok := wholeNumber(n); ok && fits(t, v) {
			return strconv.AppendInt(out, v, 10)
		}
	case ocsf.TypeFloat:
		if text := n.Text(); (n.Kind() == Number || n.Kind() == String) && len(text) > 0 && numberLen(text) == len(text) {
			return append(out, text...)
		}
	case ocsf.TypeBoolean:
		if text := string(n.Text()); text == "true" || text == "false" {
			return append(out, text...)
		}
	default:
		return appendText(out, n, t)
	}
	return out
}

func fits(t ocsf.Type, v int64) bool {
	switch t {
	case ocsf.TypePort:
		return 0 <= v && v <= 65535
	case ocsf.TypeInteger:
		return -1<<31 <= v && v < 1<<31
	default:
		return true
	}
}

// wholeNumber reads a number, or a text that is one in decimal or with 0x.
func wholeNumber(n Node) (int64, bool) {
	text := n.Text()
	switch n.Kind() {
	case Number:
		return parseInt(text)
	case String:
		if len(text) > 2 && text[0] == '0' && text[1]|0x20 == 'x' {
			v, err := strconv.ParseUint(string(text[2:]), 16, 63)
			return int64(v), err == nil
		}
		return parseInt(text)
	default:
		return 0, false
	}
}

func appendText(out []byte, n Node, t ocsf.Type) []byte {
	text := n.Text()
	if !n.Kind().IsScalar() || n.Kind() == Null || len(text) == 0 {
		return out
	}
	switch t {
	case ocsf.TypeIP:
		if _, err := netip.ParseAddr(string(text)); err != nil {
			return out
		}
	case ocsf.TypeHostname, ocsf.TypeUsername, ocsf.TypeFileName, ocsf.TypeFilePath:
		if len(text) == 1 && text[0] == '-' {
			return out
		}
	}
	return appendQuoted(out, text)
}
