// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package auditd

import (
	"bytes"
	"fmt"

	"gambeson/event"
	"gambeson/normalize"
)

// A Format reads audit records. It implements [normalize.Joiner].
type Format struct {
	info     normalize.Info
	types    map[string]recordType
	names    map[string][]string // of system calls, by architecture
	calls    map[string]call
	shape    *event.Shape
	slots    slots
	mappings [kinds]*normalize.Compiled
}

// slots are the fields that are derived from records.
type slots struct {
	syscall, syscallName, commandLine, user, path, target, result                              event.Slot
	srcIP, srcPort, dstIP, dstPort, initiated, module                                          event.Slot
	fileType, resultType, deviceName, direction, targetUser, targetUserID, loginUID, loginUser event.Slot
	pid, ppid, image, comm, uid, title, actorPID, processPID                                   event.Slot
}

// New returns a format whose names are in f.
func New(f *event.Fields) *Format {
	x := &Format{info: info(),
		types: recordTypes(),
		names: callTables(),
		calls: calls(),
		shape: f.Shape().Flatten("records").
			Alias("records.exe", "Image").
			Alias("records.cwd", "CurrentDirectory").
			Alias("records.pid", "ProcessId").
			Alias("records.ppid", "ParentProcessId"),
		slots: slots{
			syscall: f.Native("syscall"), syscallName: f.Native("SYSCALL"), commandLine: f.Native("CommandLine"),
			user: f.Native("User"), path: f.Native("path"), target: f.Native("TargetFilename"), result: f.Native("path_result"),
			srcIP: f.Native("SourceIp"), srcPort: f.Native("SourcePort"), initiated: f.Native("Initiated"),
			dstIP: f.Native("DestinationIp"), dstPort: f.Native("DestinationPort"),
			module:   f.Native("ImageLoaded"),
			fileType: f.OCSF("file.type_id"), resultType: f.OCSF("file_result.type_id"), deviceName: f.OCSF("device.name"),
			direction: f.OCSF("connection_info.direction_id"), targetUser: f.OCSF("user.name"), targetUserID: f.OCSF("user.uid"),
			pid: f.Native("pid"), ppid: f.Native("ppid"), image: f.Native("Image"), comm: f.Native("comm"), uid: f.Native("uid"), title: f.Native("proctitle"),
			actorPID: f.OCSF("actor.process.pid"), processPID: f.OCSF("process.pid"),
			loginUID: f.Native("LoginUid"), loginUser: f.Native("LoginUser"),
		},
	}
	for k, m := range mappings() {
		x.mappings[k] = m.Compile(f)
	}
	return x
}

// Info implements [normalize.Format].
func (f *Format) Info() normalize.Info { return f.info }

func info() normalize.Info {
	return normalize.Info{
		Name: "auditd", Title: "Linux audit", Vendor: "Linux", Product: "auditd",
		Shapes: []string{
			"audit.log, raw or enriched, with or without node=",
			"audit records behind a syslog header",
			"ausearch --raw and --interpret",
		},
		Mappings: mappings(),
		Sources: []string{
			"man pages audit(8), auditd.conf(5), ausearch(8)",
			"linux/audit.h, libaudit.h: record types",
			"asm/unistd.h: system call numbers",
		},
	}
}

// Claim implements [normalize.Format]: a record names its type and the audit
// system's own time stamp.
func (*Format) Claim(e *event.Event) normalize.Confidence {
	if e.Root().Exists() {
		return normalize.No
	}
	if _, ok := parseHeader(firstLine(e.Raw())); ok {
		return normalize.Sure
	}
	return normalize.No
}

// JoinKey implements [normalize.Joiner]: the time stamp and serial number.
func (f *Format) JoinKey(record []byte) (key []byte, last bool) {
	h, ok := parseHeader(record)
	if !ok || f.types[string(h.typ)].alone() {
		return nil, false
	}
	return h.stamp, string(h.typ) == "EOE"
}

// Read implements [normalize.Format].
func (f *Format) Read(e *event.Event) error {
	h, ok := parseHeader(firstLine(e.Raw()))
	if !ok {
		return fmt.Errorf("%w: not an audit record", normalize.ErrMalformed)
	}
	r := reading{id: f.types[string(h.typ)].id}
	e.BeginObject(nil)
	if len(h.node) > 0 {
		e.AddString([]byte("node"), h.node)
		e.Sensor = string(h.node)
	}
	e.Time = h.time()
	e.AddString([]byte("timestamp"), h.clock)
	e.AddNumber([]byte("sequence"), h.serial)
	if err := f.records(e, &r); err != nil {
		return err
	}
	e.End()
	e.Channel, e.Provider, e.EventID = "audit", "auditd", r.id
	e.BindShape(f.shape)
	f.finish(e, &r)
	return nil
}

// records builds the list of the event's records.
func (f *Format) records(e *event.Event, r *reading) error {
	e.BeginList([]byte("records"))
	for rest := e.Raw(); len(rest) > 0; {
		line := firstLine(rest)
		rest = rest[min(len(rest), len(line)+1):]
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		h, ok := parseHeader(line)
		if !ok || e.Full() {
			return fmt.Errorf("%w: not an audit record: %.40q", normalize.ErrMalformed, line)
		}
		f.record(e, r, h)
	}
	e.End()
	return nil
}

func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return line
}
