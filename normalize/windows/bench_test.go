// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package windows

import (
	"testing"

	"gambeson/event"
	"gambeson/normalize"
)

// benchRecords is one record of the usual size in each wrapping: our own text.
func benchRecords() map[string]string {
	const exe = `C:\\Windows\\System32\\certutil.exe`
	const data = `"RuleName":"-","UtcTime":"2026-03-02 08:14:07.118","ProcessGuid":"{b3c1f0d2-55ef-6a31-0b02-00000000a301}",` +
		`"ProcessId":"6120","Image":"` + exe + `","FileVersion":"10.0.19041.1","Description":"CertUtil.exe","Product":"Windows",` +
		`"Company":"Microsoft Corporation","OriginalFileName":"CertUtil.exe","CommandLine":"certutil.exe -decode a.txt a.exe",` +
		`"CurrentDirectory":"C:\\Users\\m.weber\\","User":"CORP\\m.weber","LogonGuid":"{b3c1f0d2-1c40-6a31-9f4e-090000000000}",` +
		`"LogonId":"0x94e9f","TerminalSessionId":"1","IntegrityLevel":"Medium","Hashes":"SHA1=0AB1C2D3E4F5A6B7C8D9E0F1A2B3C4D5E6F70819,` +
		`MD5=00112233445566778899AABBCCDDEEFF","ParentProcessGuid":"{b3c1f0d2-54c7-6a31-fe01-00000000a301}","ParentProcessId":"5044",` +
		`"ParentImage":"C:\\Windows\\System32\\cmd.exe","ParentCommandLine":"\"C:\\Windows\\system32\\cmd.exe\" ","ParentUser":"CORP\\m.weber"`
	return map[string]string{
		"export": `{"Event":{"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon"}},"EventID":1,"Version":5,"Level":4,` +
			`"Task":1,"Opcode":0,"Keywords":"0x8000000000000000","TimeCreated":{"#attributes":{"SystemTime":"2026-03-02T08:14:07.118Z"}},` +
			`"EventRecordID":81734,"Execution":{"#attributes":{"ProcessID":2212,"ThreadID":3104}},"Channel":"Microsoft-Windows-Sysmon/Operational",` +
			`"Computer":"ws-0417.corp.example","Security":{"#attributes":{"UserID":"S-1-5-18"}}},"EventData":{` + data + `}}}`,
		"winlogbeat": `{"@timestamp":"2026-03-02T08:14:07.118Z","event":{"code":"1","provider":"Microsoft-Windows-Sysmon"},"log":{"level":"information"},` +
			`"winlog":{"channel":"Microsoft-Windows-Sysmon/Operational","event_id":"1","provider_name":"Microsoft-Windows-Sysmon",` +
			`"computer_name":"ws-0417.corp.example","record_id":81734,"event_data":{` + data + `}}}`,
		"nxlog": `{"EventTime":"2026-03-02 09:14:07","Hostname":"ws-0417.corp.example","Keywords":-9223372036854775808,"EventType":"INFO",` +
			`"SeverityValue":2,"Severity":"INFO","EventID":1,"SourceName":"Microsoft-Windows-Sysmon","Version":5,"Task":1,"OpcodeValue":0,` +
			`"RecordNumber":81734,"Channel":"Microsoft-Windows-Sysmon/Operational","SourceModuleType":"im_msvistalog",` + data + `}`,
		"snare": "<134>Mar  2 09:14:07 ws-0417 MSWinEventLog\t1\tSecurity\t4711\tMon Mar 02 09:14:07 2026\t4688\t" +
			"Microsoft-Windows-Security-Auditing\tCORP\\m.weber\tN/A\tSuccess Audit\tws-0417.corp.example\tProcess Creation\t\t" +
			"A new process has been created.    Creator Subject:   Security ID:  S-1-5-21-1-2-3-1104   Account Name:  m.weber   " +
			"Account Domain:  CORP   Logon ID:  0x94E9F    Target Subject:   Security ID:  S-1-0-0   Account Name:  -   Account Domain:  -   " +
			"Logon ID:  0x0    Process Information:   New Process ID:  0x17e8   New Process Name:  C:\\Windows\\System32\\certutil.exe   " +
			"Token Elevation Type:  %%1938   Mandatory Label:  S-1-16-8192   Creator Process ID:  0x13b4   Creator Process Name:  " +
			"C:\\Windows\\System32\\cmd.exe   Process Command Line:  certutil.exe -decode a.txt a.exe\t12",
	}
}

func BenchmarkRead(b *testing.B) {
	f := event.NewFields()
	x := New(f)
	if err := f.Freeze(); err != nil {
		b.Fatal(err)
	}
	e := event.New(f)
	n, err := normalize.New([]normalize.Format{x}, "")
	if err != nil {
		b.Fatal(err)
	}
	for name, record := range benchRecords() {
		b.Run(name, func(b *testing.B) {
			raw := []byte(record)
			b.ReportAllocs()
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				e.Reset(raw)
				if err := n.Normalize(e); err != nil {
					b.Fatal(err)
				}
			}
			if e.Class != 1007 {
				b.Fatalf("class %d", e.Class)
			}
		})
	}
}
