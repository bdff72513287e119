// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import "bytes"

// sshd reads the messages of OpenSSH's server.
func (m *message) sshd() {
	m.e.SetString(m.f.slots.protocol, []byte("ssh"))
	text := bytes.TrimSuffix(m.text, []byte(" [preauth]"))
	for _, p := range [...]struct {
		prefix string
		read   func(*message, []byte)
	}{
		{"Accepted ", (*message).sshAccepted},
		{"Failed ", (*message).sshFailed},
		{"Invalid user ", (*message).sshRefused},
		{"Illegal user ", (*message).sshRefused},
		{"User ", (*message).sshNotAllowed},
		{"error: maximum authentication attempts exceeded for ", (*message).sshRefused},
		{"error: PAM: ", (*message).sshRefusedFor},
		{"Disconnected from ", (*message).sshClosed},
		{"Connection closed by ", (*message).sshClosed},
		{"Connection reset by ", (*message).sshClosed},
		{"Received disconnect from ", (*message).sshDisconnect},
		{"Connection from ", (*message).sshConnection},
		{"Server listening on ", (*message).sshListening},
		{"Received signal ", (*message).sshSignal},
	} {
		if rest, ok := bytes.CutPrefix(text, []byte(p.prefix)); ok {
			p.read(m, rest)
			return
		}
	}
	for _, mark := range [...]string{" from ", " with ", " by "} {
		if i := bytes.LastIndex(text, []byte(mark)); i >= 0 && m.endpoint(text[i+len(mark):]) {
			m.is(kindTraffic, connectionFailed)
			m.outcome(false)
			return
		}
	}
}

// sshAccepted: METHOD for USER from IP port PORT ssh2[: TYPE FINGERPRINT]. The
// user exists, so that the name has no blank.
func (m *message) sshAccepted(b []byte) {
	s := &m.f.slots
	method, rest := word(b)
	user, ok := between(rest, "for ", " from ")
	_, from, found := bytes.Cut(rest, []byte(" from "))
	if !ok || !found || !m.endpoint(from) {
		return
	}
	m.is(kindLogin, logon)
	m.outcome(true)
	m.set(s.user, user)
	m.set(s.method, method)
	if _, key, ok := bytes.Cut(from, []byte(": ")); ok {
		kind, rest := word(key)
		fingerprint, _ := word(rest)
		m.set(s.keyType, kind)
		m.set(s.fingerprint, fingerprint)
	}
}

// sshFailed: METHOD for [invalid user ]USER from IP port PORT ssh2.
func (m *message) sshFailed(b []byte) {
	method, rest := word(b)
	rest, ok := bytes.CutPrefix(rest, []byte("for "))
	if ok && m.userFrom(rest) {
		m.is(kindLogin, logon)
		m.outcome(false)
		m.set(m.f.slots.method, method)
	}
}

// sshRefused: [invalid user ]USER from IP port PORT, beside the Failed that
// counts.
func (m *message) sshRefused(b []byte) {
	if m.userFrom(b) {
		m.is(kindLogin, other)
		m.outcome(false)
	}
}

// sshRefusedFor: REASON for [illegal user ]USER from IP.
func (m *message) sshRefusedFor(b []byte) {
	if _, rest, ok := bytes.Cut(b, []byte(" for ")); ok {
		m.sshRefused(rest)
	}
}

// sshNotAllowed: USER from IP not allowed because REASON.
func (m *message) sshNotAllowed(b []byte) {
	if about, _, ok := bytes.Cut(b, []byte(" not allowed because ")); ok {
		m.sshRefused(about)
	}
}

// userFrom reads "[invalid user ]USER from IP port PORT". The name may hold
// anything, " from " too: the last one counts.
func (m *message) userFrom(b []byte) bool {
	at := bytes.LastIndex(b, []byte(" from "))
	if at < 0 || !m.endpoint(b[at+len(" from "):]) {
		return false
	}
	user := b[:at]
	for _, p := range [...]string{"invalid user ", "illegal user "} {
		user = bytes.TrimPrefix(user, []byte(p))
	}
	m.set(m.f.slots.user, user)
	return true
}

// endpoint reads "IP[ port PORT]…".
func (m *message) endpoint(b []byte) bool {
	host, rest := word(b)
	host = bytes.TrimRight(host, ":,")
	var port []byte
	if after, ok := bytes.CutPrefix(rest, []byte("port ")); ok {
		port = after[:len(after)-len(bytes.TrimLeft(after, "0123456789"))]
	}
	if len(host) == 0 || (!isAddress(host) && len(port) == 0) {
		return false
	}
	m.source(host, port)
	return true
}

// sshClosed: [authenticating user |invalid user |user ]USER IP port PORT. A
// connection that ends while a user authenticates is a refusal, and one of a
// user who is in a logoff.
func (m *message) sshClosed(b []byte) {
	rest, user := b, false
	activity, success := uint8(other), false
	for _, p := range [...]string{"authenticating user ", "invalid user ", "user "} {
		if after, ok := bytes.CutPrefix(b, []byte(p)); ok {
			rest, user = after, true
			if p == "user " {
				activity, success = logoff, true
			}
			break
		}
	}
	if !user {
		if m.endpoint(rest) {
			m.is(kindTraffic, connectionClosed)
		}
		return
	}
	port := bytes.LastIndex(rest, []byte(" port "))
	if port < 0 {
		return
	}
	host := bytes.LastIndexByte(rest[:port], ' ')
	if host >= 0 && m.endpoint(rest[host+1:]) {
		m.is(kindLogin, activity)
		m.outcome(success)
		m.set(m.f.slots.user, rest[:host])
	}
}

func (m *message) sshDisconnect(b []byte) {
	if m.endpoint(b) {
		m.is(kindTraffic, connectionClosed)
	}
}

// sshConnection: IP port PORT on IP port PORT.
func (m *message) sshConnection(b []byte) {
	if !m.endpoint(b) {
		return
	}
	m.is(kindTraffic, connectionOpened)
	if _, on, ok := bytes.Cut(b, []byte(" on ")); ok {
		host, rest := word(on)
		m.set(m.f.slots.dstIP, host)
		if port, ok := bytes.CutPrefix(rest, []byte("port ")); ok {
			first, _ := word(port)
			m.set(m.f.slots.dstPort, first)
		}
	}
}

func (m *message) sshListening([]byte) {
	m.is(kindService, start)
	m.set(m.f.slots.unit, []byte("sshd"))
}

func (m *message) sshSignal([]byte) {
	m.is(kindService, stop)
	m.set(m.f.slots.unit, []byte("sshd"))
}
