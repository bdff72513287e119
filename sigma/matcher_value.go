// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"bytes"
	"net/netip"
	"strconv"
	"unsafe"

	"gambeson/event"
)

// fieldState is what is known of a field in the event of its turn.
type fieldState struct {
	turn     uint32
	there    bool
	null     bool // missing, or a value is null
	from, to int32
}

// value is one text of a field; numbers are in canonical form.
type value struct {
	text, folded []byte
}

// field reads the values of a field, once an event.
func (m *Matcher) field(n int32) *fieldState {
	f := &m.fields[n]
	if f.turn == m.turn {
		return f
	}
	*f = fieldState{turn: m.turn, from: int32(len(m.values)), null: true}
	if n == keywordField {
		m.everything()
		f.there, f.null = true, false
		f.to = int32(len(m.values))
		return f
	}
	x := &m.engine.fields[n]
	v := m.event.Get(x.native)
	if !v.Exists() && x.ocsf != event.NoSlot {
		v = m.event.Get(x.ocsf)
	}
	if v.Exists() {
		f.there, f.null = true, false
		for ; v.Exists(); v = v.Next() {
			if node := v.Node(); node.Kind() == event.Null {
				f.null = true
			} else {
				m.add(node)
			}
		}
	}
	f.to = int32(len(m.values))
	return f
}

// everything makes every scalar of the record a value, and the record itself
// where it is text that is not the tree written down.
func (m *Matcher) everything() {
	root := m.event.Root()
	if root.Exists() {
		for n := range root.Leaves() {
			if n.Kind() != event.Null {
				m.add(n)
			}
		}
	}
	if raw := m.event.Raw(); isLine(raw) {
		m.text(raw)
	}
}

// isLine tells a line of text from JSON, XML and binary records. A syslog
// priority is the start of a line, too.
func isLine(raw []byte) bool {
	if len(raw) == 0 || bytes.IndexByte(raw[:min(len(raw), 64)], 0) >= 0 {
		return false
	}
	switch c := raw[0]; c {
	case '{':
		return false
	case '<':
		return len(raw) > 1 && raw[1] >= '0' && raw[1] <= '9'
	default:
		return true
	}
}

func (m *Matcher) add(n event.Node) {
	switch n.Kind() {
	case event.String, event.Bool:
		m.text(n.Text())
	case event.Number:
		text := m.canonical(n)
		m.values = append(m.values, value{text, text})
	}
}

// text adds a text. Lower case is its folded form where it is ASCII.
func (m *Matcher) text(text []byte) {
	at := len(m.arena)
	var ascii bool
	if m.arena, ascii = appendLower(m.arena, text); !ascii {
		m.arena = appendFold(m.arena[:at], text)
	}
	m.values = append(m.values, value{text, m.arena[at:len(m.arena):len(m.arena)]})
}

// canonical returns the text of a number as [Number.String] writes it, in
// lower case.
func (m *Matcher) canonical(n event.Node) []byte {
	text := n.Text()
	if isWhole(text) {
		return text
	}
	num, ok := parseNumber(unsafeString(text))
	if !ok {
		return text
	}
	at := len(m.arena)
	if num.IsFloat {
		m.arena = strconv.AppendFloat(m.arena, num.Float, 'g', -1, 64)
	} else {
		m.arena = strconv.AppendInt(m.arena, num.Int, 10)
	}
	return m.arena[at:len(m.arena):len(m.arena)]
}

func isWhole(text []byte) bool {
	for _, c := range text {
		if c != '-' && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// predicate answers from the memo or asks.
func (m *Matcher) predicate(n int32) bool {
	if known := m.memo[n]; known>>1 == m.turn {
		return known&1 != 0
	}
	_, yes := m.ask(&m.engine.preds[n])
	known := m.turn << 1
	if yes {
		known |= 1
	}
	m.memo[n] = known
	return yes
}

// ask evaluates p and returns the first value that makes it true, where one
// does.
func (m *Matcher) ask(p *predicate) ([]byte, bool) {
	f := m.field(p.field)
	switch p.kind {
	case isNull:
		return nil, f.null
	case isThere:
		return nil, f.there != p.absent
	case isField:
		return m.askField(p, *f)
	case isInside:
		return m.askNet(p.item.Prefix, *f)
	}
	for i := f.from; i < f.to; i++ {
		if v := &m.values[i]; v.meets(p) {
			return v.text, true
		}
	}
	return nil, false
}

func (m *Matcher) askField(p *predicate, f fieldState) ([]byte, bool) {
	o := *m.field(p.other)
	for i := f.from; i < f.to; i++ {
		for j := o.from; j < o.to; j++ {
			a, b := m.values[i].folded, m.values[j].folded
			if p.cased {
				a, b = m.values[i].text, m.values[j].text
			}
			if at(p.place, a, b) {
				return m.values[i].text, true
			}
		}
	}
	return nil, false
}

func (m *Matcher) askNet(prefix netip.Prefix, f fieldState) ([]byte, bool) {
	for i := f.from; i < f.to; i++ {
		a, ok := m.address(m.values[i].text)
		if ok && (prefix.Contains(a) || prefix.Contains(a.Unmap())) {
			return m.values[i].text, true
		}
	}
	return nil, false
}

// address reads an address, the last one again without reading it.
func (m *Matcher) address(text []byte) (netip.Addr, bool) {
	if x := &m.lastAddress; x.turn != m.turn || len(x.text) != len(text) || unsafe.SliceData(x.text) != unsafe.SliceData(text) {
		x.turn, x.text = m.turn, text
		x.address, x.ok = parseAddress(text)
	}
	return m.lastAddress.address, m.lastAddress.ok
}

func at(place Place, text, part []byte) bool {
	switch place {
	case Start:
		return bytes.HasPrefix(text, part)
	case End:
		return bytes.HasSuffix(text, part)
	case Anywhere:
		return bytes.Contains(text, part)
	default:
		return bytes.Equal(text, part)
	}
}

// meets reports whether the value makes p true.
func (v *value) meets(p *predicate) bool {
	text := v.folded
	if p.cased {
		text = v.text
	}
	switch p.kind {
	case isExact:
		return bytes.Equal(text, p.text)
	case isPrefix:
		return bytes.HasPrefix(text, p.text)
	case isSuffix:
		return bytes.HasSuffix(text, p.text)
	case isContained:
		return bytes.Contains(text, p.text)
	case isAny:
		return true
	case isInSet:
		_, ok := p.set[string(text)]
		return ok
	case isWild:
		return v.has(p.needs) && p.wild.match(text)
	case isRegexp:
		return len(v.text) >= p.least && v.has(p.needs) && p.re.Match(v.text)
	case isNumber:
		return v.compares(p)
	default:
		return false
	}
}

// has reports whether one of texts is in the value; no texts always are.
func (v *value) has(texts [][]byte) bool {
	for _, t := range texts {
		if bytes.Contains(v.folded, t) {
			return true
		}
	}
	return len(texts) == 0
}

func (v *value) compares(p *predicate) bool {
	if p.part != NoPart {
		n, ok := datePart(v.text, p.part)
		return ok && Number{Int: n}.holds(p.compare, p.number)
	}
	n, ok := parseNumber(unsafeString(v.text))
	return ok && n.holds(p.compare, p.number)
}

// unsafeString is a string over b's bytes, without a copy, for parsers that
// keep nothing of it: b does not change before they return.
func unsafeString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
