// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import "bytes"

// pam reads "pam_unix(SERVICE:TYPE): …", which any program can write, and
// reports whether the message is one.
func (m *message) pam() bool {
	if !bytes.HasPrefix(m.text, []byte("pam_")) {
		return false
	}
	in, ok := between(m.text, "(", "):")
	_, text, _ := bytes.Cut(m.text, []byte("):"))
	service, _, colon := bytes.Cut(in, []byte(":"))
	if !ok || !colon {
		return false
	}
	text = bytes.TrimLeft(text, " ")
	m.set(m.f.slots.service, service)
	switch {
	case bytes.HasPrefix(text, []byte("authentication failure;")):
		m.pamFailure(text, service)
	case bytes.HasPrefix(text, []byte("session opened for user ")):
		m.pamSession(text[len("session opened for user "):], service)
	case bytes.HasPrefix(text, []byte("session closed for user ")):
		m.is(kindLogin, logoff)
		m.outcome(true)
		user, _ := m.account(text[len("session closed for user "):])
		m.set(m.f.slots.user, user)
	case bytes.HasPrefix(text, []byte("password changed for ")):
		m.is(kindAccount, passwordChange)
		m.outcome(true)
		m.set(m.f.slots.user, text[len("password changed for "):])
	case bytes.HasPrefix(text, []byte("check pass; user unknown")):
		m.is(kindLogin, other)
		m.outcome(false)
	}
	return true
}

// pamFailure: authentication failure; logname= uid=0 … rhost=IP  user=NAME.
func (m *message) pamFailure(text, service []byte) {
	s := &m.f.slots
	m.is(kindLogin, pamActivity(service, logon))
	m.outcome(false)
	for field := range bytes.SplitSeq(text, []byte(" ")) {
		name, value, _ := bytes.Cut(field, []byte("="))
		switch string(name) {
		case "user":
			m.set(s.user, value)
		case "rhost":
			m.source(value, nil)
		case "ruser", "logname":
			if !m.e.Has(s.actorUser) {
				m.set(s.actorUser, value)
			}
		case "tty":
			m.set(s.tty, value)
		}
	}
}

// pamSession: NAME(uid=N) by NAME(uid=N).
func (m *message) pamSession(b, service []byte) {
	s := &m.f.slots
	m.is(kindLogin, pamActivity(service, logon))
	m.outcome(true)
	to, by, _ := bytes.Cut(b, []byte(" by "))
	user, uid := m.account(to)
	m.set(s.user, user)
	m.set(s.uid, uid)
	user, _ = m.account(by)
	m.set(s.actorUser, user)
}

// account reads "NAME(uid=N)".
func (m *message) account(b []byte) (name, uid []byte) {
	name, rest, _ := bytes.Cut(b, []byte("("))
	if in, ok := bytes.CutPrefix(rest, []byte("uid=")); ok {
		uid, _, _ = bytes.Cut(in, []byte(")"))
	}
	return bytes.TrimSpace(name), uid
}

// pamActivity is the activity of a service's login. sshd reports its logins
// itself, and a session of cron or systemd is no login.
func pamActivity(service []byte, login uint8) uint8 {
	switch string(service) {
	case "su", "su-l", "sudo", "sudo-i", "runuser", "runuser-l", "polkit-1":
		return accountSwitch
	case "sshd", "cron", "crond", "systemd-user", "atd":
		return other
	default:
		return login
	}
}
