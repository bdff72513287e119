// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import "bytes"

// cron reads "(USER) ACTION (DETAIL)" of cron and crontab, and anacron's "Job
// `NAME' started".
func (m *message) cron() {
	s := &m.f.slots
	if name, ok := between(m.text, "Job `", "' started"); ok {
		m.is(kindJob, jobStart)
		m.set(s.job, name)
		return
	}
	user, rest, ok := bytes.Cut(m.text, []byte(") "))
	user, open := bytes.CutPrefix(user, []byte("("))
	action, detail, found := bytes.Cut(rest, []byte(" ("))
	if !ok || !open || !found {
		return
	}
	detail = bytes.TrimSpace(bytes.TrimSuffix(detail, []byte(")")))
	m.set(s.user, user)
	m.set(s.runAs, user)
	switch string(action) {
	case "CMD":
		m.is(kindJob, jobStart)
		m.set(s.commandLine, detail)
		m.set(s.job, detail)
		if image, _ := word(detail); isProgram(image) {
			m.set(s.image, image)
		}
	case "REPLACE", "END EDIT", "RELOAD":
		m.crontab(jobUpdate, detail)
	case "DELETE":
		m.crontab(jobDelete, detail)
	case "LIST", "BEGIN EDIT":
		m.crontab(other, detail)
	}
}

// crontab is about the table of the user owner.
func (m *message) crontab(activity uint8, owner []byte) {
	m.is(kindJob, activity)
	m.set(m.f.slots.job, owner)
}
