// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package auditd

import (
	"bytes"
	"strconv"
)

// call is what a system call means.
type call struct {
	kind     kind
	activity uint8
	flags    int8 // the register with the flags of open, plus one
	inbound  bool // the other side opened the connection
}

func calls() map[string]call {
	t := map[string]call{
		"execve": {kind: kindExec, activity: launch}, "execveat": {kind: kindExec, activity: launch},
		"open": {kindFile, openFile, 2, false}, "openat": {kindFile, openFile, 3, false},
		"openat2": {kind: kindFile, activity: openFile}, "creat": {kind: kindFile, activity: create},
		"mount": {kind: kindFile, activity: mountFS}, "umount2": {kind: kindFile, activity: unmountFS},
		"connect": {kind: kindNetwork, activity: connect}, "sendto": {kind: kindNetwork, activity: traffic},
		"sendmsg": {kind: kindNetwork, activity: traffic}, "bind": {kindNetwork, listen, 0, true},
		"accept": {kindNetwork, connect, 0, true}, "accept4": {kindNetwork, connect, 0, true},
		"init_module": {kind: kindModule, activity: load}, "finit_module": {kind: kindModule, activity: load},
		"delete_module": {kind: kindModule, activity: unload},
		"ptrace":        {kind: kindProcess, activity: openProc},
	}
	for _, g := range []struct {
		kind     kind
		activity uint8
		names    []string
	}{
		{kindFile, create, []string{"mkdir", "mkdirat", "mknod", "mknodat", "link", "linkat", "symlink", "symlinkat"}},
		{kindFile, remove, []string{"unlink", "unlinkat", "rmdir"}},
		{kindFile, rename, []string{"rename", "renameat", "renameat2"}},
		{kindFile, update, []string{"truncate", "ftruncate"}},
		{kindFile, setSecurity, []string{"chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat"}},
		{kindFile, setAttr, []string{"setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr",
			"utime", "utimes", "utimensat", "futimesat"}},
		{kindProcess, terminate, []string{"kill", "tkill", "tgkill"}},
		{kindProcess, setUser, []string{"setuid", "setreuid", "setresuid", "setfsuid"}},
	} {
		for _, n := range g.names {
			t[n] = call{kind: g.kind, activity: g.activity}
		}
	}
	return t
}

// choose decides which kind of event the records are. What a record's type
// says counts before what the system call says.
func (r *reading) choose(c call) {
	switch r.kind {
	case kindBase:
		r.kind, r.activity = c.kind, c.activity
	case kindModule:
		if c.kind == kindModule {
			r.activity = c.activity
		}
	case kindLogin:
		if r.id == typeUserStart && isSwitch(r.exe.Text()) {
			r.activity = accountSwitch
		}
	case kindAccount:
		r.management()
	case kindAudit:
		if string(r.enabled.Text()) == "0" {
			r.activity = disableLog
		}
	}
	r.settle(c)
}

// settle makes a base event of what lacks the records that its class is about.
func (r *reading) settle(c call) {
	known := true
	switch r.kind {
	case kindFile:
		known = r.mainPath() != nil
	case kindNetwork:
		_, _, known = r.address()
	case kindModule:
		known = r.module.Exists() || r.mainPath() != nil
	case kindProcess:
		known = c.activity == setUser || r.object.Exists()
	}
	if !known {
		r.kind, r.activity = kindBase, 0
	}
}

// management tells apart what USER_MGMT reports: op is a phrase of the program.
func (r *reading) management() {
	op := r.op.Text()
	has := func(word string) bool { return bytes.Contains(op, []byte(word)) }
	switch {
	case r.id != typeUserMgmt:
	case r.grp.Exists() && has("add"):
		r.kind, r.activity = kindMember, addUser
	case r.grp.Exists() && has("delet"):
		r.kind, r.activity = kindMember, removeUser
	case has("password"):
		r.activity = passwordChange
	}
}

// isSwitch reports whether exe is a program that lets one user act as another.
func isSwitch(exe []byte) bool {
	switch string(exe[bytes.LastIndexByte(exe, '/')+1:]) {
	case "su", "sudo", "runuser", "pkexec", "doas":
		return true
	default:
		return false
	}
}

// writes reports whether the flags of an open ask for more than reading.
func (r *reading) writes(c call) bool {
	if c.flags == 0 {
		return false
	}
	flags, err := strconv.ParseUint(string(r.regs[c.flags-1].Text()), 16, 64)
	return err == nil && flags&3 != 0
}
