// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"strconv"
	"strings"
	"time"
)

// workstation plans what a workstation's sensor tells of a person at work.
func workstation(p *plan, at int64) {
	who := p.someone(at)
	switch n := p.rng.IntN(100); {
	case n < 34:
		p.program(at, who)
	case n < 62:
		p.add(at, Windows, func(w *writer) { w.connection(who) })
	case n < 82:
		p.add(at, Windows, func(w *writer) { w.lookup(who) })
	case n < 92:
		p.add(at, Windows, func(w *writer) { w.fileCreated(who) })
	case n < 97:
		p.add(at, Windows, func(w *writer) { w.registryValue(who) })
	default:
		p.add(at, Windows, func(w *writer) { w.scanned(who) })
	}
}

// program plans a program that a person, or the system, starts.
func (p *plan) program(at int64, who *person) {
	list := programs()
	if strings.Contains(who.role, "engineering") && chance(p.rng, 500) {
		list = developerPrograms()
	}
	x := one(p.rng, list)
	x.user = who.account()
	if x.integrity == "System" {
		x.user = `NT AUTHORITY\SYSTEM`
	}
	x.command = strings.ReplaceAll(x.command, "$USER", who.login)
	p.add(at, Windows, func(w *writer) { w.start(who.host, x) })
}

func programs() []process {
	const explorer, services = `C:\Windows\explorer.exe`, `C:\Windows\System32\services.exe`
	const office, edge = `C:\Program Files\Microsoft Office\root\Office16\`, `C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`
	const chromeExe = `C:\Program Files\Google\Chrome\Application\chrome.exe`
	desktop := func(image, arguments string) process {
		return process{image: image, command: `"` + image + `"` + arguments, parent: explorer, started: `C:\Windows\Explorer.EXE`}
	}
	return []process{
		desktop(office+"OUTLOOK.EXE", ""), desktop(office+"EXCEL.EXE", ` "C:\Users\$USER\Documents\forecast.xlsx"`),
		desktop(office+"WINWORD.EXE", ` /n "C:\Users\$USER\Documents\minutes.docx" /o ""`), desktop(office+"POWERPNT.EXE", ""),
		desktop(edge, " --profile-directory=Default"), desktop(chromeExe, ""), desktop(`C:\Windows\System32\notepad.exe`, ""),
		desktop(`C:\Program Files\7-Zip\7zFM.exe`, ` "C:\Users\$USER\Downloads\drawings.7z"`),
		{image: chromeExe, command: `"` + chromeExe + `" --type=renderer --lang=en-US`, parent: chromeExe, started: `"` + chromeExe + `"`, integrity: "Low"},
		{image: edge, command: `"` + edge + `" --type=utility --utility-sub-type=network.mojom.NetworkService`, parent: edge, started: `"` + edge + `"`},
		{image: `C:\Windows\System32\svchost.exe`, command: `C:\Windows\system32\svchost.exe -k netsvcs -p -s BITS`, parent: services, started: services, integrity: "System"},
		{image: `C:\Windows\System32\svchost.exe`, command: `C:\Windows\system32\svchost.exe -k netsvcs -p -s wuauserv`, parent: services, started: services, integrity: "System"},
		{image: `C:\Windows\System32\taskhostw.exe`, command: `taskhostw.exe Install $(Arg0)`, parent: `C:\Windows\System32\svchost.exe`, started: `C:\Windows\system32\svchost.exe -k netsvcs -p -s Schedule`, integrity: "System"},
		{image: `C:\Windows\System32\conhost.exe`, command: `\??\C:\Windows\system32\conhost.exe 0xffffffff -ForceV1`, parent: `C:\Windows\CCM\CcmExec.exe`, started: `C:\Windows\CCM\CcmExec.exe`, integrity: "System"},
		{image: `C:\Windows\System32\SearchProtocolHost.exe`, command: `"C:\Windows\system32\SearchProtocolHost.exe" Global\UsGthrFltPipeMssGthrPipe1`, parent: `C:\Windows\System32\SearchIndexer.exe`, started: `C:\Windows\system32\SearchIndexer.exe /Embedding`, integrity: "System"},
		{image: `C:\Windows\System32\RuntimeBroker.exe`, command: `C:\Windows\System32\RuntimeBroker.exe -Embedding`, parent: `C:\Windows\System32\svchost.exe`, started: `C:\Windows\system32\svchost.exe -k DcomLaunch -p`},
	}
}

func developerPrograms() []process {
	const code = `C:\Program Files\Microsoft VS Code\Code.exe`
	const git = `C:\Program Files\Git\mingw64\bin\git.exe`
	return []process{
		{image: git, command: `git.exe status -z -uall`, parent: code, started: `"` + code + `" --type=utility`},
		{image: git, command: `git.exe fetch`, parent: code, started: `"` + code + `" --type=utility`},
		{image: git, command: `git rebase origin/main`, parent: `C:\Program Files\Git\usr\bin\bash.exe`, started: `"C:\Program Files\Git\usr\bin\bash.exe" --login -i`},
		{image: `C:\Program Files\Go\bin\go.exe`, command: `go test ./...`, parent: `C:\Program Files\Git\usr\bin\bash.exe`, started: `"C:\Program Files\Git\usr\bin\bash.exe" --login -i`},
		{image: `C:\Windows\System32\OpenSSH\ssh.exe`, command: `ssh build01`, parent: `C:\Program Files\Git\usr\bin\bash.exe`, started: `"C:\Program Files\Git\usr\bin\bash.exe" --login -i`},
		{image: `C:\Program Files\nodejs\node.exe`, command: `node server.js --watch`, parent: code, started: `"` + code + `" --type=utility`},
		{image: code, command: `"` + code + `" --type=renderer`, parent: code, started: `"` + code + `"`, integrity: "Low"},
	}
}

// connection writes that a browser or mail program connected.
func (w *writer) connection(who *person) {
	image := one(w.rng, []string{
		`C:\Program Files\Google\Chrome\Application\chrome.exe`, `C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
		`C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE`, `C:\Windows\System32\svchost.exe`,
	})
	pid := w.pid()
	w.windows(who.host, sysmon, 3, "ProcessGuid", w.guid(who.host, pid), "ProcessId", pid, "Image", image, "User", who.account(),
		"Protocol", "tcp", "Initiated", "true", "SourceIsIpv6", "false", "SourceIp", who.host.ip, "SourceHostname", who.host.fqdn,
		"SourcePort", strconv.Itoa(49_700+w.rng.IntN(15_000)), "DestinationIsIpv6", "false",
		"DestinationIp", "198.19."+strconv.Itoa(w.rng.IntN(200))+"."+strconv.Itoa(1+w.rng.IntN(250)), "DestinationPort", "443", "DestinationPortName", "https")
}

// lookup writes a name that was looked up.
func (w *writer) lookup(who *person) {
	name := one(w.rng, []string{
		"outlook.office365.com", "login." + domain, "wiki." + domain, "chat." + domain, "update.googleapis.com", "ctldl.windowsupdate.com",
		"weather.example", "news.example", "fonts.example", "cdn.example", strings.ToLower(w.fs.name) + ".corp." + domain,
	})
	pid := w.pid()
	w.windows(who.host, sysmon, 22, "ProcessGuid", w.guid(who.host, pid), "ProcessId", pid, "QueryName", name, "QueryStatus", "0",
		"QueryResults", "::ffff:198.19.7."+strconv.Itoa(1+w.rng.IntN(250))+";", "Image", `C:\Program Files\Google\Chrome\Application\chrome.exe`, "User", who.account())
}

// fileCreated writes a document that was saved.
func (w *writer) fileCreated(who *person) {
	dir := `C:\Users\` + who.login
	x := one(w.rng, [][2]string{
		{`C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE`, dir + `\Documents\forecast.xlsx`},
		{`C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE`, dir + `\Documents\minutes.docx`},
		{`C:\Program Files\Google\Chrome\Application\chrome.exe`, dir + `\Downloads\drawing-` + strconv.Itoa(w.rng.IntN(900)) + `.pdf`},
		{`C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE`, dir + `\AppData\Local\Microsoft\Windows\INetCache\Content.Outlook\` + hexadecimal(w.rng, 8) + `\offer.pdf`},
	})
	pid := w.pid()
	w.windows(who.host, sysmon, 11, "ProcessGuid", w.guid(who.host, pid), "ProcessId", pid, "Image", x[0], "TargetFilename", x[1],
		"CreationUtcTime", w.now.Format("2006-01-02 15:04:05.000"), "User", who.account())
}

// registryValue writes a setting that a program kept.
func (w *writer) registryValue(who *person) {
	pid := w.pid()
	w.windows(who.host, sysmon, 13, "EventType", "SetValue", "ProcessGuid", w.guid(who.host, pid), "ProcessId", pid, "Image", `C:\Windows\explorer.exe`,
		"TargetObject", `HKU\`+who.sid+`\Software\Microsoft\Windows\CurrentVersion\Explorer\FeatureUsage\AppSwitched\Chrome`,
		"Details", "DWORD (0x000000"+hexadecimal(w.rng, 2)+")", "User", who.account())
}

// scanned writes that the virus scanner looked at a process.
func (w *writer) scanned(who *person) {
	w.windows(who.host, sysmon, 10, "SourceProcessGUID", w.guid(who.host, "3120"), "SourceProcessId", "3120", "SourceThreadId", "3344",
		"SourceImage", `C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.25090.3009-0\MsMpEng.exe`, "TargetProcessGUID", w.guid(who.host, "748"),
		"TargetProcessId", "748", "TargetImage", `C:\Windows\System32\lsass.exe`, "GrantedAccess", "0x1000",
		"CallTrace", `C:\Windows\SYSTEM32\ntdll.dll+9d4c4|C:\Windows\System32\KERNELBASE.dll+2c13e`, "SourceUser", `NT AUTHORITY\SYSTEM`, "TargetUser", `NT AUTHORITY\SYSTEM`)
}

// domainTraffic plans tickets, shares and mistyped passwords.
func domainTraffic(p *plan, at int64) {
	who := p.someone(at)
	switch n := p.rng.IntN(100); {
	case n < 40:
		service := one(p.rng, []string{p.fs.name + "$", p.dc.name + "$", "HAM-PRT-01$", "HAM-SQL-01$"})
		p.add(at, Windows, func(w *writer) { w.ticket(who, 4769, service, who.host.ip) })
	case n < 55:
		p.add(at, Windows, func(w *writer) { w.ticket(who, 4768, "krbtgt", who.host.ip) })
	case n < 96:
		p.fileShare(at, who)
	default:
		p.unlock(at, who)
	}
}

// fileShare plans a visit to the file server.
func (p *plan) fileShare(at int64, who *person) {
	p.add(at, Windows, func(w *writer) { w.logon(w.fs, who, "3", "Kerberos", "Kerberos", "-", who.host.ip) })
	p.add(at+20e6, Windows, func(w *writer) {
		w.windows(w.fs, security, 5140, "SubjectUserSid", who.sid, "SubjectUserName", who.login, "SubjectDomainName", netbios,
			"SubjectLogonId", "0x"+hexadecimal(w.rng, 7), "ObjectType", "File", "IpAddress", who.host.ip, "IpPort", strconv.Itoa(49_700+w.rng.IntN(15_000)),
			"ShareName", `\\*\`+share(who.role), "ShareLocalPath", `\??\D:\Shares\`+who.role, "AccessMask", "0x1", "AccessList", "%%4416")
	})
	p.add(p.soon(at+time.Second.Nanoseconds(), 10*time.Second), Windows, func(w *writer) {
		w.windows(w.fs, security, 4634, "TargetUserSid", who.sid, "TargetUserName", who.login, "TargetDomainName", netbios,
			"TargetLogonId", "0x"+hexadecimal(w.rng, 7), "LogonType", "3")
	})
}

// windowsServer plans what the servers do: services, backups, replication,
// and administrators at work.
func windowsServer(p *plan, at int64) {
	h := one(p.rng, []*host{p.dc, p.fs})
	switch n := p.rng.IntN(100); {
	case n < 30:
		p.add(at, Windows, func(w *writer) {
			w.windows(h, system, 7036, "param1", one(w.rng, []string{"Windows Update", "Volume Shadow Copy", "Windows Modules Installer", "DFS Replication"}), "param2", one(w.rng, []string{"running", "stopped"}))
		})
	case n < 60:
		p.add(at, Windows, func(w *writer) {
			w.start(h, process{image: `C:\Windows\System32\svchost.exe`, command: `C:\Windows\system32\svchost.exe -k LocalService`, parent: `C:\Windows\System32\services.exe`, started: `C:\Windows\system32\services.exe`, user: `NT AUTHORITY\SYSTEM`, integrity: "System"})
		})
	case n < 85:
		backup := &person{login: "svc-backup", sid: domainSID + "-1310"}
		p.add(at, Windows, func(w *writer) { w.logon(h, backup, "3", "Kerberos", "Kerberos", "-", "10.20.1.40") })
	default:
		admin := one(p.rng, p.admins)
		if !chance(p.rng, admin.office.busy(time.Unix(0, at).UTC())) {
			return
		}
		p.add(at, Windows, func(w *writer) { w.logon(h, admin, "10", "User32 ", "Negotiate", h.name, admin.host.ip) })
		p.add(at+4e9, Windows, func(w *writer) {
			w.start(h, process{image: `C:\Windows\System32\mmc.exe`, command: `"C:\Windows\system32\mmc.exe" "C:\Windows\system32\dsa.msc"`, parent: `C:\Windows\explorer.exe`, started: `C:\Windows\Explorer.EXE`, user: admin.account(), integrity: "High"})
		})
	}
}

// share is the file server's share of a department.
func share(role string) string { return strings.ToUpper(role[:1]) + strings.Fields(role)[0][1:] }
