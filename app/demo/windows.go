// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"strconv"
	"strings"
	"time"
)

// The channels of Windows events.
const (
	sysmon     = "Microsoft-Windows-Sysmon/Operational"
	security   = "Security"
	system     = "System"
	powershell = "Microsoft-Windows-PowerShell/Operational"
)

// windows writes an event as Winlogbeat does: names and values of its data in
// turn.
func (w *writer) windows(h *host, channel string, id int, data ...string) {
	h.record++
	w.object("")
	w.time("@timestamp", millis)
	w.lit("agent", `{"type":"winlogbeat","version":"8.17.4"}`)
	w.lit("ecs", `{"version":"8.0.0"}`)
	w.object("event")
	w.strs("code", strconv.Itoa(id), "kind", "event", "provider", provider(channel, id))
	w.end()
	w.object("host")
	w.str("name", strings.ToLower(h.name))
	w.end()
	w.object("winlog")
	w.strs("channel", channel, "computer_name", h.fqdn, "event_id", strconv.Itoa(id), "provider_name", provider(channel, id))
	w.num("record_id", h.record)
	w.object("event_data")
	if channel == sysmon {
		w.time("UtcTime", "2006-01-02 15:04:05.000")
	}
	w.strs(data...)
	w.end()
	w.end()
	w.end()
}

func provider(channel string, id int) string {
	switch {
	case channel == sysmon:
		return "Microsoft-Windows-Sysmon"
	case channel == powershell:
		return "Microsoft-Windows-PowerShell"
	case channel == system && id >= 7000 && id < 7100:
		return "Service Control Manager"
	case id == 1102:
		return "Microsoft-Windows-Eventlog"
	default:
		return "Microsoft-Windows-Security-Auditing"
	}
}

// A process is a program that starts, and what started it.
type process struct {
	image, command  string
	parent, started string // the parent's program and command line
	user            string // with its domain
	integrity       string
	dir             string
	id, parentID    string // process numbers; any where empty
}

// start writes Sysmon's event of a new process.
func (w *writer) start(h *host, x process) {
	integrity, dir := x.integrity, x.dir
	if integrity == "" {
		integrity = "Medium"
	}
	if dir == "" {
		dir = `C:\Windows\System32\`
	}
	pid, parent := x.id, x.parentID
	if pid == "" {
		pid = w.pid()
	}
	if parent == "" {
		parent = w.pid()
	}
	w.windows(h, sysmon, 1, "ProcessGuid", w.guid(h, pid), "ProcessId", pid, "Image", x.image, "CommandLine", x.command,
		"CurrentDirectory", dir, "User", x.user, "LogonId", "0x"+hexadecimal(w.rng, 6), "IntegrityLevel", integrity,
		"Hashes", "SHA256="+strings.ToUpper(hashOf(x.image)), "OriginalFileName", originalName(x.image),
		"ParentProcessGuid", w.guid(h, parent), "ParentProcessId", parent, "ParentImage", x.parent, "ParentCommandLine", x.started)
}

func (w *writer) pid() string { return strconv.Itoa(1000 + 4*w.rng.IntN(3000)) }

// guid is the process's unique name: the same for the same number on the host.
func (w *writer) guid(h *host, pid string) string {
	unique := hashOf(h.name + pid)
	return "{" + hashOf(h.name)[:8] + "-" + unique[:4] + "-6919-" + unique[4:8] + "-00000000" + unique[8:12] + "}"
}

// hashOf returns 64 hexadecimal digits that follow from name.
func hashOf(name string) string {
	var b [64]byte
	h := uint64(14695981039346656037) // FNV-1a, then a linear congruential generator
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	for i := range b {
		h = h*6364136223846793005 + 1442695040888963407
		b[i] = "0123456789abcdef"[h>>60]
	}
	return string(b[:])
}

func originalName(image string) string {
	name := base(image)
	switch strings.ToLower(name) {
	case "cmd.exe":
		return "Cmd.Exe"
	case "powershell.exe":
		return "PowerShell.EXE"
	case "rundll32.exe":
		return "RUNDLL32.EXE"
	case "mshta.exe":
		return "MSHTA.EXE"
	default:
		return name
	}
}

func base(path string) string { return path[strings.LastIndexByte(path, '\\')+1:] }

func (p *person) account() string { return netbios + `\` + p.login }

// logon writes a successful logon at h.
func (w *writer) logon(h *host, who *person, kind, process, protocol, workstation, ip string) {
	w.windows(h, security, 4624, "SubjectUserSid", "S-1-0-0", "SubjectUserName", "-", "SubjectDomainName", "-", "SubjectLogonId", "0x0",
		"TargetUserSid", who.sid, "TargetUserName", who.login, "TargetDomainName", netbios, "TargetLogonId", "0x"+hexadecimal(w.rng, 7),
		"LogonType", kind, "LogonProcessName", process, "AuthenticationPackageName", protocol, "WorkstationName", workstation,
		"LogonGuid", "{00000000-0000-0000-0000-000000000000}", "KeyLength", "0", "ProcessId", "0x0", "ProcessName", "-",
		"IpAddress", ip, "IpPort", strconv.Itoa(49_700+w.rng.IntN(15_000)), "ElevatedToken", "%%1843")
}

// unlock plans how a person signs in to their workstation.
func (p *plan) unlock(at int64, who *person) {
	if chance(p.rng, 100) {
		p.add(at, Windows, func(w *writer) {
			w.windows(who.host, security, 4625, "SubjectUserSid", "S-1-5-18", "SubjectUserName", who.host.name+"$", "SubjectDomainName", netbios,
				"SubjectLogonId", "0x3e7", "TargetUserSid", "S-1-0-0", "TargetUserName", who.login, "TargetDomainName", netbios, "Status", "0xc000006d",
				"FailureReason", "%%2313", "SubStatus", "0xc000006a", "LogonType", "2", "LogonProcessName", "User32 ",
				"AuthenticationPackageName", "Negotiate", "WorkstationName", who.host.name, "ProcessName", `C:\Windows\System32\svchost.exe`,
				"IpAddress", "127.0.0.1", "IpPort", "0")
		})
		at += 7e9
	}
	p.add(at, Windows, func(w *writer) { w.ticket(who, 4768, "krbtgt", who.host.ip) })
	p.add(at+80e6, Windows, func(w *writer) { w.logon(who.host, who, "2", "User32 ", "Negotiate", who.host.name, "127.0.0.1") })
	p.add(at+3e9, Windows, func(w *writer) {
		w.start(who.host, process{image: `C:\Windows\explorer.exe`, command: `C:\Windows\Explorer.EXE`, parent: `C:\Windows\System32\userinit.exe`, started: `C:\Windows\system32\userinit.exe`, user: who.account()})
	})
	p.fileShare(p.soon(at+3e9, 5*time.Second), who)
}

// ticket writes that the domain controller gave a person a ticket.
func (w *writer) ticket(who *person, id int, service, ip string) {
	name := who.login
	if id == 4769 {
		name += "@CORP." + strings.ToUpper(domain)
	}
	w.windows(w.dc, security, id, "TargetUserName", name, "TargetDomainName", "CORP."+strings.ToUpper(domain), "TargetSid", who.sid,
		"ServiceName", service, "ServiceSid", domainSID+"-502", "TicketOptions", "0x40810010", "Status", "0x0", "TicketEncryptionType", "0x12",
		"PreAuthType", "2", "IpAddress", "::ffff:"+ip, "IpPort", strconv.Itoa(49_700+w.rng.IntN(15_000)))
}
