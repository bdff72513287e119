// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package auditd

import (
	"bytes"
	"strconv"

	"gambeson/event"
)

// finish derives fields from the records and applies the mapping.
func (f *Format) finish(e *event.Event, r *reading) {
	c := f.call(e, r)
	r.choose(c)
	f.commandLine(e, r)
	f.userName(e, r)
	switch r.kind {
	case kindFile:
		f.file(e, r, c)
	case kindNetwork:
		f.network(e, r, c)
	case kindModule:
		f.kernelModule(e, r)
	}
	e.Activity = r.activity
	f.mappings[r.kind].Apply(e)
	f.required(e, r)
}

// required fills what OCSF wants and the record does not say: the host of a log
// without node=, the user of a message about none, and the number of a process.
func (f *Format) required(e *event.Event, r *reading) {
	s := &f.slots
	if e.Sensor == "" {
		e.SetString(s.deviceName, []byte("localhost"))
	}
	if !e.Has(s.pid) && (e.Has(s.ppid) || e.Has(s.image) || e.Has(s.comm) || e.Has(s.uid) || e.Has(s.title)) {
		e.SetInt(s.actorPID, 0)
		e.SetInt(s.processPID, 0)
	}
	switch r.kind {
	case kindLogin, kindSession, kindAccount:
		if !e.Has(s.targetUser) && !e.Has(s.targetUserID) {
			e.SetString(s.targetUser, []byte("unknown"))
		}
	}
}

// call returns what is known of the system call, and binds its name where the
// record has only the number.
func (f *Format) call(e *event.Event, r *reading) call {
	text := r.call.Text()
	if len(text) == 0 {
		return call{}
	}
	if text[0] < '0' || text[0] > '9' {
		if r.enriched {
			e.SetString(f.slots.syscall, text)
		} else { // ausearch --interpret
			e.SetString(f.slots.syscallName, text)
		}
		return f.calls[string(text)]
	}
	n, err := strconv.ParseUint(string(text), 10, 16)
	names := f.names[string(r.arch.Text())]
	if err != nil || n >= uint64(len(names)) || names[n] == "-" {
		return call{}
	}
	e.SetString(f.slots.syscallName, []byte(names[n]))
	e.SetString(f.slots.syscall, []byte(names[n]))
	return f.calls[names[n]]
}

// commandLine binds CommandLine: the words of EXECVE, else what the process
// was started with, else the command of sudo.
func (f *Format) commandLine(e *event.Event, r *reading) {
	switch {
	case r.execve.Exists():
		var scratch [2048]byte
		if line := words(scratch[:0], r.execve); len(line) > 0 {
			e.SetString(f.slots.commandLine, line)
		}
	case r.cmd.Exists():
		e.Bind(f.slots.commandLine, r.cmd)
	case r.proctitle.Exists():
		e.Bind(f.slots.commandLine, r.proctitle)
	}
}

// words joins the arguments of an EXECVE record. The parts of a long one,
// a1[0], a1[1] …, follow each other.
func words(out []byte, execve event.Node) []byte {
	for n := range execve.Children() {
		key := n.Key()
		if len(key) < 2 || key[0] != 'a' || key[1] < '0' || key[1] > '9' || bytes.HasSuffix(key, []byte("_len")) {
			continue
		}
		part := bytes.IndexByte(key, '[')
		if len(out) > 0 && (part < 0 || string(key[part:]) == "[0]") {
			out = append(out, ' ')
		}
		out = append(out, n.Text()...)
	}
	return out
}

// userName binds the user as which the process runs, and the one who logged in:
// auid, which su and sudo do not change; a daemon has none and acts as itself.
func (f *Format) userName(e *event.Event, r *reading) {
	switch string(r.auid.Text()) {
	case "", "4294967295", "-1", "unset":
		e.Bind(f.slots.loginUID, r.uid)
		e.Bind(f.slots.loginUser, r.uidName)
	default:
		e.Bind(f.slots.loginUID, r.auid)
		e.Bind(f.slots.loginUser, r.auidName)
	}
	switch {
	case r.uidName.Exists():
		e.Bind(f.slots.user, r.uidName)
	case string(r.uid.Text()) == "0":
		e.SetString(f.slots.user, []byte("root"))
	case r.uid.Exists():
		e.Bind(f.slots.user, r.uid)
	}
}

func (f *Format) kernelModule(e *event.Event, r *reading) {
	if r.module.Exists() {
		e.Bind(f.slots.module, r.module)
		return
	}
	if p := r.mainPath(); p != nil {
		var scratch [512]byte
		e.SetString(f.slots.module, absolute(scratch[:0], r.cwd.Text(), p.name.Text()))
	}
}
