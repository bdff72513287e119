// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import "gambeson/normalize"

func securityChannel() []string { return []string{Security} }

// audit makes the mapping of one or more events of the audit log.
func audit(m normalize.Mapping, ids ...uint32) eventKind {
	return eventKind{channels: securityChannel(), ids: ids, Mapping: m}
}

// from is the machine at the other end of a logon.
func from() []normalize.Field {
	return []normalize.Field{
		{From: "IpAddress", To: "src_endpoint.ip", As: address()},
		{From: "IpPort", To: "src_endpoint.port", As: port()},
		{From: "WorkstationName", To: "src_endpoint.name", As: text()},
		{From: "Workstation", To: "src_endpoint.name", As: text()},
		{From: "ClientName", To: "src_endpoint.name", As: text()},
		{From: "ClientAddress", To: "src_endpoint.ip", As: address()},
		{From: "Computer", To: "dst_endpoint.hostname", As: text()},
	}
}

func status() []normalize.Field {
	return []normalize.Field{
		{From: "Status", To: "status_id", As: ntStatus()},
		{From: "Status", To: "status_code", As: text()},
	}
}

func outcome(id int64) []normalize.Field {
	return []normalize.Field{{To: "status_id", As: normalize.ConstInt(id)}}
}

// logonMethod is how an account logged on.
func logonMethod() []normalize.Field {
	return []normalize.Field{
		{From: "LogonType", To: "logon_type_id", As: normalize.Enum("logon type", map[string]int64{
			"0": 1, "2": 2, "3": 3, "4": 4, "5": 5, "7": 7, "8": 8, "9": 9, "10": 10, "11": 11, "12": 12, "13": 13,
		}, 99)},
		{From: "AuthenticationPackageName", To: "auth_protocol", As: text()},
		{From: "AuthenticationPackageName", To: "auth_protocol_id", As: normalize.Enum("authentication package", map[string]int64{
			"NTLM": 1, "Kerberos": 2, "WDigest": 3, "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0": 1, "-": 0,
		}, 99)},
		{From: "PackageName", To: "auth_protocol", As: text()},
		{From: "PackageName", To: "auth_protocol_id", As: normalize.Enum("authentication package", map[string]int64{
			"MICROSOFT_AUTHENTICATION_PACKAGE_V1_0": 1,
		}, 99)},
	}
}

func logonProcess() []normalize.Field {
	return append(program("ProcessName", "logon_process"),
		normalize.Field{From: "ProcessId", To: "logon_process.pid", As: pid()},
		normalize.Field{From: "Message", To: "logon_process.pid", As: processID()})
}

func logonKinds() []eventKind {
	session := []normalize.Field{{From: "TargetLogonId", To: "session.uid", As: text()}}
	used := join(accountOf("Target", "user"), accountOf("Subject", "actor.user"), from(), logonMethod(), device())
	return []eventKind{
		audit(normalize.Mapping{
			Kind: "Security 4624: logon", Class: 3002, Activity: 1,
			Components: []string{"Logon Session Creation", "User Account Authentication", "Logon Session Metadata"},
			Fields:     join(used, session, logonProcess(), outcome(1)),
		}, 4624),
		audit(normalize.Mapping{
			Kind: "Security 4625: failed logon", Class: 3002, Activity: 1,
			Components: []string{"User Account Authentication"},
			Fields: join(used, logonProcess(), outcome(2), []normalize.Field{
				{From: "Status", To: "status_code", As: text()},
				{From: "SubStatus", To: "status_detail", As: text()},
			}),
		}, 4625),
		audit(normalize.Mapping{
			Kind: "Security 4634, 4647: logoff", Class: 3002, Activity: 2, Components: []string{"Logon Session Metadata"},
			Fields: join(used, session, outcome(1)),
		}, 4634, 4647),
		audit(normalize.Mapping{
			Kind: "Security 4648: logon with explicit credentials", Class: 3002, Activity: 1,
			Components: []string{"Logon Session Creation", "User Account Authentication", "Logon Session Metadata"},
			Fields: join(accountOf("Target", "user"), accountOf("Subject", "actor.user"), []normalize.Field{
				{From: "SubjectLogonId", To: "actor.session.uid", As: text()},
				{From: "Computer", To: "src_endpoint.hostname", As: text()},
				{From: "IpAddress", To: "src_endpoint.ip", As: address()},
				{From: "IpPort", To: "src_endpoint.port", As: port()},
				{From: "TargetServerName", To: "dst_endpoint.name", As: text()},
				{From: "Computer", To: "dst_endpoint.name", As: text()},
			}, logonProcess(), device()),
		}, 4648),
		audit(normalize.Mapping{
			Kind: "Security 4672: special privileges", Class: 3003, Activity: 1, Components: []string{"Logon Session Metadata"},
			Fields: join(accountOf("Subject", "user"), []normalize.Field{
				{From: "PrivilegeList", To: "privileges", As: words()},
				{From: "SubjectLogonId", To: "session.uid", As: text()},
			}, device(), outcome(1)),
		}, 4672),
		audit(normalize.Mapping{
			Kind: "Security 4778, 4779: session of a remote desktop", Class: 3002, Activity: 99,
			Components: []string{"Logon Session Metadata"},
			Fields: join([]normalize.Field{
				{From: "AccountName", To: "user.name", As: text()},
				{From: "AccountDomain", To: "user.domain", As: text()},
				{From: "LogonID", To: "session.uid", As: text()},
			}, from(), device()),
		}, 4778, 4779),
		audit(normalize.Mapping{
			Kind: "Security 4776: credential check with NTLM", Class: 3002, Activity: 1,
			Components: []string{"User Account Authentication"},
			Fields:     join(accountOf("Target", "user"), from(), logonMethod(), status(), device()),
		}, 4776),
	}
}

// terminalKinds are the sessions that the remote desktop service tells.
func terminalKinds() []eventKind {
	session := func(kind string, activity uint8, ids ...uint32) eventKind {
		return eventKind{channels: []string{Terminal}, ids: ids, Mapping: normalize.Mapping{
			Kind: kind, Class: 3002, Activity: activity, Components: []string{"Logon Session Metadata"},
			Fields: join(userIn("User", "user"), []normalize.Field{
				{From: "SessionID", To: "session.uid", As: text()},
				{From: "Address", To: "src_endpoint.ip", As: address()},
				{From: "Computer", To: "dst_endpoint.hostname", As: text()},
				{To: "status_id", As: normalize.ConstInt(1)},
			}, device()),
		}}
	}
	return []eventKind{
		session("Terminal Services 21, 25: session begun or taken up", 1, 21, 25),
		session("Terminal Services 23, 24: session ended or left", 2, 23, 24),
	}
}

// kerberosKinds are the events of a domain controller's ticket service.
func kerberosKinds() []eventKind {
	ticket := func(kind string, activity uint8, id uint32, more ...normalize.Field) eventKind {
		return audit(normalize.Mapping{
			Kind: kind, Class: 3002, Activity: activity,
			Components: []string{"Active Directory Credential Request", "User Account Authentication"},
			Fields: join([]normalize.Field{{From: "TargetSid", To: "user.uid", As: sid()}}, accountOf("Target", "user"), []normalize.Field{
				{From: "ServiceName", To: "service.name", As: text()},
				{From: "ServiceSid", To: "service.uid", As: sid()},
				{To: "auth_protocol_id", As: normalize.ConstInt(2)},
			}, more, from(), device()),
		}, id)
	}
	return []eventKind{
		ticket("Security 4768: Kerberos ticket granting ticket", 3, 4768, status()...),
		ticket("Security 4769: Kerberos service ticket", 4, 4769, status()...),
		ticket("Security 4770: Kerberos service ticket renewed", 5, 4770, outcome(1)...),
		ticket("Security 4771: Kerberos pre-authentication failed", 6, 4771, status()...),
	}
}
