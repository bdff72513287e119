// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import "bytes"

// sudo reads "USER : [REASON ; ]TTY=… ; PWD=… ; USER=… ; COMMAND=…". The command
// is last and may hold anything.
func (m *message) sudo() {
	s := &m.f.slots
	who, rest, ok := bytes.Cut(m.text, []byte(" : "))
	if !ok {
		return
	}
	var command []byte
	if i := bytes.Index(rest, []byte("COMMAND=")); i >= 0 {
		rest, command = rest[:i], rest[i+len("COMMAND="):]
	}
	reason := m.sudoFields(rest)
	m.set(s.actorUser, bytes.TrimSpace(who))
	m.set(s.command, command)
	switch {
	case bytes.Contains(reason, []byte("incorrect password")):
		m.is(kindLogin, accountSwitch)
		m.outcome(false)
		return
	case len(command) == 0:
		m.kind = kindBase
		return
	}
	m.is(kindCommand, launch)
	m.outcome(len(reason) == 0)
	m.set(s.commandLine, command)
	if image, _ := word(command); isProgram(image) {
		m.set(s.image, image)
	}
}

// isProgram tells a program from what sudo does itself ("list").
func isProgram(b []byte) bool { return len(b) > 1 && b[0] == '/' && b[len(b)-1] != '/' }

// sudoFields binds the NAME=VALUE parts of b and returns the part that is none.
func (m *message) sudoFields(b []byte) (reason []byte) {
	s := &m.f.slots
	for part := range bytes.SplitSeq(b, []byte(" ; ")) {
		name, value, ok := bytes.Cut(part, []byte("="))
		switch string(name) {
		case "TTY":
			m.set(s.sudoTTY, value)
			m.set(s.tty, value)
		case "PWD":
			m.set(s.sudoPWD, value)
			m.set(s.directory, value)
		case "USER":
			m.set(s.sudoUser, value)
			m.set(s.user, value)
			m.set(s.runAs, value)
		case "GROUP":
			m.set(s.sudoGroup, value)
			m.set(s.group, value)
		default:
			if part = bytes.TrimSpace(part); !ok && len(part) > 0 {
				reason = part
			}
		}
	}
	return reason
}

// su reads the messages of util-linux and of shadow.
func (m *message) su() {
	s := &m.f.slots
	text, failed := bytes.CutPrefix(m.text, []byte("FAILED SU "))
	if to, ok := between(text, "(to ", ") "); ok {
		_, rest, _ := bytes.Cut(text, []byte(") "))
		who, on, _ := bytes.Cut(rest, []byte(" on "))
		m.switched(who, to, !failed)
		m.set(s.tty, on)
		return
	}
	for _, p := range [...]string{"Successful su for ", "FAILED su for "} {
		if rest, ok := bytes.CutPrefix(m.text, []byte(p)); ok {
			to, by, _ := bytes.Cut(rest, []byte(" by "))
			m.switched(by, to, p[0] == 'S')
			return
		}
	}
}

// switched is that one user acts, or tries to act, as another.
func (m *message) switched(who, to []byte, success bool) {
	m.is(kindLogin, accountSwitch)
	m.outcome(success)
	m.set(m.f.slots.actorUser, who)
	m.set(m.f.slots.user, to)
}
