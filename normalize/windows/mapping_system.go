// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import "gambeson/normalize"

// serviceKinds are services as the service control manager and the audit log
// tell them.
func serviceKinds() []eventKind {
	service := join([]normalize.Field{
		{From: "ServiceName", To: "win_service.name"},
		{From: "ServiceFileName", To: "win_service.cmd_line"},
		{From: "ImagePath", To: "win_service.cmd_line"},
		{From: "ServiceAccount", To: "win_service.service_start_name", As: text()},
		{From: "AccountName", To: "win_service.service_start_name", As: text()},
		{From: "ServiceStartType", To: "win_service.service_start_type_id", As: startType()},
		{From: "StartType", To: "win_service.service_start_type_id", As: startType()},
		{From: "StartType", To: "win_service.service_start_type", As: text()},
		{From: "ServiceType", To: "win_service.service_type", As: text()},
	})
	scm := func(id uint32, m normalize.Mapping) eventKind {
		return eventKind{channels: []string{System}, ids: []uint32{id}, Mapping: m}
	}
	manager := append(writer("actor.user"), normalize.Field{From: "Provider_Name", To: "actor.app_name"})
	named := []normalize.Field{
		{From: "param1", To: "win_service.name"},
		{To: "win_service.service_start_type_id", As: normalize.ConstInt(0)},
	}
	return []eventKind{
		audit(normalize.Mapping{
			Kind: "Security 4697: service installed", Class: 201004, Activity: 1, Components: []string{"Service Creation"},
			Fields: join(service, actingAccount()),
		}, 4697),
		scm(7045, normalize.Mapping{
			Kind: "System 7045: service installed", Class: 201004, Activity: 1, Components: []string{"Service Creation"},
			Fields: join(service, manager, device()),
		}),
		scm(7040, normalize.Mapping{
			Kind: "System 7040: start type of a service changed", Class: 201004, Activity: 2,
			Components: []string{"Service Modification"},
			Fields: join([]normalize.Field{
				{From: "param1", To: "win_service.name"},
				{From: "param3", To: "win_service.service_start_type", As: text()},
				{From: "param3", To: "win_service.service_start_type_id", As: startType()},
			}, manager, device()),
		}),
		scm(7036, normalize.Mapping{
			Kind: "System 7036: state of a service changed", Class: 201004, Activity: 99,
			Components: []string{"Service Metadata"},
			Fields: join(named, []normalize.Field{
				{From: "param2", To: "status_detail", As: text()},
			}, manager, device()),
		}),
	}
}

func startType() normalize.Conversion {
	return normalize.Enum("start type", map[string]int64{
		"0": 1, "1": 2, "2": 3, "3": 4, "4": 5, "boot start": 1, "system start": 2, "auto start": 3, "demand start": 4,
		"disabled": 5, "Boot Start": 1, "System Start": 2, "Auto Start": 3, "Demand Start": 4, "Disabled": 5,
	}, 99)
}

// jobKinds are scheduled tasks.
func jobKinds() []eventKind {
	task := []normalize.Field{
		{From: "TaskName", To: "job.name"},
		{From: "TaskContent", To: "job.cmd_line", As: between("<Command>", "</Command>")},
		{From: "TaskContentNew", To: "job.cmd_line", As: between("<Command>", "</Command>")},
		{From: "ActionName", To: "job.cmd_line", As: text()},
		{From: "Path", To: "job.cmd_line", As: text()},
	}
	audited := func(id uint32, kind string, activity uint8, component string) eventKind {
		return audit(normalize.Mapping{
			Kind: kind, Class: 1006, Activity: activity, Components: []string{component},
			Fields: join(task, accountOf("Subject", "actor.user"), device()),
		}, id)
	}
	operational := func(kind string, activity uint8, component string, ids ...uint32) eventKind {
		return eventKind{channels: []string{TaskScheduler}, ids: ids, Mapping: normalize.Mapping{
			Kind: kind, Class: 1006, Activity: activity, Components: []string{component},
			Fields: join(task, userIn("UserContext", "actor.user"), userIn("UserName", "actor.user"), device()),
		}}
	}
	const modification = "Scheduled Job Modification"
	return []eventKind{
		audited(4698, "Security 4698: task created", 1, "Scheduled Job Creation"),
		audited(4699, "Security 4699: task deleted", 3, modification),
		audited(4700, "Security 4700: task enabled", 4, modification),
		audited(4701, "Security 4701: task disabled", 5, modification),
		audited(4702, "Security 4702: task updated", 2, modification),
		operational("Task Scheduler 106: task registered", 1, "Scheduled Job Creation", 106),
		operational("Task Scheduler 140: task updated", 2, modification, 140),
		operational("Task Scheduler 141: task deleted", 3, modification, 141),
		operational("Task Scheduler 142: task disabled", 5, modification, 142),
		operational("Task Scheduler 100, 129, 200: task started", 6, "Scheduled Job Metadata", 100, 129, 200),
	}
}

// logKinds are events about event logs.
func logKinds() []eventKind {
	cleared := func(channel string, id uint32, name []normalize.Field, by []normalize.Field) eventKind {
		return eventKind{channels: []string{channel}, ids: []uint32{id}, Mapping: normalize.Mapping{
			Kind: channel + ": log cleared", Class: 1008, Activity: 1,
			Components: []string{"Host Status", "Application Log Content"},
			Fields:     join(name, by, device(), outcome(1)),
		}}
	}
	return []eventKind{
		cleared(Security, 1102, []normalize.Field{{To: "log_name", As: normalize.Const(Security)}}, accountOf("Subject", "actor.user")),
		cleared(System, 104, []normalize.Field{
			{From: "BackupPath", To: "file.path", As: text()},
			{From: "BackupPath", To: "file.name", As: base()},
			{From: "BackupPath", To: "file.type_id", As: where(1)},
			{From: "Channel", To: "log_name", As: normalize.Convert("a channel but System", func(in []byte) ([]byte, bool) {
				return in, string(in) != System
			})},
			{From: "Channel", To: "log_name"},
		}, accountOf("Subject", "actor.user")),
	}
}
