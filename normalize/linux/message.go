// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import (
	"bytes"

	"gambeson/event"
)

// message is a message that is being read.
type message struct {
	f        *Format
	e        *event.Event
	text     []byte
	kind     kind
	activity uint8
}

func programs() map[string]program {
	t := map[string]program{}
	add := func(channel string, read func(*message), names ...string) {
		for _, n := range append(names, channel) {
			t[n] = program{channel, read}
		}
	}
	add("sshd", (*message).sshd, "sshd-session", "sshd-auth")
	add("sudo", (*message).sudo)
	add("su", (*message).su, "runuser")
	add("cron", (*message).cron, "CRON", "crond", "CROND", "crontab", "anacron", "fcron")
	add("systemd", (*message).systemd)
	add("systemd-logind", (*message).logind)
	add("kernel", (*message).kernel)
	add("sysmon", (*message).sysmon)
	for _, n := range []string{"useradd", "userdel", "usermod", "groupadd", "groupdel", "groupmod", "gpasswd", "passwd", "chpasswd", "chage", "chfn", "chsh", "newusers"} {
		add(n, (*message).accounts)
	}
	for _, n := range []string{"login", "dropbear", "gdm-password", "polkitd", "pkexec", "dbus-daemon", "rsyslogd", "systemd-networkd", "systemd-resolved",
		"systemd-timesyncd", "systemd-journald", "NetworkManager", "vsftpd", "clamd", "freshclam", "guacd", "named", "unix_chkpwd"} {
		add(n, nil)
	}
	return t
}

// read reads what the message says: first what any program can write, then what
// the program itself does.
func (m *message) read(own func(*message)) {
	if n, inner, ok := repeated(m.text); ok {
		m.set(m.f.slots.repeated, n)
		m.text = inner
	}
	switch {
	case m.pam():
	case own != nil:
		own(m)
	}
}

// repeated reads rsyslog's "message repeated 3 times: [ text]".
func repeated(b []byte) (n, inner []byte, ok bool) {
	rest, ok := bytes.CutPrefix(b, []byte("message repeated "))
	if !ok {
		return nil, nil, false
	}
	n, rest, ok = bytes.Cut(rest, []byte(" times: ["))
	return n, bytes.Trim(bytes.TrimSuffix(rest, []byte("]")), " "), ok
}

// set binds what was read out of the message; an empty text is nothing.
func (m *message) set(s event.Slot, text []byte) {
	if len(text) > 0 {
		m.e.SetString(s, text)
	}
}

func (m *message) is(k kind, activity uint8) { m.kind, m.activity = k, activity }

func (m *message) outcome(success bool) {
	text := "failure"
	if success {
		text = "success"
	}
	m.e.SetString(m.f.slots.outcome, []byte(text))
}

// source binds where something came from: an address or a host's name.
func (m *message) source(host, port []byte) {
	if isAddress(host) {
		m.set(m.f.slots.srcIP, host)
	} else {
		m.set(m.f.slots.srcHost, host)
	}
	if isNumber(port) {
		m.set(m.f.slots.srcPort, port)
	}
}

// isAddress tells an address from a name: it has a colon, or digits and dots only.
func isAddress(b []byte) bool {
	return bytes.IndexByte(b, ':') >= 0 || len(bytes.Trim(b, "0123456789.")) == 0
}

func isNumber(b []byte) bool {
	return len(b) > 0 && len(b) < 11 && len(bytes.Trim(b, "0123456789")) == 0
}

// required fills what OCSF wants of the class and the message does not say.
func (m *message) required() {
	s := &m.f.slots
	if m.e.Sensor == "" {
		m.e.SetString(s.deviceName, []byte("localhost"))
	}
	if (m.kind == kindLogin || m.kind == kindAccount) && !m.e.Has(s.targetUser) {
		m.e.SetString(s.targetUser, []byte("unknown"))
	}
	if m.kind == kindCommand && !m.e.Has(s.processPID) {
		m.e.SetInt(s.processPID, 0) // a process must have a number; sudo wrote none
	}
}

// word cuts the first word off b.
func word(b []byte) (first, rest []byte) {
	first, rest, _ = bytes.Cut(bytes.TrimLeft(b, " "), []byte(" "))
	return first, rest
}

// between returns what stands between the first open and the first closing
// behind it.
func between(b []byte, open, closing string) ([]byte, bool) {
	_, rest, ok := bytes.Cut(b, []byte(open))
	if !ok {
		return nil, false
	}
	in, _, ok := bytes.Cut(rest, []byte(closing))
	return in, ok
}
