// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package auditd

import (
	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// field maps a native field; the short forms below keep the tables readable.
type field = normalize.Field

// mappings returns the mapping of each kind of event.
func mappings() []normalize.Mapping {
	m := make([]normalize.Mapping, kinds)
	m[kindBase] = normalize.Mapping{Kind: "any other record", Class: ocsf.BaseEvent, Activity: other,
		Components: []string{"OS API Execution", "Host Status"}, Fields: join(host(), actor())}
	m[kindExec] = normalize.Mapping{Kind: "EXECVE: program execution", Class: ocsf.ProcessActivity, Activity: launch,
		Components: []string{"Process Creation", "Command Execution"}, Fields: join(host(), process(), user())}
	m[kindCommand] = normalize.Mapping{Kind: "USER_CMD: command of sudo", Class: ocsf.ProcessActivity, Activity: launch,
		Components: []string{"Process Creation", "Command Execution"}, Fields: join(host(), command(), actor())}
	m[kindFile] = normalize.Mapping{Kind: "system call on a file", Class: ocsf.FileActivity, Activity: openFile,
		Components: []string{"File Access", "File Creation", "File Modification", "File Deletion", "File Metadata"},
		Fields:     join(host(), files(), actor())}
	m[kindNetwork] = normalize.Mapping{Kind: "connect, accept, bind, send", Class: ocsf.NetworkActivity, Activity: connect,
		Components: []string{"Network Connection Creation"}, Fields: join(host(), endpoints(), actor())}
	m[kindModule] = normalize.Mapping{Kind: "kernel module loaded or unloaded", Class: ocsf.KernelExtensionActivity, Activity: load,
		Components: []string{"Kernel Module Load"}, Fields: join(host(), []field{
			{From: "ImageLoaded", To: "driver.file.path", As: absolutePath()},
			{From: "ImageLoaded", To: "driver.file.name", As: normalize.Base()},
			{To: "driver.file.type_id", As: normalize.ConstInt(1)},
		}, actor())}
	m[kindProcess] = normalize.Mapping{Kind: "ptrace, kill, setuid", Class: ocsf.ProcessActivity, Activity: other,
		Components: []string{"Process Access", "Process Termination", "OS API Execution"}, Fields: join(host(), []field{
			{From: "opid", To: "process.pid"},
			{From: "ProcessId", To: "process.pid"},
			{From: "ocomm", To: "process.name"},
			{From: "ouid", To: "process.user.uid"},
		}, actor())}
	m[kindLogin] = normalize.Mapping{Kind: "login, session, credentials", Class: ocsf.Authentication, Activity: other,
		Components: []string{"User Account Authentication", "Logon Session Creation"}, Fields: join(host(), login(), actor())}
	m[kindSession] = normalize.Mapping{Kind: "LOGIN: the kernel's session", Class: ocsf.Authentication, Activity: other,
		Components: []string{"Logon Session Creation"}, Fields: join(host(), []field{
			{From: "auid", To: "user.uid", As: userID()},
			{From: "AUID", To: "user.name", As: unset()},
			{From: "auid", To: "user.name", As: userName()},
			{From: "ses", To: "session.uid", As: unset()},
			{To: "service.name", As: normalize.Const("login")},
		}, actor())}
	m[kindAccount] = normalize.Mapping{Kind: "account management", Class: ocsf.AccountChange, Activity: other,
		Components: []string{"User Account Creation", "User Account Modification", "User Account Deletion"},
		Fields:     join(host(), account(), actor())}
	m[kindGroup] = normalize.Mapping{Kind: "group management", Class: ocsf.GroupManagement, Activity: other,
		Components: []string{"User Account Modification"}, Fields: join(host(), group(), actor())}
	m[kindMember] = normalize.Mapping{Kind: "group membership", Class: ocsf.GroupManagement, Activity: addUser,
		Components: []string{"User Account Modification"}, Fields: join(host(), member(), actor())}
	m[kindService] = normalize.Mapping{Kind: "service started or stopped", Class: ocsf.ApplicationLifecycle, Activity: start,
		Components: []string{"Service Metadata", "Host Status"}, Fields: join(host(), []field{
			{From: "unit", To: "app.name"},
			{To: "app.name", As: normalize.Const("unknown")},
		}, actor())}
	m[kindAudit] = normalize.Mapping{Kind: "configuration of the audit system", Class: ocsf.EventLogActivity, Activity: other,
		Components: []string{"Host Status"}, Fields: join(host(), []field{{To: "log_name", As: normalize.Const("audit")}}, actor())}
	return m
}
