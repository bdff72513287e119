// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import "gambeson/event"

// slots are the fields that are read out of messages.
type slots struct {
	program, message, user, actorUser, uid, group, gid, home, shell, outcome event.Slot
	srcIP, srcHost, srcPort, dstIP, dstPort, protocol                        event.Slot
	method, keyType, fingerprint, service, session, tty                      event.Slot
	job, unit, module, repeated                                              event.Slot
	sudoTTY, sudoPWD, sudoUser, sudoGroup, command                           event.Slot
	commandLine, image, directory, runAs                                     event.Slot
	deviceName, targetUser, processPID                                       event.Slot
}

func newSlots(f *event.Fields) slots {
	return slots{
		program: f.Native("program"), message: f.Native("message"), user: f.Native("user"), actorUser: f.Native("actor_user"), uid: f.Native("uid"),
		group: f.Native("group"), gid: f.Native("gid"), home: f.Native("home"), shell: f.Native("shell"), outcome: f.Native("outcome"),
		srcIP: f.Native("src_ip"), srcHost: f.Native("src_host"), srcPort: f.Native("src_port"),
		dstIP: f.Native("dst_ip"), dstPort: f.Native("dst_port"), protocol: f.Native("protocol"),
		method: f.Native("auth_method"), keyType: f.Native("key_type"), fingerprint: f.Native("key_fingerprint"),
		service: f.Native("service"), session: f.Native("session"), tty: f.Native("tty"),
		job: f.Native("job"), unit: f.Native("unit"), module: f.Native("module"), repeated: f.Native("repeated"),
		sudoTTY: f.Native("TTY"), sudoPWD: f.Native("PWD"), sudoUser: f.Native("USER"), sudoGroup: f.Native("GROUP"), command: f.Native("COMMAND"),
		commandLine: f.Native("CommandLine"), image: f.Native("Image"), directory: f.Native("CurrentDirectory"), runAs: f.Native("User"),
		deviceName: f.OCSF("device.name"), targetUser: f.OCSF("user.name"),
		processPID: f.OCSF("process.pid"),
	}
}
