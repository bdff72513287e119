// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// The Linux servers.
const (
	buildHost = "build01"
	buildIP   = "10.20.8.15"
	agentIP   = "10.20.8.30" // starts the builds
)

// syslog writes a line as rsyslog does on the server that collects them.
func (w *writer) syslog(host, program string, pid int, message string) {
	w.b = w.now.AppendFormat(w.b, "2006-01-02T15:04:05.000000+00:00")
	if pid == 0 {
		w.textf(" %s %s: %s", host, program, message)
		return
	}
	w.textf(" %s %s[%d]: %s", host, program, pid, message)
}

// line plans a line of syslog.
func (p *plan) line(at int64, host, program string, message string) {
	pid := 2000 + p.rng.IntN(60_000)
	p.add(at, Syslog, func(w *writer) { w.syslog(host, program, pid, message) })
}

// linuxServer plans what servers tell of themselves.
func linuxServer(p *plan, at int64) {
	host := one(p.rng, []string{buildHost, "gw01", "gw02", "db01", "db02", "mon01"})
	switch n := p.rng.IntN(100); {
	case n < 45:
		p.line(at, host, "CRON", "pam_unix(cron:session): session opened for user root(uid=0) by root(uid=0)")
		p.line(at+3e6, host, "CRON", "(root) CMD (test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.hourly; })")
		p.line(at+90e6, host, "CRON", "pam_unix(cron:session): session closed for user root")
	case n < 80:
		unit := one(p.rng, []string{"apt-daily.service - Daily apt download activities", "logrotate.service - Rotate log files",
			"fstrim.service - Discard unused filesystem blocks", "sysstat-collect.service - system activity accounting tool"})
		name, _, _ := strings.Cut(unit, " ")
		p.line(at, host, "systemd", "Starting "+unit+"...")
		p.line(at+600e6, host, "systemd", name+": Deactivated successfully.")
		p.line(at+601e6, host, "systemd", "Finished "+unit+".")
	case n < 95:
		port := strconv.Itoa(40_000 + p.rng.IntN(20_000))
		p.line(at, host, "sshd", "Connection from 10.20.8.9 port "+port+" on 10.20.8.21 port 22 rdomain \"\"")
		p.line(at+4e6, host, "sshd", "Accepted publickey for ansible from 10.20.8.9 port "+port+" ssh2: ED25519 SHA256:"+fingerprint("ansible"))
		p.line(at+30e9, host, "sshd", "Disconnected from user ansible 10.20.8.9 port "+port)
	default:
		admin := one(p.rng, p.admins)
		p.sshLogin(at, admin, host)
		p.line(at+20e9, host, "sudo", fmt.Sprintf("%8s : TTY=pts/0 ; PWD=/home/%s ; USER=root ; COMMAND=%s", admin.login, admin.login,
			one(p.rng, []string{"/usr/bin/systemctl status nginx", "/usr/bin/apt-get update", "/usr/bin/journalctl -u nginx --since today", "/usr/bin/df -h"})))
	}
}

// sshLogin plans a login with a key, or after a mistyped password.
func (p *plan) sshLogin(at int64, who *person, host string) {
	port := 49_700 + p.rng.IntN(15_000)
	if chance(p.rng, 150) {
		p.line(at, host, "sshd", fmt.Sprintf("Failed password for %s from %s port %d ssh2", who.login, who.host.ip, port))
		at += 6e9
	}
	p.line(at, host, "sshd", fmt.Sprintf("Accepted publickey for %s from %s port %d ssh2: ED25519 SHA256:%s", who.login, who.host.ip, port, fingerprint(who.login)))
	p.line(at+40e6, host, "sshd", fmt.Sprintf("pam_unix(sshd:session): session opened for user %s(uid=%d) by (uid=0)", who.login, who.uid()))
}

// fingerprint is that of the key with that name.
func fingerprint(name string) string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	r := rand.New(rand.NewPCG(uint64(len(name)), uint64(name[0])<<8|uint64(name[len(name)-1])))
	b := make([]byte, 43)
	for i := range b {
		b[i] = digits[r.IntN(len(digits))]
	}
	return string(b)
}

// uid is the person's number on Linux: the last of the Windows account's.
func (p *person) uid() int {
	n, err := strconv.Atoi(p.sid[strings.LastIndexByte(p.sid, '-')+1:])
	if err != nil {
		return 1000
	}
	return 10_000 + n
}

// A call is a system call that is audited.
type call struct {
	host  string
	uid   int     // who runs it
	user  string  // the name of uid
	login *person // who logged in, if anybody
	exe   string
	words []string // of execve
	dir   string
	file  string // created or written, in place of a program that starts
	key   string
}

// audit writes the records of one event of the audit system.
func (w *writer) audit(c call) {
	w.serial++
	stamp := fmt.Sprintf("audit(%d.%03d:%d)", w.at/1e9, w.at/1e6%1000, w.serial)
	node := "node=" + c.host + " "
	auid, ses, tty := "4294967295", "4294967295", "(none)"
	loginName := "unset"
	if c.login != nil {
		auid, ses, tty, loginName = strconv.Itoa(c.login.uid()), strconv.Itoa(100+c.login.uid()%100), "pts0", c.login.login
	}
	number, name, success := 59, "execve", "yes exit=0"
	if c.file != "" {
		number, name, success = 257, "openat", "yes exit=3"
	}
	comm := c.exe[strings.LastIndexByte(c.exe, '/')+1:]
	w.textf("%stype=SYSCALL msg=%s: arch=c000003e syscall=%d success=%s a0=55d0c8a3f2b0 a1=55d0c8a3e9c0 a2=241 a3=1b6 items=2 ppid=%d pid=%d auid=%s uid=%d gid=%d euid=%d suid=%d fsuid=%d egid=%d sgid=%d fsgid=%d tty=%s ses=%s comm=%q exe=%q subj=unconfined key=%q\x1dARCH=x86_64 SYSCALL=%s AUID=%q UID=%q GID=%q EUID=%q SUID=%q FSUID=%q EGID=%q SGID=%q FSGID=%q",
		node, stamp, number, success, 2000+w.rng.IntN(60_000), 2000+w.rng.IntN(60_000), auid, c.uid, c.uid, c.uid, c.uid, c.uid, c.uid, c.uid, c.uid, tty, ses, comm, c.exe, c.key,
		name, loginName, c.user, c.user, c.user, c.user, c.user, c.user, c.user, c.user)
	if c.file == "" {
		w.textf("\n%stype=EXECVE msg=%s: argc=%d", node, stamp, len(c.words))
		for i, word := range c.words {
			w.textf(" a%d=%s", i, auditText(word))
		}
	}
	w.textf("\n%stype=CWD msg=%s: cwd=%q", node, stamp, c.dir)
	if c.file != "" {
		parent := c.file[:strings.LastIndexByte(c.file, '/')+1]
		w.textf("\n%stype=PATH msg=%s: item=0 name=%q inode=%d dev=fd:00 mode=040755 ouid=0 ogid=0 rdev=00:00 nametype=PARENT", node, stamp, parent, w.rng.IntN(1e6))
		w.textf("\n%stype=PATH msg=%s: item=1 name=%q inode=%d dev=fd:00 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE", node, stamp, c.file, w.rng.IntN(1e6))
	} else {
		w.textf("\n%stype=PATH msg=%s: item=0 name=%q inode=%d dev=fd:00 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL", node, stamp, c.exe, w.rng.IntN(1e6))
	}
	if len(c.words) > 0 {
		w.textf("\n%stype=PROCTITLE msg=%s: proctitle=%s", node, stamp, strings.ToUpper(hex.EncodeToString([]byte(strings.Join(c.words, "\x00")))))
	}
	w.textf("\n%stype=EOE msg=%s: ", node, stamp)
}

// auditText writes a word as the kernel does: encoded where it holds blanks,
// quotes or control characters.
func auditText(s string) string {
	if strings.ContainsAny(s, " \"\n\t") {
		return strings.ToUpper(hex.EncodeToString([]byte(s)))
	}
	return `"` + s + `"`
}

// build plans a step of a build on the build server, or a developer there.
func build(p *plan, at int64) {
	if chance(p.rng, 20) {
		if who := p.someone(at); strings.Contains(who.role, "engineering") {
			p.sshLogin(at, who, buildHost)
			return
		}
	}
	dir := "/var/lib/builds/" + one(p.rng, []string{"helm", "chartroom", "sextant", "tideline", "beacon"})
	words := one(p.rng, [][]string{
		{"git", "fetch", "--depth=1", "origin", "refs/heads/main"}, {"git", "checkout", "-f", "FETCH_HEAD"}, {"make", "-j8", "all"},
		{"gcc", "-O2", "-c", "route.c", "-o", "route.o"}, {"gcc", "-O2", "-c", "tide.c", "-o", "tide.o"}, {"go", "build", "./..."},
		{"go", "test", "./..."}, {"tar", "-caf", "artifacts.tar.zst", "dist"}, {"docker", "build", "-t", "registry." + domain + "/helm:latest", "."},
		{"sh", "-e", ".ci/steps/lint.sh"}, {"python3", "tools/version.py"}, {"node", "scripts/bundle.js"},
	})
	p.add(at, Audit, func(w *writer) {
		w.audit(call{host: buildHost, uid: 990, user: "builder", exe: "/usr/bin/" + words[0], words: words, dir: dir, key: "exec"})
	})
	if chance(p.rng, 80) {
		port := 40_000 + p.rng.IntN(20_000)
		p.line(at-int64(time.Second), buildHost, "sshd", fmt.Sprintf("Accepted publickey for builder from %s port %d ssh2: ED25519 SHA256:%s", agentIP, port, fingerprint("builder")))
	}
}
