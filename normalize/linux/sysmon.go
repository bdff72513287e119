// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package linux

import (
	"bytes"

	"gambeson/event"
	"gambeson/normalize"
)

// The channel and the provider of Sysmon for Linux, as it names them itself.
const (
	sysmonChannel  = "Linux-Sysmon/Operational"
	sysmonProvider = "Linux-Sysmon"
)

// sysmonFields are the names of the data that Sysmon for Linux writes.
func sysmonFields(f *event.Fields) map[string]event.Slot {
	t := make(map[string]event.Slot)
	for _, n := range []string{
		"EventID", "Computer", "Channel", "Provider_Name",
		"RuleName", "UtcTime", "ProcessGuid", "ProcessId", "Image", "FileVersion", "Description", "Product", "Company", "OriginalFileName",
		"CommandLine", "CurrentDirectory", "User", "LogonGuid", "LogonId", "TerminalSessionId", "IntegrityLevel", "Hashes",
		"ParentProcessGuid", "ParentProcessId", "ParentImage", "ParentCommandLine", "ParentUser",
		"Protocol", "Initiated", "SourceIsIpv6", "SourceIp", "SourceHostname", "SourcePort", "SourcePortName",
		"DestinationIsIpv6", "DestinationIp", "DestinationHostname", "DestinationPort", "DestinationPortName",
		"TargetFilename", "CreationUtcTime", "Device", "IsExecutable", "Archived", "State", "Version", "SchemaVersion",
		"Configuration", "ConfigurationFileHash", "ID",
	} {
		t[n] = f.Native(n)
	}
	return t
}

// sysmon reads the XML that Sysmon for Linux writes to syslog.
func (m *message) sysmon() {
	text := m.text
	if !bytes.HasPrefix(text, []byte("<Event>")) {
		return
	}
	id, ok := between(text, "<EventID>", "</EventID>")
	number, valid := normalize.ParseInt(id)
	if !ok || !valid || number < 0 || number > 1<<16 {
		return
	}
	m.e.EventID, m.e.Channel, m.e.Provider = uint32(number), sysmonChannel, sysmonProvider
	m.e.Vendor, m.e.Product = "Microsoft", "Sysmon for Linux"
	m.named("EventID", id)
	m.named("Channel", []byte(sysmonChannel))
	m.named("Provider_Name", []byte(sysmonProvider))
	if computer, ok := between(text, "<Computer>", "</Computer>"); ok {
		m.named("Computer", computer)
	}
	if created, ok := between(text, `SystemTime="`, `"`); ok {
		if ns, ok := normalize.ParseTime(created); ok {
			m.e.Time = ns
		}
	}
	m.sysmonData(text)
	switch number {
	case 1:
		m.is(kindSysmonProcess, launch)
	case 3:
		m.is(kindSysmonNetwork, connectionOpened)
	case 5:
		m.is(kindSysmonProcess, terminate)
	case 9:
		m.is(kindSysmonFile, readFile)
	case 11:
		m.is(kindSysmonFile, createFile)
	case 23, 26:
		m.is(kindSysmonFile, deleteFile)
	}
}

// sysmonData binds <Data Name="NAME">TEXT</Data>.
func (m *message) sysmonData(b []byte) {
	for !m.e.Full() {
		var ok bool
		if _, b, ok = bytes.Cut(b, []byte(`<Data Name="`)); !ok {
			return
		}
		name, rest, ok := bytes.Cut(b, []byte(`">`))
		value, after, closed := bytes.Cut(rest, []byte("</Data>"))
		if !ok || !closed {
			return
		}
		m.named(string(name), value)
		b = after
	}
}

// named binds a value of Sysmon's by its name; "-" is none.
func (m *message) named(name string, value []byte) {
	s, ok := m.f.sysmonNames[name]
	if !ok || len(value) == 0 || string(value) == "-" {
		return
	}
	var scratch [1024]byte
	m.e.SetString(s, unescapeXML(scratch[:0], value))
}

// unescapeXML replaces the five entities of XML; in itself where there is none.
func unescapeXML(out, in []byte) []byte {
	if bytes.IndexByte(in, '&') < 0 {
		return in
	}
	for len(in) > 0 {
		n := 1
		c := in[0]
		if c == '&' {
			for _, x := range [...]struct {
				name string
				char byte
			}{{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}} {
				if bytes.HasPrefix(in, []byte(x.name)) {
					n, c = len(x.name), x.char
					break
				}
			}
		}
		out = append(out, c)
		in = in[n:]
	}
	return out
}
