// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package auditd

import (
	"net/netip"
	"slices"

	"gambeson/normalize"
)

func join(parts ...[]field) []field { return slices.Concat(parts...) }

// unset skips what the audit system writes for "no value".
func unset() normalize.Conversion {
	return normalize.Unless("?", "unset", "(unset)", "4294967295", "-1", "(none)", "(null)", "UNSET", "")
}

// host is what every event has.
func host() []field {
	return []field{
		{From: "node", To: "device.hostname"},
		{To: "device.type_id", As: normalize.ConstInt(0)},
		{From: "exit", To: "status_id", As: inProgress()},
		{From: "success", To: "status_id", As: outcome()},
		{From: "res", To: "status_id", As: outcome()},
		{From: "exit", To: "status_code", As: failure()},
		{From: "sequence", To: "metadata.sequence"},
	}
}

// inProgress is the outcome of a connect that does not wait: not known yet.
func inProgress() normalize.Conversion {
	return normalize.Enum("99 for a call in progress (EINPROGRESS)", map[string]int64{"-115": 99, "EINPROGRESS(Operation": 99}, -1)
}

// failure is the error number of a call, as the kernel returns it.
func failure() normalize.Conversion {
	return normalize.Convert("where negative or a name", func(in []byte) ([]byte, bool) {
		return in, len(in) > 0 && (in[0] == '-' || in[0] == 'E')
	})
}

func outcome() normalize.Conversion {
	return normalize.Enum("1 for success, 2 for failure", map[string]int64{
		"yes": 1, "success": 1, "1": 1, "no": 2, "failed": 2, "0": 2,
	}, 0)
}

// user is who acts: the one who logged in, whom su and sudo do not change.
func user() []field {
	return []field{
		{From: "LoginUid", To: "actor.user.uid", As: userID()},
		{From: "LoginUser", To: "actor.user.name", As: unset()},
		{From: "LoginUid", To: "actor.user.name", As: userName()},
		{From: "ses", To: "actor.session.uid", As: unset()},
		{From: "tty", To: "actor.session.terminal", As: unset()},
	}
}

// effective is the user as which a process runs.
func effective(at string) []field {
	return []field{
		{From: "uid", To: at + "uid", As: userID()},
		{From: "UID", To: at + "name", As: unset()},
		{From: "uid", To: at + "name", As: userName()},
	}
}

// userID is the number of a user; ausearch --interpret writes names.
func userID() normalize.Conversion {
	return normalize.Convert("where a number and set", func(in []byte) ([]byte, bool) {
		return in, len(in) > 0 && '0' <= in[0] && in[0] <= '9' && string(in) != "4294967295"
	})
}

// userName is the name of a user where the number's field has it, or is 0.
func userName() normalize.Conversion {
	root := []byte("root")
	return normalize.Convert("where a name; root for 0", func(in []byte) ([]byte, bool) {
		if string(in) == "0" {
			return root, true
		}
		return in, len(in) > 0 && 'a' <= in[0]|0x20 && in[0]|0x20 <= 'z' && string(in) != "unset"
	})
}

// actor is who acts and the process it acts by.
func actor() []field {
	return join(user(), effective("actor.process.user."), []field{
		{From: "ProcessId", To: "actor.process.pid"},
		{From: "ParentProcessId", To: "actor.process.parent_process.pid"},
		{From: "Image", To: "actor.process.file.path", As: unset()},
		{From: "Image", To: "actor.process.file.name", As: normalize.Base()},
		{From: "comm", To: "actor.process.name"},
		{From: "proctitle", To: "actor.process.cmd_line"},
	}, typed("actor.process.file.", "Image"))
}

// typed gives a file its type, where From is there.
func typed(at, from string) []field {
	return []field{{From: from, To: at + "type_id", As: normalize.ConvertInt("1", func([]byte) (int64, bool) { return 1, true })}}
}

func process() []field {
	return join([]field{
		{From: "ProcessId", To: "process.pid"},
		{From: "ParentProcessId", To: "process.parent_process.pid"},
		{From: "ParentProcessId", To: "actor.process.pid"},
		{From: "Image", To: "process.file.path", As: unset()},
		{From: "Image", To: "process.file.name", As: normalize.Base()},
		{From: "Image", To: "process.name", As: normalize.Base()},
		{From: "CommandLine", To: "process.cmd_line"},
		{From: "CurrentDirectory", To: "process.working_directory"},
		{To: "launch_type_id", As: normalize.ConstInt(3)},
	}, effective("process.user."), typed("process.file.", "Image"))
}

// command is that of sudo: the record names sudo's process, not the new one.
func command() []field {
	return []field{
		{From: "ProcessId", To: "process.pid"},
		{From: "cmd", To: "process.cmd_line"},
		{From: "CurrentDirectory", To: "process.working_directory"},
		{To: "launch_type_id", As: normalize.ConstInt(3)},
	}
}

func files() []field {
	return []field{
		{From: "path", To: "file.path"},
		{From: "path", To: "file.name", As: normalize.Base()},
		{From: "path_result", To: "file_result.path"},
		{From: "path_result", To: "file_result.name", As: normalize.Base()},
	}
}

func endpoints() []field {
	return []field{
		{From: "DestinationIp", To: "dst_endpoint.ip"},
		{From: "DestinationPort", To: "dst_endpoint.port"},
		{From: "SourceIp", To: "src_endpoint.ip"},
		{From: "SourcePort", To: "src_endpoint.port"},
	}
}

func login() []field {
	return []field{
		{From: "acct", To: "user.name", As: unset()},
		{From: "ID", To: "user.name", As: unset()},
		{From: "id", To: "user.uid", As: userID()},
		{From: "id", To: "user.name", As: userName()},
		{From: "addr", To: "src_endpoint.ip", As: unset()},
		{From: "hostname", To: "src_endpoint.hostname", As: hostName()},
		{From: "terminal", To: "session.terminal", As: unset()},
		{From: "ses", To: "session.uid", As: unset()},
		{From: "Image", To: "service.name", As: normalize.Base()},
		{To: "service.name", As: normalize.Const("login")},
	}
}

// hostName skips addresses, which programs write as the host name too.
func hostName() normalize.Conversion {
	return normalize.Convert("unless ? or an address", func(in []byte) ([]byte, bool) {
		if string(in) == "?" {
			return nil, false
		}
		_, err := netip.ParseAddr(string(in))
		return in, err != nil
	})
}

func account() []field {
	return []field{
		{From: "acct", To: "user.name", As: unset()},
		{From: "ID", To: "user.name", As: unset()},
		{From: "id", To: "user.uid", As: userID()},
		{From: "addr", To: "src_endpoint.ip", As: unset()},
		{From: "hostname", To: "src_endpoint.hostname", As: hostName()},
	}
}

func group() []field {
	return []field{
		{From: "grp", To: "group.name", As: unset()},
		{From: "acct", To: "group.name", As: unset()},
		{From: "id", To: "group.uid", As: unset()},
		{To: "group.name", As: normalize.Const("unknown")},
		{From: "addr", To: "src_endpoint.ip", As: unset()},
	}
}

func member() []field {
	return []field{
		{From: "grp", To: "group.name", As: unset()},
		{From: "acct", To: "user.name", As: unset()},
		{From: "addr", To: "src_endpoint.ip", As: unset()},
	}
}

// absolutePath skips a module's bare name.
func absolutePath() normalize.Conversion {
	return normalize.Convert("where absolute", func(in []byte) ([]byte, bool) { return in, len(in) > 0 && in[0] == '/' })
}
