// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ecs

import (
	"slices"

	"gambeson/event"
	"gambeson/event/ocsf"
	"gambeson/normalize"
)

// mappings is indexed by kind.
func mappings() []normalize.Mapping {
	host := slices.Concat(common(), device())
	return []normalize.Mapping{
		base: {
			Kind: "Anything else", Class: ocsf.BaseEvent,
			Components: []string{"Application Log Content"}, Fields: common(),
		},
		finding: {
			Kind: "Alert", Class: ocsf.DetectionFinding, Activity: 1, Severity: event.SeverityMedium,
			Components: []string{"Application Log Content"},
			Fields:     slices.Concat(host, findings()),
		},
		process: {
			Kind: "Process", Class: ocsf.ProcessActivity,
			Components: []string{"Process Creation", "Process Termination", "Process Metadata", "Command Execution"},
			Fields:     slices.Concat(host, user("actor.user", "user"), processAt("process", "process")),
		},
		file: {
			Kind: "File", Class: ocsf.FileActivity,
			Components: []string{"File Creation", "File Modification", "File Deletion", "File Access"},
			Fields:     slices.Concat(host, user("actor.user", "user"), fileAt("file", "file.path", "file.name", "file.hash")),
		},
		module: {
			Kind: "Library or driver", Class: ocsf.ModuleActivity, Activity: 1,
			Components: []string{"Module Load", "Driver Load"},
			Fields: slices.Concat(host, user("actor.user", "user"), fileAt("module.file", "dll.path", "dll.name", "dll.hash"), []normalize.Field{
				{From: "dll.name", To: "module.load_type_id", As: number(0)},
				{From: "dll.path", To: "module.load_type_id", As: number(0)},
			}),
		},
		registry: {
			Kind: "Registry", Class: ocsf.RegistryKeyActivity,
			Components: []string{"Windows Registry Key Creation", "Windows Registry Key Modification", "Windows Registry Key Deletion"},
			Fields:     slices.Concat(host, user("actor.user", "user"), []normalize.Field{{From: "registry.path", To: "reg_key.path"}}),
		},
		network: {
			Kind: "Network connection", Class: ocsf.NetworkActivity,
			Components: []string{"Network Connection Creation", "Network Traffic Flow"},
			Fields:     slices.Concat(host, user("actor.user", "user"), traffic()),
		},
		dns: {
			Kind: "DNS", Class: ocsf.DNSActivity,
			Components: []string{"Active DNS", "Network Traffic Content"},
			Fields: slices.Concat(host, user("actor.user", "user"), traffic(), []normalize.Field{
				{From: "dns.question.name", To: "query.hostname"},
				{From: "dns.question.type", To: "query.type"},
				{From: "dns.question.class", To: "query.class"},
				{From: "dns.response_code", To: "rcode_id", As: normalize.Enum("response code", map[string]int64{
					"NOERROR": 0, "FORMERR": 1, "SERVFAIL": 2, "NXDOMAIN": 3, "NOTIMP": 4, "REFUSED": 5,
				}, -1)},
			}),
		},
		web: {
			Kind: "HTTP", Class: ocsf.HTTPActivity,
			Components: []string{"Network Traffic Content", "Response Content"},
			Fields:     slices.Concat(host, traffic(), request()),
		},
		auth: {
			Kind: "Authentication", Class: ocsf.Authentication, Activity: 1,
			Components: []string{"User Account Authentication", "Logon Session Creation"},
			Fields: slices.Concat(host, user("user", "user"), endpoints(), []normalize.Field{
				{From: "service.name", To: "service.name"},
				{From: "process.name", To: "service.name"},
				{From: "event.provider", To: "service.name"},
				{From: "event.module", To: "service.name"},
				{From: "user_agent.original", To: "http_request.user_agent"},
			}),
		},
		account: {
			Kind: "Account", Class: ocsf.AccountChange,
			Components: []string{"User Account Creation", "User Account Modification", "User Account Deletion"},
			Fields:     slices.Concat(host, user("actor.user", "user"), user("user", "user.target"), endpoints()),
		},
		group: {
			Kind: "Group", Class: ocsf.GroupManagement,
			Components: []string{"Group Modification"},
			Fields: slices.Concat(host, user("actor.user", "user"), user("user", "user.target"), endpoints(), []normalize.Field{
				{From: "group.name", To: "group.name"},
				{From: "user.target.group.name", To: "group.name"},
				{From: "group.id", To: "group.uid"},
				{From: "user.target.group.id", To: "group.uid"},
			}),
		},
	}
}

// acting maps what is there only under a condition ([Format.hasActing]): the
// process that acted, if it has an id, which is the parent of a process and the
// process itself otherwise; the user that changed the own account.
func acting(k kind) []normalize.Field {
	switch k {
	case process:
		return slices.Concat(processAt("process.parent_process", "process.parent"), processAt("actor.process", "process.parent"))
	case file, module, registry, network, dns:
		return processAt("actor.process", "process")
	case account:
		return user("user", "user")
	}
	return nil
}

func common() []normalize.Field {
	return []normalize.Field{
		{From: "event.id", To: "metadata.original_event_uid"},
		{From: "event.code", To: "metadata.event_code"},
		{From: "event.sequence", To: "metadata.sequence"},
		{From: "event.ingested", To: "metadata.logged_time", As: normalize.Millis()},
		{From: "trace.id", To: "metadata.correlation_uid"},
		{From: "message", To: "message"},
		{From: "event.reason", To: "status_detail"},
		{From: "error.message", To: "status_detail"},
		{From: "error.code", To: "status_code"},
		{From: "event.start", To: "start_time", As: normalize.Millis()},
		{From: "event.end", To: "end_time", As: normalize.Millis()},
	}
}

// device are the attributes of the host, and those that it requires where it
// can be named.
func device() []normalize.Field {
	fields := []normalize.Field{
		{From: "host.hostname", To: "device.hostname"},
		{From: "host.name", To: "device.hostname"},
		{From: "agent.name", To: "device.hostname"},
		{From: "host.name", To: "device.name"},
		{From: "host.id", To: "device.uid"},
		{From: "host.ip", To: "device.ip", As: normalize.IP()},
		{From: "host.domain", To: "device.domain"},
		{From: "host.os.full", To: "device.os.name"},
		{From: "host.os.name", To: "device.os.name"},
		{From: "host.os.platform", To: "device.os.name"},
		{From: "host.os.type", To: "device.os.name"},
		{From: "host.os.version", To: "device.os.version"},
	}
	for _, from := range []string{"host.os.type", "host.os.platform", "host.os.name", "host.os.full"} {
		fields = append(fields, normalize.Field{From: from, To: "device.os.type_id", As: osType()})
	}
	for _, from := range []string{"host.hostname", "host.name", "agent.name", "host.id", "host.ip"} {
		fields = append(fields, normalize.Field{From: from, To: "device.type_id", As: number(0)})
	}
	return fields
}

// user maps the user at an ECS prefix to the one at path.
func user(path, ecs string) []normalize.Field {
	return []normalize.Field{
		{From: ecs + ".name", To: path + ".name"},
		{From: ecs + ".id", To: path + ".uid"},
		{From: ecs + ".domain", To: path + ".domain"},
		{From: ecs + ".email", To: path + ".email_addr"},
		{From: ecs + ".full_name", To: path + ".full_name"},
	}
}

func processAt(path, ecs string) []normalize.Field {
	return slices.Concat([]normalize.Field{
		{From: ecs + ".pid", To: path + ".pid"},
		{From: ecs + ".entity_id", To: path + ".uid"},
		{From: ecs + ".name", To: path + ".name"},
		{From: ecs + ".command_line", To: path + ".cmd_line"},
		{From: ecs + ".working_directory", To: path + ".working_directory"},
		{From: ecs + ".start", To: path + ".created_time", As: normalize.Millis()},
	}, fileAt(path+".file", ecs+".executable", ecs+".name", ecs+".hash"))
}

// fileAt maps a file by its path or name, and what it requires.
func fileAt(to, path, name, hash string) []normalize.Field {
	fields := []normalize.Field{
		{From: path, To: to + ".path"},
		{From: path, To: to + ".name", As: normalize.Base()},
		{From: name, To: to + ".name"},
		{From: path, To: to + ".type_id", As: number(1)},
		{From: name, To: to + ".type_id", As: number(1)},
	}
	for i, h := range []struct {
		name string
		id   int64
	}{{"md5", 1}, {"sha1", 2}, {"sha256", 3}, {"sha512", 4}} {
		fields = append(fields,
			normalize.Field{From: hash + "." + h.name, To: to + ".hashes.value", Item: i},
			normalize.Field{From: hash + "." + h.name, To: to + ".hashes.algorithm_id", As: number(h.id), Item: i})
	}
	return fields
}

// endpoints are both ends of a connection, with places and networks.
func endpoints() []normalize.Field {
	var fields []normalize.Field
	for _, x := range [...][2]string{{"src_endpoint", "source"}, {"dst_endpoint", "destination"}} {
		to, from := x[0], x[1]
		fields = append(fields,
			normalize.Field{From: from + ".ip", To: to + ".ip", As: normalize.IP()},
			normalize.Field{From: from + ".address", To: to + ".ip", As: normalize.IP()},
			normalize.Field{From: from + ".port", To: to + ".port"},
			normalize.Field{From: from + ".domain", To: to + ".hostname"},
			normalize.Field{From: from + ".mac", To: to + ".mac"},
			normalize.Field{From: from + ".geo.city_name", To: to + ".location.city"},
			normalize.Field{From: from + ".geo.region_name", To: to + ".location.region"},
			normalize.Field{From: from + ".geo.country_iso_code", To: to + ".location.country"},
			normalize.Field{From: from + ".geo.country_name", To: to + ".location.country"},
			normalize.Field{From: from + ".as.number", To: to + ".autonomous_system.number"},
			normalize.Field{From: from + ".as.organization.name", To: to + ".autonomous_system.name"})
	}
	return fields
}

func traffic() []normalize.Field {
	return slices.Concat(endpoints(), []normalize.Field{
		{From: "network.bytes", To: "traffic.bytes"},
		{From: "network.packets", To: "traffic.packets"},
		{From: "source.bytes", To: "traffic.bytes_out"},
		{From: "source.packets", To: "traffic.packets_out"},
		{From: "destination.bytes", To: "traffic.bytes_in"},
		{From: "destination.packets", To: "traffic.packets_in"},
		{From: "network.transport", To: "connection_info.protocol_name"},
		{From: "network.iana_number", To: "connection_info.protocol_num"},
		{From: "network.community_id", To: "connection_info.community_uid"},
		{From: "network.direction", To: "connection_info.direction_id", As: direction()},
		{From: "network.transport", To: "connection_info.direction_id", As: number(0)},
		{From: "network.iana_number", To: "connection_info.direction_id", As: number(0)},
		{From: "network.community_id", To: "connection_info.direction_id", As: number(0)},
		{From: "network.protocol", To: "app_name"},
	})
}

func request() []normalize.Field {
	return []normalize.Field{
		{From: "url.full", To: "http_request.url.url_string"},
		{From: "url.original", To: "http_request.url.url_string"},
		{From: "url.path", To: "http_request.url.path"},
		{From: "url.path", To: "http_request.url.url_string"},
		{From: "url.query", To: "http_request.url.query_string"},
		{From: "url.domain", To: "http_request.url.hostname"},
		{From: "url.scheme", To: "http_request.url.scheme"},
		{From: "url.port", To: "http_request.url.port"},
		{From: "http.request.referrer", To: "http_request.referrer", As: normalize.Unless("-")},
		{From: "http.request.id", To: "http_request.uid"},
		{From: "http.request.body.bytes", To: "http_request.body_length"},
		{From: "http.version", To: "http_request.version"},
		{From: "user_agent.original", To: "http_request.user_agent"},
		{From: "http.response.status_code", To: "http_response.code"},
	}
}

func findings() []normalize.Field {
	return []normalize.Field{
		{From: "event.id", To: "finding_info.uid"},
		{From: "rule.uuid", To: "finding_info.uid"},
		{From: "rule.id", To: "finding_info.uid"},
		{From: "rule.name", To: "finding_info.title"},
		{From: "event.action", To: "finding_info.title"},
		{From: "rule.description", To: "finding_info.desc"},
		{From: "rule.category", To: "finding_info.types"},
		{From: "source.ip", To: "evidences.src_endpoint.ip", As: normalize.IP()},
		{From: "source.port", To: "evidences.src_endpoint.port"},
		{From: "destination.ip", To: "evidences.dst_endpoint.ip", As: normalize.IP()},
		{From: "destination.port", To: "evidences.dst_endpoint.port"},
		{From: "user.name", To: "evidences.user.name"},
		{From: "user.id", To: "evidences.user.uid"},
		{From: "process.pid", To: "evidences.process.pid"},
		{From: "process.entity_id", To: "evidences.process.uid"},
	}
}
