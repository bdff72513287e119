// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import "gambeson/normalize"

func sysmonChannel() []string { return []string{Sysmon} }

// acting is the process that does what a Sysmon event tells.
func acting() []normalize.Field {
	return join(program("Image", "actor.process"), userIn("User", "actor.user"), []normalize.Field{
		{From: "ProcessGuid", To: "actor.process.uid"},
		{From: "ProcessId", To: "actor.process.pid", As: pid()},
	}, device())
}

func integrity() normalize.Conversion {
	return normalize.Enum("integrity level", map[string]int64{
		"Untrusted": 1, "Low": 2, "Medium": 3, "High": 4, "System": 5, "Protected": 6,
		"S-1-16-0": 1, "S-1-16-4096": 2, "S-1-16-8192": 3, "S-1-16-12288": 4, "S-1-16-16384": 5, "S-1-16-20480": 6,
	}, -1)
}

func sysmonProcess() []eventKind {
	return []eventKind{
		{channels: sysmonChannel(), ids: []uint32{1}, Mapping: normalize.Mapping{
			Kind: "Sysmon 1: process creation", Class: 1007, Activity: 1,
			Components: []string{"Process Creation", "Process Metadata", "Command Execution"},
			Fields: join(program("Image", "process"), version("process.file"), hashes("Hashes", "process.file.hashes"),
				userIn("User", "process.user"), program("ParentImage", "process.parent_process"),
				userIn("ParentUser", "process.parent_process.user"), program("ParentImage", "actor.process"), []normalize.Field{
					{From: "CommandLine", To: "process.cmd_line"},
					{From: "CurrentDirectory", To: "process.working_directory", As: text()},
					{From: "ProcessGuid", To: "process.uid"},
					{From: "ProcessId", To: "process.pid", As: pid()},
					{From: "IntegrityLevel", To: "process.integrity", As: text()},
					{From: "IntegrityLevel", To: "process.integrity_id", As: integrity()},
					{From: "LogonId", To: "process.session.uid", As: text()},
					{From: "UtcTime", To: "process.created_time", As: normalize.Millis()},
					{From: "ParentCommandLine", To: "process.parent_process.cmd_line", As: text()},
					{From: "ParentProcessGuid", To: "process.parent_process.uid"},
					{From: "ParentProcessId", To: "process.parent_process.pid", As: pid()},
					{From: "ParentCommandLine", To: "actor.process.cmd_line", As: text()},
					{From: "ParentProcessGuid", To: "actor.process.uid"},
					{From: "ParentProcessId", To: "actor.process.pid", As: pid()},
				}, userIn("ParentUser", "actor.user"), userIn("User", "actor.user"), device()),
		}},
		{channels: sysmonChannel(), ids: []uint32{5}, Mapping: normalize.Mapping{
			Kind: "Sysmon 5: process end", Class: 1007, Activity: 2, Components: []string{"Process Termination"},
			Fields: join(program("Image", "process"), userIn("User", "process.user"), []normalize.Field{
				{From: "ProcessGuid", To: "process.uid"},
				{From: "ProcessId", To: "process.pid", As: pid()},
				{From: "UtcTime", To: "process.terminated_time", As: normalize.Millis()},
			}, acting()),
		}},
		{channels: sysmonChannel(), ids: []uint32{8}, Mapping: normalize.Mapping{
			Kind: "Sysmon 8: thread in another process", Class: 1007, Activity: 4,
			Components: []string{"Process Modification", "OS API Execution"},
			Fields: join(otherProcess(), fileAt("StartModule", "module.file"), []normalize.Field{
				{To: "injection_type_id", As: normalize.ConstInt(1)},
				{From: "StartFunction", To: "module.function_name", As: text()},
				{From: "StartAddress", To: "module.start_address", As: text()},
				{From: "StartAddress", To: "module.load_type_id", As: where(0)},
				{From: "NewThreadId", To: "process.tid", As: normalize.Int()},
			}),
		}},
		{channels: sysmonChannel(), ids: []uint32{10}, Mapping: normalize.Mapping{
			Kind: "Sysmon 10: process access", Class: 1007, Activity: 3,
			Components: []string{"Process Access", "OS API Execution"},
			Fields: join(otherProcess(), []normalize.Field{
				{From: "GrantedAccess", To: "requested_permissions", As: normalize.Int()},
				{From: "SourceThreadId", To: "actor.process.tid", As: normalize.Int()},
			}),
		}},
		{channels: sysmonChannel(), ids: []uint32{25}, Mapping: normalize.Mapping{
			Kind: "Sysmon 25: process image changed", Class: 1007, Activity: 4, Components: []string{"Process Modification"},
			Fields: join(program("Image", "process"), userIn("User", "process.user"), []normalize.Field{
				{From: "ProcessGuid", To: "process.uid"},
				{From: "ProcessId", To: "process.pid", As: pid()},
				{From: "Type", To: "status_detail", As: text()},
			}, acting()),
		}},
		{channels: sysmonChannel(), ids: []uint32{6}, Mapping: normalize.Mapping{
			Kind: "Sysmon 6: driver load", Class: 1005, Activity: 1, Components: []string{"Driver Load"},
			Fields: join(module(), device(), []normalize.Field{
				{To: "actor.process.name", As: normalize.Const("System")},
				{To: "actor.process.pid", As: normalize.ConstInt(4)},
			}),
		}},
		{channels: sysmonChannel(), ids: []uint32{7}, Mapping: normalize.Mapping{
			Kind: "Sysmon 7: image load", Class: 1005, Activity: 1, Components: []string{"Module Load"},
			Fields: join(module(), version("module.file"), acting()),
		}},
	}
}

// otherProcess is one process that acts on another.
func otherProcess() []normalize.Field {
	return join(program("SourceImage", "actor.process"), userIn("SourceUser", "actor.user"),
		program("TargetImage", "process"), userIn("TargetUser", "process.user"), []normalize.Field{
			{From: "SourceProcessGUID", To: "actor.process.uid"},
			{From: "SourceProcessGuid", To: "actor.process.uid"},
			{From: "SourceProcessId", To: "actor.process.pid", As: pid()},
			{From: "TargetProcessGUID", To: "process.uid"},
			{From: "TargetProcessGuid", To: "process.uid"},
			{From: "TargetProcessId", To: "process.pid", As: pid()},
		}, device())
}

// module is what was loaded, with its signature.
func module() []normalize.Field {
	return join(fileAt("ImageLoaded", "module.file"), hashes("Hashes", "module.file.hashes"), []normalize.Field{
		{To: "module.load_type_id", As: normalize.ConstInt(0)},
		{From: "SignatureStatus", To: "module.file.signature.algorithm_id", As: where(4)},
		{From: "SignatureStatus", To: "module.file.signature.state", As: text()},
		{From: "SignatureStatus", To: "module.file.signature.state_id", As: normalize.Enum("signature state",
			map[string]int64{"Valid": 1, "Expired": 2, "Revoked": 3, "Unavailable": 0}, 99)},
	})
}
