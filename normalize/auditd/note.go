// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package auditd

import "gambeson/event"

// The types of records whose fields are looked into.
const (
	typeSyscall    = 1300
	typePath       = 1302
	typeSockaddr   = 1306
	typeExecve     = 1309
	typeObjPID     = 1318
	typeProctitle  = 1327
	typeKernModule = 1330
	typeUserMgmt   = 1102
	typeUserStart  = 1105
)

// note remembers the fields that decide what the event is.
func (r *reading) note(t uint32, key []byte, n event.Node) {
	switch t {
	case typeSyscall:
		r.noteSyscall(key, n)
	case typePath:
		r.notePath(key, n)
	case typeSockaddr:
		if string(key) == "saddr" {
			r.saddr = n
		}
	case typeProctitle:
		if string(key) == "proctitle" {
			r.proctitle = n
		}
	case typeKernModule:
		if string(key) == "name" {
			r.module = n
		}
	case typeObjPID:
		if string(key) == "opid" {
			r.object = n
		}
	case typeExecve:
	default:
		r.noteMessage(key, n)
	}
	switch string(key) {
	case "cwd":
		r.cwd = n
	case "uid":
		r.uid = n
	case "UID":
		r.uidName = n
	case "auid":
		r.auid = n
	case "AUID":
		r.auidName = n
	}
}

func (r *reading) noteSyscall(key []byte, n event.Node) {
	switch string(key) {
	case "arch":
		r.arch = n
	case "syscall":
		r.call = n
	case "SYSCALL":
		r.call, r.enriched = n, true
	case "success":
		r.success = n
	case "exit":
		r.exit = n
	case "a0", "a1", "a2", "a3":
		r.regs[key[1]-'0'] = n
	}
}

func (r *reading) notePath(key []byte, n event.Node) {
	p := &r.paths[r.npaths-1]
	switch string(key) {
	case "name":
		p.name = n
	case "nametype":
		p.nametype = n
	case "mode":
		p.mode = n
	}
}

func (r *reading) noteMessage(key []byte, n event.Node) {
	switch string(key) {
	case "exe":
		r.exe = n
	case "op":
		r.op = n
	case "acct":
		r.acct = n
	case "grp":
		r.grp = n
	case "cmd":
		r.cmd = n
	case "audit_enabled":
		r.enabled = n
	}
}
