// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import "gambeson/normalize"

// scriptKinds are what PowerShell logs.
func scriptKinds() []eventKind {
	shells := []string{PowerShell, PowerShell7}
	by := join([]normalize.Field{
		{From: "ExecutionProcessID", To: "actor.process.pid", As: pid()},
		{To: "actor.app_name", As: normalize.Const("PowerShell")},
		{To: "script.type_id", As: normalize.ConstInt(2)},
	}, writer("actor.user"), device())
	return []eventKind{
		{channels: shells, ids: []uint32{4104}, Mapping: normalize.Mapping{
			Kind: "PowerShell 4104: script block", Class: 1009, Activity: 1,
			Components: []string{"Script Execution", "Command Execution"},
			Fields: join([]normalize.Field{
				{From: "ScriptBlockText", To: "script.script_content.value"},
				{From: "ScriptBlockId", To: "script.uid", As: text()},
				{From: "Path", To: "script.file.path", As: text()},
				{From: "Path", To: "script.file.name", As: base()},
				{From: "Path", To: "script.file.type_id", As: where(1)},
			}, by),
		}},
		{channels: shells, ids: []uint32{4103}, Mapping: normalize.Mapping{
			Kind: "PowerShell 4103: module", Class: 1009, Activity: 1,
			Components: []string{"Command Execution", "Script Execution"},
			Fields: join([]normalize.Field{
				{From: "Payload", To: "script.script_content.value"},
				{From: "ContextInfo", To: "actor.process.cmd_line", As: between("Host Application = ", "\n")},
				{From: "ContextInfo", To: "actor.process.uid", As: between("Host ID = ", "\n")},
			}, by),
		}},
		{channels: []string{PowerShellOld}, ids: []uint32{400, 403, 600, 800}, Mapping: normalize.Mapping{
			Kind: "Windows PowerShell 400, 403, 600, 800: engine, provider, pipeline", Class: 1009, Activity: 1,
			Components: []string{"Command Execution", "Script Execution"},
			Fields: join([]normalize.Field{
				{From: "Data", To: "script.script_content.value", As: holding("HostApplication=")},
				{From: "Data", To: "script.script_content.value"},
				{From: "Data", To: "actor.process.cmd_line", As: between("HostApplication=", "\n")},
				{From: "Data", To: "actor.process.uid", As: between("HostId=", "\n")},
			}, by),
		}},
	}
}

// defenderKinds are detections of Microsoft Defender; its other events stay
// base events.
func defenderKinds() []eventKind {
	return []eventKind{{channels: []string{Defender}, ids: []uint32{1006, 1007, 1008, 1015, 1116, 1117, 1118, 1119}, Mapping: normalize.Mapping{
		Kind: "Defender 1006 to 1008, 1015, 1116 to 1119: malware", Class: 2004, Activity: 1,
		Components: []string{"Malware Metadata", "Application Log Content"},
		Fields: join([]normalize.Field{
			{From: "DetectionID", To: "finding_info.uid"},
			{From: "EventRecordID", To: "finding_info.uid"},
			{To: "finding_info.uid", As: normalize.Const("none")},
			{From: "ThreatName", To: "finding_info.title"},
			{From: "ThreatName", To: "malware.name"},
			{From: "ThreatID", To: "malware.uid"},
			{From: "ThreatName", To: "malware.classification_ids", As: where(0)},
			{From: "Path", To: "malware.path", As: text()},
			{From: "CategoryName", To: "finding_info.types", As: text()},
			{From: "ActionName", To: "status_detail", As: text()},
		}, device()),
	}}}
}
