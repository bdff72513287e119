// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import "gambeson/normalize"

func sysmonFile() []eventKind {
	file := func(id uint32, name string, activity uint8, component string, more ...normalize.Field) eventKind {
		return eventKind{channels: sysmonChannel(), ids: []uint32{id}, Mapping: normalize.Mapping{
			Kind: name, Class: 1001, Activity: activity, Components: []string{component},
			Fields: join(fileAt("TargetFilename", "file"), more, acting()),
		}}
	}
	created := normalize.Field{From: "CreationUtcTime", To: "file.created_time", As: normalize.Millis()}
	refused := normalize.Field{To: "status_id", As: normalize.ConstInt(2)}
	pipe := func(id uint32, name string, activity uint8) eventKind {
		return eventKind{channels: sysmonChannel(), ids: []uint32{id}, Mapping: normalize.Mapping{
			Kind: name, Class: 1001, Activity: activity, Components: []string{"Named Pipe Metadata"},
			Fields: join([]normalize.Field{
				{From: "PipeName", To: "file.path", As: text()},
				{From: "PipeName", To: "file.name", As: base()},
				{From: "PipeName", To: "file.type_id", As: where(6)},
			}, acting()),
		}}
	}
	return []eventKind{
		file(2, "Sysmon 2: file creation time changed", 6, "File Metadata", created),
		{channels: sysmonChannel(), ids: []uint32{9}, Mapping: normalize.Mapping{
			Kind: "Sysmon 9: raw read of a drive", Class: 1001, Activity: 2, Components: []string{"Drive Access"},
			Fields: join([]normalize.Field{
				{From: "Device", To: "file.path", As: text()},
				{From: "Device", To: "file.name", As: base()},
				{From: "Device", To: "file.type_id", As: where(4)},
			}, acting()),
		}},
		file(11, "Sysmon 11: file created", 1, "File Creation", created),
		file(15, "Sysmon 15: file stream created", 1, "File Creation", append(hashes("Hash", "file.hashes"), created)...),
		file(23, "Sysmon 23: file deleted and archived", 4, "File Deletion", hashes("Hashes", "file.hashes")...),
		file(26, "Sysmon 26: file deleted", 4, "File Deletion", hashes("Hashes", "file.hashes")...),
		file(27, "Sysmon 27: executable blocked", 1, "File Creation", append(hashes("Hashes", "file.hashes"), refused)...),
		file(28, "Sysmon 28: shredding blocked", 4, "File Deletion", append(hashes("Hashes", "file.hashes"), refused)...),
		file(29, "Sysmon 29: executable detected", 1, "File Creation", hashes("Hashes", "file.hashes")...),
		pipe(17, "Sysmon 17: pipe created", 1),
		pipe(18, "Sysmon 18: pipe connected", 14),
	}
}

func sysmonRegistry() []eventKind {
	key := func(only variant, name string, activity uint8, component string) eventKind {
		return eventKind{channels: sysmonChannel(), ids: []uint32{12}, only: only, Mapping: normalize.Mapping{
			Kind: name, Class: 201001, Activity: activity, Components: []string{component},
			Fields: join([]normalize.Field{{From: "TargetObject", To: "reg_key.path", As: text()}}, acting()),
		}}
	}
	value := []normalize.Field{
		{From: "TargetObject", To: "reg_value.path", As: parent()},
		{From: "TargetObject", To: "reg_value.name", As: base()},
	}
	return []eventKind{
		key(anyVariant, "Sysmon 12: registry key created", 1, "Windows Registry Key Creation"),
		key(registryKeyDelete, "Sysmon 12: registry key deleted", 4, "Windows Registry Key Deletion"),
		{channels: sysmonChannel(), ids: []uint32{12}, only: registryValue, Mapping: normalize.Mapping{
			Kind: "Sysmon 12: registry value deleted", Class: 201002, Activity: 4,
			Components: []string{"Windows Registry Key Modification"}, Fields: join(value, acting()),
		}},
		{channels: sysmonChannel(), ids: []uint32{13}, Mapping: normalize.Mapping{
			Kind: "Sysmon 13: registry value set", Class: 201002, Activity: 2,
			Components: []string{"Windows Registry Key Modification"},
			Fields:     join(value, []normalize.Field{{From: "Details", To: "reg_value.data"}}, acting()),
		}},
		{channels: sysmonChannel(), ids: []uint32{14}, Mapping: normalize.Mapping{
			Kind: "Sysmon 14: registry key renamed", Class: 201001, Activity: 5,
			Components: []string{"Windows Registry Key Modification"},
			Fields: join([]normalize.Field{
				{From: "NewName", To: "reg_key.path", As: text()},
				{From: "TargetObject", To: "prev_reg_key.path", As: text()},
			}, acting()),
		}},
	}
}

func sysmonNetwork() []eventKind {
	return []eventKind{
		{channels: sysmonChannel(), ids: []uint32{3}, Mapping: normalize.Mapping{
			Kind: "Sysmon 3: network connection", Class: 4001, Activity: 1,
			Components: []string{"Network Connection Creation"},
			Fields: join([]normalize.Field{
				{From: "SourceIp", To: "src_endpoint.ip", As: address()},
				{From: "SourcePort", To: "src_endpoint.port", As: port()},
				{From: "SourceHostname", To: "src_endpoint.hostname", As: text()},
				{From: "DestinationIp", To: "dst_endpoint.ip", As: address()},
				{From: "DestinationPort", To: "dst_endpoint.port", As: port()},
				{From: "DestinationHostname", To: "dst_endpoint.hostname", As: text()},
				{From: "Protocol", To: "connection_info.protocol_name", As: text()},
				{From: "Initiated", To: "connection_info.direction_id", As: initiated()},
				{To: "connection_info.direction_id", As: normalize.ConstInt(0)},
			}, acting()),
		}},
		{channels: sysmonChannel(), ids: []uint32{22}, Mapping: normalize.Mapping{
			Kind: "Sysmon 22: DNS query", Class: 4003, Activity: 1, Components: []string{"Network Traffic Content"},
			Fields: join([]normalize.Field{
				{From: "QueryName", To: "query.hostname", As: text()},
				{From: "QueryResults", To: "answers.rdata", As: answers()},
				{From: "QueryStatus", To: "status_id", As: ntStatus()},
				{From: "QueryStatus", To: "status_code", As: text()},
				{From: "QueryStatus", To: "rcode_id", As: normalize.Enum("DNS error of Windows", map[string]int64{
					"0": 0, "9001": 1, "9002": 2, "9003": 3, "9004": 4, "9005": 5,
				}, 99)},
				{From: "Computer", To: "src_endpoint.hostname", As: text()},
			}, acting()),
		}},
	}
}
