// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import "bytes"

// systemd reads what becomes of units: "Started NAME." and, of newer ones,
// "Started UNIT - DESCRIPTION."
func (m *message) systemd() {
	for _, p := range [...]struct {
		prefix   string
		activity uint8
		failed   bool
	}{
		{"Started ", start, false}, {"Stopped ", stop, false}, {"Reloaded ", restart, false},
		{"Failed to start ", start, true}, {"Failed to stop ", stop, true},
	} {
		if rest, ok := bytes.CutPrefix(m.text, []byte(p.prefix)); ok {
			unit, _, _ := bytes.Cut(rest, []byte(" - "))
			m.is(kindService, p.activity)
			m.outcome(!p.failed)
			m.set(m.f.slots.unit, bytes.TrimSuffix(unit, []byte(".")))
			return
		}
	}
}

// logind reads "New session ID of user NAME."
func (m *message) logind() {
	session, ok := between(m.text, "New session ", " of user ")
	if !ok {
		return
	}
	_, user, _ := bytes.Cut(m.text, []byte(" of user "))
	m.is(kindLogin, other)
	m.outcome(true)
	m.set(m.f.slots.session, session)
	user, _, _ = bytes.Cut(user, []byte(" "))
	m.set(m.f.slots.user, bytes.TrimSuffix(user, []byte(".")))
}

// kernel reads what netfilter logs, and modules that taint the kernel.
func (m *message) kernel() {
	text := m.text
	if len(text) > 0 && text[0] == '[' {
		_, text, _ = bytes.Cut(text, []byte("] "))
	}
	if name, _, ok := bytes.Cut(text, []byte(": loading out-of-tree module")); ok {
		m.is(kindModule, loadModule)
		m.set(m.f.slots.module, name)
		return
	}
	if bytes.Contains(text, []byte(" SRC=")) && bytes.Contains(text, []byte(" DST=")) {
		m.netfilter(text)
	}
}

// netfilter reads "PREFIX IN=… OUT=… SRC=… DST=… PROTO=… SPT=… DPT=…". What the
// prefix says decides whether the packet was refused.
func (m *message) netfilter(b []byte) {
	s := &m.f.slots
	m.is(kindTraffic, trafficSeen)
	prefix, _, _ := bytes.Cut(b, []byte("IN="))
	for _, w := range [...]string{"BLOCK", "DROP", "REJECT", "DENY"} {
		if bytes.Contains(prefix, []byte(w)) {
			m.activity = connectionRefused
			m.outcome(false)
		}
	}
	for field := range bytes.SplitSeq(b, []byte(" ")) {
		key, value, _ := bytes.Cut(field, []byte("="))
		switch string(key) {
		case "SRC":
			m.set(s.srcIP, value)
		case "DST":
			m.set(s.dstIP, value)
		case "SPT":
			m.set(s.srcPort, value)
		case "DPT":
			m.set(s.dstPort, value)
		case "PROTO":
			m.set(s.protocol, bytes.ToLower(value))
		}
	}
}
