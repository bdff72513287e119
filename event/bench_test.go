// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"bytes"
	"testing"
)

// sysmonJSON is a process creation as NXLog writes it: our own text, of the
// usual size and number of fields.
const sysmonJSON = `{"EventTime":"2026-03-02 09:14:07","Hostname":"ws-0417.corp.example","Keywords":-9223372036854775808,` +
	`"EventType":"INFO","SeverityValue":2,"Severity":"INFO","EventID":1,"SourceName":"Microsoft-Windows-Sysmon",` +
	`"ProviderGuid":"{5770385F-C22A-43E0-BF4C-06F5698FFBD9}","Version":5,"Task":1,"OpcodeValue":0,"RecordNumber":81734,` +
	`"ProcessID":2212,"ThreadID":3104,"Channel":"Microsoft-Windows-Sysmon/Operational","Domain":"NT AUTHORITY",` +
	`"AccountName":"SYSTEM","UserID":"S-1-5-18","AccountType":"User","Message":"Process Create:\r\nRuleName: -\r\n` +
	`UtcTime: 2026-03-02 08:14:07.118\r\nImage: C:\\Windows\\System32\\certutil.exe","Category":"Process Create (rule: ProcessCreate)",` +
	`"Opcode":"Info","RuleName":"-","UtcTime":"2026-03-02 08:14:07.118","ProcessGuid":"{b3c1f0d2-55ef-6a31-0b02-00000000a301}",` +
	`"ProcessId":"6120","Image":"C:\\Windows\\System32\\certutil.exe","FileVersion":"10.0.19041.1 (WinBuild.160101.0800)",` +
	`"Description":"CertUtil.exe","Product":"Microsoft Windows Operating System","Company":"Microsoft Corporation",` +
	`"OriginalFileName":"CertUtil.exe","CommandLine":"certutil.exe -decode C:\\Users\\Public\\a.txt C:\\Users\\Public\\a.exe",` +
	`"CurrentDirectory":"C:\\Users\\m.weber\\","User":"CORP\\m.weber","LogonGuid":"{b3c1f0d2-1c40-6a31-9f4e-090000000000}",` +
	`"LogonId":"0x94e9f","TerminalSessionId":"1","IntegrityLevel":"Medium","Hashes":"SHA1=0AB1C2D3E4F5A6B7C8D9E0F1A2B3C4D5E6F70819,` +
	`MD5=00112233445566778899AABBCCDDEEFF","ParentProcessGuid":"{b3c1f0d2-54c7-6a31-fe01-00000000a301}","ParentProcessId":"5044",` +
	`"ParentImage":"C:\\Windows\\System32\\cmd.exe","ParentCommandLine":"\"C:\\Windows\\system32\\cmd.exe\" ",` +
	`"EventReceivedTime":"2026-03-02 09:14:08","SourceModuleName":"eventlog","SourceModuleType":"im_msvistalog"}`

func benchEvent(b *testing.B) (*Event, *Shape, []Slot) {
	b.Helper()
	f := NewFields()
	s := f.Shape()
	var slots []Slot
	for _, n := range []string{
		"EventID", "Channel", "Hostname", "Image", "CommandLine", "ParentImage", "ParentCommandLine", "User", "Hashes",
		"OriginalFileName", "IntegrityLevel", "ProcessId", "ParentProcessId", "CurrentDirectory", "Description", "Product",
		"Company", "LogonId", "UtcTime", "ProcessGuid", "TargetFilename", "TargetObject", "Details", "DestinationIp",
	} {
		slots = append(slots, f.Native(n))
	}
	if err := f.Freeze(); err != nil {
		b.Fatal(err)
	}
	return New(f), s, slots
}

// BenchmarkParseJSON is the cost of the tree alone.
func BenchmarkParseJSON(b *testing.B) {
	e, _, _ := benchEvent(b)
	raw := []byte(sysmonJSON)
	b.ReportAllocs()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		e.Reset(raw)
		if err := e.ParseJSON(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseAndBind adds the binding of 24 fields.
func BenchmarkParseAndBind(b *testing.B) {
	e, s, _ := benchEvent(b)
	raw := []byte(sysmonJSON)
	b.ReportAllocs()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		e.Reset(raw)
		if err := e.ParseJSON(); err != nil {
			b.Fatal(err)
		}
		e.BindShape(s)
	}
}

// BenchmarkSlotsAsRules is what a rule engine does with the slots: 1,000
// lookups and comparisons an event.
func BenchmarkSlotsAsRules(b *testing.B) {
	e, s, slots := benchEvent(b)
	e.Reset([]byte(sysmonJSON))
	if err := e.ParseJSON(); err != nil {
		b.Fatal(err)
	}
	e.BindShape(s)
	suffix := []byte(`\powershell.exe`)
	b.ReportAllocs()
	for b.Loop() {
		hits := 0
		for i := range 1000 {
			for v := e.Get(slots[i%len(slots)]); v.Exists(); v = v.Next() {
				if bytes.HasSuffix(v.Text(), suffix) {
					hits++
				}
			}
		}
		if hits != 0 {
			b.Fatal("matched")
		}
	}
}

// BenchmarkSlotsAsColumns is what a lake writer does with them: the text of 24
// fields appended to a column each.
func BenchmarkSlotsAsColumns(b *testing.B) {
	e, s, slots := benchEvent(b)
	e.Reset([]byte(sysmonJSON))
	if err := e.ParseJSON(); err != nil {
		b.Fatal(err)
	}
	e.BindShape(s)
	columns := make([][]byte, len(slots))
	b.ReportAllocs()
	for b.Loop() {
		for i, slot := range slots {
			columns[i] = append(columns[i][:0], e.Get(slot).Text()...)
		}
	}
}
