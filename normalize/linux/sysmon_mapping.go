// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import (
	"slices"

	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// sysmonMappings fills m with those of Sysmon for Linux.
func sysmonMappings(m []normalize.Mapping) {
	host := []field{
		{From: "Computer", To: "device.hostname"},
		{From: "hostname", To: "device.hostname"},
		{To: "device.type_id", As: normalize.ConstInt(0)},
	}
	m[kindSysmonProcess] = normalize.Mapping{
		Kind: "Sysmon 1, 5: process created, ended", Class: ocsf.ProcessActivity, Activity: launch,
		Components: []string{"Process Creation", "Process Termination"},
		Fields: slices.Concat(host, sysmonProcess("process.", ""), sysmonProcess("process.parent_process.", "Parent"),
			sysmonProcess("actor.process.", "Parent"), []field{
				{From: "CommandLine", To: "process.cmd_line"},
				{From: "CurrentDirectory", To: "process.working_directory"},
				{From: "ParentCommandLine", To: "process.parent_process.cmd_line"},
				{From: "User", To: "actor.user.name"},
				{From: "LogonId", To: "actor.session.uid"},
				{To: "actor.app_name", As: normalize.Const("sysmon")},
			}),
	}
	actor := slices.Concat(host, sysmonProcess("actor.process.", ""), []field{
		{From: "User", To: "actor.user.name"},
		{To: "actor.app_name", As: normalize.Const("sysmon")},
	})
	m[kindSysmonNetwork] = normalize.Mapping{
		Kind: "Sysmon 3: network connection", Class: ocsf.NetworkActivity, Activity: connectionOpened,
		Components: []string{"Network Connection Creation"},
		Fields: slices.Concat(actor, []field{
			{From: "SourceIp", To: "src_endpoint.ip"},
			{From: "SourceHostname", To: "src_endpoint.hostname"},
			{From: "SourcePort", To: "src_endpoint.port"},
			{From: "DestinationIp", To: "dst_endpoint.ip"},
			{From: "DestinationHostname", To: "dst_endpoint.hostname"},
			{From: "DestinationPort", To: "dst_endpoint.port"},
			{To: "dst_endpoint.name", As: normalize.Const("destination")},
			{From: "Protocol", To: "connection_info.protocol_name"},
			{From: "Initiated", To: "connection_info.direction_id", As: normalize.Enum("2 where initiated, else 1", map[string]int64{"true": 2, "false": 1}, 0)},
			{To: "connection_info.direction_id", As: normalize.ConstInt(0)},
		}),
	}
	m[kindSysmonFile] = normalize.Mapping{
		Kind: "Sysmon 9, 11, 23: file read raw, created, deleted", Class: ocsf.FileActivity, Activity: createFile,
		Components: []string{"File Creation", "File Deletion", "File Access"},
		Fields: slices.Concat(actor, []field{
			{From: "TargetFilename", To: "file.path"},
			{From: "TargetFilename", To: "file.name", As: normalize.Base()},
			{From: "Device", To: "file.path"},
			{From: "Device", To: "file.name", As: normalize.Base()},
			{To: "file.name", As: normalize.Const("unknown")},
			{To: "file.type_id", As: normalize.ConstInt(0)},
		}),
	}
}

// sysmonProcess maps a process whose fields begin with prefix.
func sysmonProcess(at, prefix string) []field {
	return []field{
		{From: prefix + "ProcessId", To: at + "pid"},
		{From: prefix + "ProcessGuid", To: at + "uid"},
		{From: prefix + "Image", To: at + "file.path"},
		{From: prefix + "Image", To: at + "file.name", As: normalize.Base()},
		{From: prefix + "Image", To: at + "file.type_id", As: normalize.ConvertInt("1", func([]byte) (int64, bool) { return 1, true })},
		{From: prefix + "Image", To: at + "name", As: normalize.Base()},
		{From: prefix + "User", To: at + "user.name"},
	}
}
