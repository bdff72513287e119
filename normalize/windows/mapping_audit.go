// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import "gambeson/normalize"

// auditProcess are process creation and end as the audit log has them.
func auditProcess() []eventKind {
	by := join(accountOf("Subject", "actor.user"), []normalize.Field{
		{From: "SubjectLogonId", To: "actor.session.uid", As: text()},
	}, device())
	return []eventKind{
		audit(normalize.Mapping{
			Kind: "Security 4688: process creation", Class: 1007, Activity: 1,
			Components: []string{"Process Creation", "Process Metadata", "Command Execution"},
			Fields: join(program("NewProcessName", "process"), program("ParentProcessName", "process.parent_process"),
				program("ParentProcessName", "actor.process"), []normalize.Field{
					{From: "NewProcessId", To: "process.pid", As: pid()},
					{From: "CommandLine", To: "process.cmd_line", As: text()},
					{From: "ProcessId", To: "process.parent_process.pid", As: pid()},
					{From: "ProcessId", To: "actor.process.pid", As: pid()},
					{From: "MandatoryLabel", To: "process.integrity_id", As: integrity()},
					{From: "TargetLogonId", To: "process.session.uid", As: normalize.Unless("0x0", "-", "")},
					{From: "SubjectLogonId", To: "process.session.uid", As: text()},
				}, accountOf("Target", "process.user"), accountOf("Subject", "process.user"), by),
		}, 4688),
		audit(normalize.Mapping{
			Kind: "Security 4689: process end", Class: 1007, Activity: 2, Components: []string{"Process Termination"},
			Fields: join(program("ProcessName", "process"), []normalize.Field{
				{From: "ProcessId", To: "process.pid", As: pid()},
				{From: "Status", To: "exit_code", As: normalize.Int()},
			}, accountOf("Subject", "process.user"), by),
		}, 4689),
	}
}

// actingAccount is who does what an audit event tells, and with which program.
func actingAccount() []normalize.Field {
	return join(accountOf("Subject", "actor.user"), program("ProcessName", "actor.process"), []normalize.Field{
		{From: "SubjectLogonId", To: "actor.session.uid", As: text()},
		{From: "ProcessId", To: "actor.process.pid", As: pid()},
		{From: "Message", To: "actor.process.pid", As: processID()},
	}, device())
}

// objectKinds are accesses to audited objects.
func objectKinds() []eventKind {
	access := func(only variant, m normalize.Mapping) eventKind {
		return eventKind{channels: securityChannel(), ids: []uint32{4656, 4663, 4660}, only: only, Mapping: m}
	}
	mask := []normalize.Field{{From: "AccessMask", To: "access_mask", As: normalize.Int()}}
	resource := []normalize.Field{
		{From: "ObjectName", To: "win_resource.name", As: text()},
		{From: "HandleId", To: "win_resource.uid", As: normalize.Unless("0x0", "-", "")},
		{From: "ObjectType", To: "win_resource.type", As: text()},
		{From: "ObjectServer", To: "win_resource.svc_name", As: text()},
		{To: "win_resource.type_id", As: normalize.ConstInt(0)},
	}
	return []eventKind{
		access(objectFile, normalize.Mapping{
			Kind: "Security 4656, 4663: access to a file", Class: 1001, Activity: 14,
			Components: []string{"File Access", "File Modification", "File Deletion"},
			Fields:     join(fileAt("ObjectName", "file"), mask, actingAccount()),
		}),
		access(objectKey, normalize.Mapping{
			Kind: "Security 4656, 4663: access to a registry key", Class: 201001, Activity: 2,
			Components: []string{"Windows Registry Key Access"},
			Fields:     join([]normalize.Field{{From: "ObjectName", To: "reg_key.path", As: text()}}, mask, actingAccount()),
		}),
		access(objectProcess, normalize.Mapping{
			Kind: "Security 4656, 4663: access to a process", Class: 1007, Activity: 3, Components: []string{"Process Access"},
			Fields: join(program("ObjectName", "process"), []normalize.Field{
				{From: "HandleId", To: "process.uid", As: text()},
				{From: "AccessMask", To: "requested_permissions", As: normalize.Int()},
			}, actingAccount()),
		}),
		access(anyVariant, normalize.Mapping{
			Kind: "Security 4656, 4660, 4663: access to another object", Class: 201003, Activity: 1,
			Components: []string{"Active Directory Object Access"}, Fields: join(resource, actingAccount()),
		}),
		audit(normalize.Mapping{
			Kind: "Security 4661, 4662: access to a directory object", Class: 201003, Activity: 1,
			Components: []string{"Active Directory Object Access"}, Fields: join(resource, actingAccount()),
		}, 4661, 4662),
		audit(normalize.Mapping{
			Kind: "Security 4657: registry value changed", Class: 201002, Activity: 3,
			Components: []string{"Windows Registry Key Modification"},
			Fields: join([]normalize.Field{
				{From: "ObjectName", To: "reg_value.path", As: text()},
				{From: "ObjectValueName", To: "reg_value.name"},
				{From: "NewValue", To: "reg_value.data"},
				{From: "ObjectName", To: "prev_reg_value.path", As: text()},
				{From: "ObjectValueName", To: "prev_reg_value.name"},
				{From: "OldValue", To: "prev_reg_value.data"},
			}, actingAccount()),
		}, 4657),
	}
}

// shareKinds are accesses to network shares.
func shareKinds() []eventKind {
	fields := join([]normalize.Field{
		{From: "ShareName", To: "share", As: text()},
		{From: "ShareLocalPath", To: "file.path", As: text()},
		{From: "ShareLocalPath", To: "file.name", As: base()},
		{From: "ShareLocalPath", To: "file.type_id", As: where(2)},
	}, accountOf("Subject", "actor.user"), from(), device())
	return []eventKind{
		audit(normalize.Mapping{
			Kind: "Security 5140, 5142 to 5144: network share", Class: 4006, Activity: 99,
			Components: []string{"Network Share Access"}, Fields: fields,
		}, 5140, 5142, 5143, 5144),
		audit(normalize.Mapping{
			Kind: "Security 5145: file on a network share", Class: 4006, Activity: 2,
			Components: []string{"Network Share Access", "File Access"},
			Fields: join([]normalize.Field{
				{From: "RelativeTargetName", To: "file.path", As: text()},
				{From: "RelativeTargetName", To: "file.name", As: base()},
				{From: "RelativeTargetName", To: "file.type_id", As: where(0)},
			}, fields),
		}, 5145),
	}
}

// filteringKinds are the filtering platform's connections.
func filteringKinds() []eventKind {
	filtering := func(kind string, activity uint8, status int64, ids ...uint32) eventKind {
		return audit(normalize.Mapping{
			Kind: kind, Class: 4001, Activity: activity,
			Components: []string{"Network Connection Creation", "Network Traffic Flow"},
			Fields: join([]normalize.Field{
				{From: "SourceAddress", To: "src_endpoint.ip", As: address()},
				{From: "SourcePort", To: "src_endpoint.port", As: port()},
				{From: "DestAddress", To: "dst_endpoint.ip", As: address()},
				{From: "DestPort", To: "dst_endpoint.port", As: port()},
				{From: "Protocol", To: "connection_info.protocol_num", As: normalize.Int()},
				{From: "Direction", To: "connection_info.direction_id", As: normalize.Enum("direction", map[string]int64{
					"%%14592": 1, "%%14593": 2, "Inbound": 1, "Outbound": 2,
				}, 0)},
				{To: "connection_info.direction_id", As: normalize.ConstInt(0)},
				{From: "ProcessID", To: "actor.process.pid", As: pid()},
				{From: "ProcessId", To: "actor.process.pid", As: pid()},
			}, program("Application", "actor.process"), outcome(status), device()),
		}, ids...)
	}
	return []eventKind{
		filtering("Security 5156: connection permitted", 1, 1, 5156),
		filtering("Security 5157: connection blocked", 5, 2, 5157),
		filtering("Security 5154, 5158: local port bound", 7, 1, 5154, 5158),
		filtering("Security 5155, 5159: local port refused", 5, 2, 5155, 5159),
	}
}
