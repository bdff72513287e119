// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkScan measures a scan with all that comes with the program, rules and rooms, on one worker: from a file of
// 20,000 process creations and connections as Sysmon writes them to findings. An operation is a scan of the file,
// without loading the rules.
func BenchmarkScan(b *testing.B) {
	const events = 20_000
	path := filepath.Join(b.TempDir(), "sysmon.ndjson")
	data := sysmonLike(events)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		b.Fatal(err)
	}
	c := DefaultConfig()
	c.prepareScan()
	c.Scan.Workers = 1
	p := &program{Env: Env{Stdin: bytes.NewReader(nil), Stdout: io.Discard, Stderr: io.Discard}}
	e, err := p.scanEngine(&c, scanFlags{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		s, err := newScan(p, &c, e, formatNDJSON, 99)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.run(b.Context(), []string{path}); err != nil {
			b.Fatal(err)
		}
		if n := s.records.Load(); n != events {
			b.Fatalf("%d events, want %d", n, events)
		}
	}
	b.ReportMetric(events*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// sysmonLike returns so many lines of Sysmon's events 1 and 3; one in a thousand is an encoded PowerShell command.
func sysmonLike(events int) []byte {
	var out bytes.Buffer
	images := []string{`C:\\Windows\\System32\\svchost.exe`, `C:\\Program Files\\Editor\\editor.exe`, `C:\\Windows\\System32\\conhost.exe`, `C:\\Windows\\explorer.exe`}
	for i := range events {
		image := images[i%len(images)]
		head := fmt.Sprintf(`{"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"ws-%d.corp.example","ProcessGuid":"{5770385f-c22a-43e0-bf4c-%012x}","ProcessId":"%d",`, i%40, i, 1000+i%9000)
		at := fmt.Sprintf("2026-03-02 09:%02d:%02d.%03d", i/60_000%60, i/1000%60, i%1000)
		if i%3 == 0 {
			fmt.Fprintf(&out, `%s"EventID":3,"UtcTime":"%s","Image":"%s","User":"CORP\\user%d","Protocol":"tcp","Initiated":"true","SourceIp":"10.0.%d.%d","SourcePort":"%d","DestinationIp":"203.0.113.%d","DestinationPort":"443"}`+"\n",
				head, at, image, i%200, i%8, i%250, 20_000+i%40_000, i%250)
			continue
		}
		command := image + ` -k netsvcs -p ` + fmt.Sprint(i)
		if i%1000 == 1 {
			image = `C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`
			command = `powershell.exe -nop -w hidden -enc SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAIABOAGUAdAA=`
		}
		fmt.Fprintf(&out, `%s"EventID":1,"UtcTime":"%s","Image":"%s","CommandLine":"%s","CurrentDirectory":"C:\\Windows\\system32\\","User":"CORP\\user%d","LogonId":"0x%x","IntegrityLevel":"Medium","Hashes":"SHA256=%064x","ParentImage":"C:\\Windows\\System32\\services.exe","ParentCommandLine":"C:\\Windows\\system32\\services.exe"}`+"\n",
			head, at, image, command, i%200, i%5000, i)
	}
	return out.Bytes()
}
