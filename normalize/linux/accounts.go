// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import "bytes"

// accounts reads the messages of the programs that manage users and groups.
func (m *message) accounts() {
	if m.newEntry() || m.membership() {
		return
	}
	s := &m.f.slots
	for _, p := range [...]struct {
		prefix, closing string
		kind            kind
		activity        uint8
	}{
		{"failed adding user '", "'", kindAccount, createUser},
		{"delete user '", "'", kindAccount, deleteUser},
		{"removed group '", "'", kindGroup, deleteGroup},
		{"lock user '", "'", kindAccount, lock},
		{"unlock user '", "'", kindAccount, unlock},
		{"password for '", "' changed", kindAccount, passwordChange},
		{"password changed for ", " ", kindAccount, passwordChange},
		{"changed password expiry for ", " ", kindAccount, other},
		{"change user '", "'", kindAccount, other},
	} {
		rest, ok := bytes.CutPrefix(m.text, []byte(p.prefix))
		if !ok {
			continue
		}
		name, rest, _ := bytes.Cut(rest, []byte(p.closing))
		m.is(p.kind, p.activity)
		m.outcome(p.prefix[0] != 'f')
		if p.kind == kindGroup {
			m.set(s.group, name)
			return
		}
		m.set(s.user, name)
		if p.activity == other && bytes.HasPrefix(rest, []byte(" password")) {
			m.activity = passwordChange
		}
		if by, ok := between(rest, "by '", "'"); ok {
			m.set(s.actorUser, by)
		}
		return
	}
}

// newEntry reads "new user: name=…, UID=…" and "new group: name=…, GID=…".
func (m *message) newEntry() bool {
	rest, user := bytes.CutPrefix(m.text, []byte("new user: "))
	rest, group := bytes.CutPrefix(rest, []byte("new group: "))
	if !user && !group {
		return false
	}
	s := &m.f.slots
	name := s.user
	m.is(kindAccount, createUser)
	if group {
		name = s.group
		m.is(kindGroup, createGroup)
	}
	m.outcome(true)
	for field := range bytes.SplitSeq(rest, []byte(", ")) {
		key, value, _ := bytes.Cut(field, []byte("="))
		switch string(key) {
		case "name":
			m.set(name, value)
		case "UID":
			m.set(s.uid, value)
		case "GID":
			m.set(s.gid, value)
		case "home":
			m.set(s.home, value)
		case "shell":
			m.set(s.shell, value)
		}
	}
	return true
}

// membership reads usermod's "add 'USER' to group 'GROUP'" and gpasswd's "user
// USER added by USER to group GROUP". The line about the shadow group says the
// same again.
func (m *message) membership() bool {
	s := &m.f.slots
	for _, p := range [...]struct {
		prefix, middle string
		activity       uint8
	}{{"add '", "' to ", addUser}, {"delete '", "' from ", removeUser}} {
		if user, ok := between(m.text, p.prefix, p.middle); ok && bytes.HasPrefix(m.text, []byte(p.prefix)) {
			group, _ := between(m.text, "group '", "'")
			m.is(kindGroup, p.activity)
			if bytes.Contains(m.text, []byte(" shadow group ")) {
				m.activity = other
			}
			m.outcome(true)
			m.set(s.user, user)
			m.set(s.group, group)
			return true
		}
	}
	rest, ok := bytes.CutPrefix(m.text, []byte("user "))
	if !ok {
		return false
	}
	for _, p := range [...]struct {
		verb, preposition string
		activity          uint8
	}{{" added by ", " to group ", addUser}, {" removed by ", " from group ", removeUser}} {
		user, after, ok := bytes.Cut(rest, []byte(p.verb))
		by, group, found := bytes.Cut(after, []byte(p.preposition))
		if ok && found {
			m.is(kindGroup, p.activity)
			m.outcome(true)
			m.set(s.user, user)
			m.set(s.actorUser, by)
			m.set(s.group, group)
			return true
		}
	}
	return false
}
