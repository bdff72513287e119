// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import (
	"slices"

	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// kind is the kind of a message: which mapping it gets.
type kind uint8

const (
	kindBase kind = iota
	kindLogin
	kindCommand
	kindJob
	kindAccount
	kindGroup
	kindService
	kindTraffic
	kindModule
	kindSysmonProcess
	kindSysmonNetwork
	kindSysmonFile
	kinds
)

// The activities of OCSF that are used here; other is that of every class.
const (
	other = 99

	logon         = 1 // authentication
	logoff        = 2
	accountSwitch = 7

	launch     = 1 // process_activity
	terminate  = 2
	loadModule = 1 // kernel_extension_activity

	createFile = 1 // file_activity
	readFile   = 2
	deleteFile = 4

	jobUpdate = 2 // scheduled_job_activity
	jobDelete = 3
	jobStart  = 6

	createUser     = 1 // account_change
	passwordChange = 3
	deleteUser     = 6
	lock           = 9
	unlock         = 12

	addUser     = 3 // group_management
	removeUser  = 4
	deleteGroup = 5
	createGroup = 6

	start   = 3 // application_lifecycle
	stop    = 4
	restart = 5

	connectionOpened  = 1 // network_activity
	connectionClosed  = 2
	connectionFailed  = 4
	connectionRefused = 5
	trafficSeen       = 6
)

type field = normalize.Field

// mappings returns the mapping of each kind of message.
func mappings() []normalize.Mapping {
	m := make([]normalize.Mapping, kinds)
	m[kindBase] = mapping("any other message", ocsf.BaseEvent, other, []string{"Application Log Content"})
	m[kindLogin] = mapping("login, session, su", ocsf.Authentication, other,
		[]string{"User Account Authentication", "Logon Session Creation"}, login()...)
	m[kindCommand] = mapping("command of sudo", ocsf.ProcessActivity, launch,
		[]string{"Process Creation", "Command Execution"}, command()...)
	m[kindJob] = mapping("cron: job run, crontab changed", ocsf.ScheduledJobActivity, jobStart,
		[]string{"Scheduled Job Creation", "Scheduled Job Modification", "Command Execution"},
		field{From: "job", To: "job.name"},
		field{From: "program", To: "job.name"},
		field{From: "CommandLine", To: "job.cmd_line"},
		field{From: "user", To: "job.user.name"},
		field{From: "user", To: "actor.user.name"},
	)
	m[kindAccount] = mapping("account management", ocsf.AccountChange, other,
		[]string{"User Account Creation", "User Account Modification", "User Account Deletion"},
		field{From: "user", To: "user.name"},
		field{From: "uid", To: "user.uid"},
	)
	m[kindGroup] = mapping("group management", ocsf.GroupManagement, other,
		[]string{"User Account Modification"},
		field{From: "group", To: "group.name"},
		field{To: "group.name", As: normalize.Const("unknown")},
		field{From: "gid", To: "group.uid"},
		field{From: "user", To: "user.name"},
	)
	m[kindService] = mapping("service started or stopped", ocsf.ApplicationLifecycle, start,
		[]string{"Service Metadata", "Host Status"},
		field{From: "unit", To: "app.name"},
		field{To: "app.name", As: normalize.Const("unknown")},
	)
	m[kindTraffic] = mapping("connection, netfilter", ocsf.NetworkActivity, trafficSeen,
		[]string{"Network Connection Creation", "Network Traffic Flow"}, traffic()...)
	m[kindModule] = mapping("kernel module loaded", ocsf.KernelExtensionActivity, loadModule,
		[]string{"Kernel Module Load"},
		field{From: "module", To: "driver.file.name"},
		field{To: "driver.file.name", As: normalize.Const("unknown")},
		field{To: "driver.file.type_id", As: normalize.ConstInt(1)},
	)
	sysmonMappings(m)
	return m
}

// mapping adds to fields what every event has.
func mapping(title string, class ocsf.Class, activity uint8, components []string, fields ...field) normalize.Mapping {
	return normalize.Mapping{Kind: title, Class: class, Activity: activity, Components: components, Fields: slices.Concat(fields, []field{
		{From: "message", To: "message"},
		{From: "hostname", To: "device.hostname"},
		{To: "device.type_id", As: normalize.ConstInt(0)},
		{From: "actor_user", To: "actor.user.name"},
		{From: "pid", To: "actor.process.pid"},
		{From: "program", To: "actor.app_name"},
		{From: "outcome", To: "status_id", As: normalize.Enum("1 for success, 2 for failure", map[string]int64{"success": 1, "failure": 2}, -1)},
		{From: "repeated", To: "count"},
	})}
}

func login() []field {
	return []field{
		{From: "user", To: "user.name"},
		{From: "uid", To: "user.uid"},
		{From: "src_ip", To: "src_endpoint.ip"},
		{From: "src_host", To: "src_endpoint.hostname"},
		{From: "src_port", To: "src_endpoint.port"},
		{From: "service", To: "service.name"},
		{From: "tty", To: "session.terminal"},
		{From: "session", To: "session.uid"},
		{From: "auth_method", To: "auth_protocol"},
		{From: "auth_method", To: "auth_protocol_id", As: normalize.ConvertInt("99", func([]byte) (int64, bool) { return 99, true })},
		{From: "src_ip", To: "is_remote", As: normalize.Convert("true", func([]byte) ([]byte, bool) { return []byte("true"), true })},
	}
}

func command() []field {
	return []field{
		{From: "CommandLine", To: "process.cmd_line"},
		{From: "Image", To: "process.file.path"},
		{From: "Image", To: "process.file.name", As: normalize.Base()},
		{From: "Image", To: "process.file.type_id", As: normalize.ConvertInt("1", func([]byte) (int64, bool) { return 1, true })},
		{From: "Image", To: "process.name", As: normalize.Base()},
		{From: "CurrentDirectory", To: "process.working_directory"},
		{From: "User", To: "process.user.name"},
		{From: "TTY", To: "actor.session.terminal"},
		{From: "pid", To: "process.pid"},
		{To: "launch_type_id", As: normalize.ConstInt(3)},
	}
}

func traffic() []field {
	return []field{
		{From: "src_ip", To: "src_endpoint.ip"},
		{From: "src_host", To: "src_endpoint.hostname"},
		{From: "src_port", To: "src_endpoint.port"},
		{From: "dst_ip", To: "dst_endpoint.ip"},
		{From: "dst_port", To: "dst_endpoint.port"},
		{From: "protocol", To: "connection_info.protocol_name"},
		{From: "protocol", To: "connection_info.direction_id", As: normalize.ConvertInt("0", func([]byte) (int64, bool) { return 0, true })},
	}
}
