// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"gambeson/keys/keystest"
)

// sendPage is the guide for those who send.
const sendPage = "../docs/how-to/send-logs.md"

// fence finds the blocks of a page, with all that stands behind the fence.
var fence = regexp.MustCompile("(?ms)^```([a-z ]+)\n(.*?)^```$")

// blocks returns the page's blocks of a kind.
func blocks(t *testing.T, kind string) []string {
	t.Helper()
	text, err := os.ReadFile(sendPage)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range fence.FindAllStringSubmatch(string(text), -1) {
		if m[1] == kind {
			all = append(all, m[2])
		}
	}
	if len(all) == 0 {
		t.Fatalf("%s has no block %q", sendPage, kind)
	}
	return all
}

// TestSendLogsConfigurations checks the configurations of the guide.
func TestSendLogsConfigurations(t *testing.T) {
	for _, text := range blocks(t, "yaml gambeson") {
		cmd := exec.Command("gambeson", "config", "validate", "-")
		cmd.Stdin = strings.NewReader(text)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v in\n%s\n%s", err, text, out)
		}
	}
	c := DefaultConfig()
	for _, text := range blocks(t, "yaml collector") {
		if !strings.Contains(text, "endpoint: http://"+c.Ingest.OTLP.HTTP+"\n") {
			t.Errorf("the collector sends elsewhere than to %s:\n%s", c.Ingest.OTLP.HTTP, text)
		}
	}
	for _, text := range blocks(t, "sh later") { // needs a journal, and never ends
		if out, err := exec.Command("sh", "-n", "-c", text).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		_, command, found := strings.Cut(text, "gambeson serve")
		if !found {
			t.Errorf("the program is not called in\n%s", text)
		}
		for flag := range strings.FieldsSeq(command) {
			if name, ok := strings.CutPrefix(flag, "--"); ok && serveCommand(&program{}).Flags().Lookup(name) == nil {
				t.Errorf("serve has no flag %s", flag)
			}
		}
	}
}

// TestSendLogsCommands runs the commands of the guide: those that add sources, then the others beside a server.
func TestSendLogsCommands(t *testing.T) {
	web, sys := freeAddress(t), freeAddress(t)
	_, port, err := net.SplitHostPort(sys)
	if err != nil {
		t.Fatal(err)
	}
	s := newServerWith(t, fmt.Sprintf("  http: {listen: %q}\n  syslog: {tcp: %q}\n", web, sys))
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "events.ndjson"), []byte("{\"n\":1}\n{\"n\":2}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	own := strings.NewReplacer("/var/lib/gambeson", s.data, DefaultConfig().Ingest.HTTP.Listen, web, "--port 514 ", "--port "+port+" ")
	run := func(text string) {
		t.Helper()
		cmd := exec.Command("sh", "-eu", "-c", own.Replace(text))
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v in\n%s\n%s", err, text, out)
		}
	}
	var later []string
	for _, text := range blocks(t, "sh served") {
		if strings.HasPrefix(text, "gambeson source add") {
			run(text)
		} else {
			later = append(later, text)
		}
	}
	s.start()
	sent := 0
	for _, text := range later {
		tool, _, _ := strings.Cut(text, " ")
		if _, err := exec.LookPath(tool); err != nil {
			t.Logf("%s is absent: its block is not run", tool)
			continue
		}
		run(text)
		sent++
	}
	time.Sleep(500 * time.Millisecond) // syslog tells nobody
	s.stop()
	if data, _ := s.raw(); len(data) != sent {
		t.Errorf("%d blocks sent something, in the log are %v", sent, data)
	}
}

// TestRsyslog lets rsyslog, as it is, send over TLS with the guide's own block, and over TCP and UDP.
func TestRsyslog(t *testing.T) {
	path, err := exec.LookPath("rsyslogd")
	if err != nil {
		if path, err = exec.LookPath("/usr/sbin/rsyslogd"); err != nil {
			t.Skip("rsyslogd is absent (rsyslog and rsyslog-gnutls of Debian)")
		}
	}
	if found, _ := filepath.Glob("/usr/lib/*/rsyslog/lmnsd_gtls.so"); len(found) == 0 {
		t.Skip("rsyslog's driver gtls is absent (rsyslog-gnutls of Debian)")
	}
	ca := keystest.New(t)
	cert, key := ca.Issue("gambeson", "gambeson.example")
	edgeCert, edgeKey := ca.Issue("edge", "edge.example")
	udp, tcp, tls := freeAddress(t), freeAddress(t), freeAddress(t)
	s := newServerWith(t, fmt.Sprintf("  syslog: {udp: %q, tcp: %q, tls: %q, certificate: {cert_file: %q, key_file: %q, client_ca_file: %q}}\n",
		udp, tcp, tls, cert, key, ca.File))
	s.source("edge", "--certificate", "edge.example")
	s.source("lan", "--from", "127.0.0.0/8")
	s.start()

	dir, err := os.MkdirTemp("", "rsyslog") //nolint:usetesting // the name of a socket may be 107 bytes long
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	forward := func(protocol, address string) string {
		host, port, _ := net.SplitHostPort(address)
		return fmt.Sprintf("action(type=\"omfwd\" target=%q port=%q protocol=%q)\n", host, port, protocol)
	}
	_, port, _ := net.SplitHostPort(tls)
	block := strings.NewReplacer(
		"/etc/gambeson/ca.crt", ca.File, "/etc/gambeson/edge.crt", edgeCert, "/etc/gambeson/edge.key", edgeKey,
		`target="gambeson.example" port="6514"`, `target="127.0.0.1" port="`+port+`"`,
	).Replace(blocks(t, "rsyslog")[0])
	text := fmt.Sprintf("global(workDirectory=%q)\nmodule(load=\"imuxsock\" SysSock.Use=\"off\")\ninput(type=\"imuxsock\" Socket=%q RateLimit.Interval=\"0\")\n",
		dir, filepath.Join(dir, "log")) + forward("udp", udp) + forward("tcp", tcp) + block
	conf := filepath.Join(dir, "rsyslog.conf")
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(path, "-N1", "-f", conf).CombinedOutput(); err != nil {
		t.Fatalf("rsyslogd refuses the guide's block: %v\n%s", err, out)
	}
	stop := startRsyslog(t, path, dir, conf)
	const messages = 50
	for i := range messages {
		conn, err := net.Dial("unixgram", filepath.Join(dir, "log"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Fprintf(conn, "<13>Mar  2 09:14:00 app: message-%d.", i); err != nil {
			t.Fatal(err)
		}
		conn.Close()
	}
	time.Sleep(2 * time.Second) // syslog tells nobody
	stop()
	s.stop()
	data, _ := s.raw()
	for source, copies := range map[string]int{"edge": 1, "lan": 2} {
		all := strings.Join(data[source], "\n")
		for i := range messages {
			if n := strings.Count(all, fmt.Sprintf("message-%d.", i)); n != copies {
				t.Fatalf("source %s has message %d %d times, want %d; in the log: %.2000s", source, i, n, copies, all)
			}
		}
	}
	if !strings.Contains(strings.Join(data["edge"], "\n"), "<13>1 ") {
		t.Errorf("over TLS no RFC 5424: %.200q", data["edge"])
	}
}

// startRsyslog runs rsyslogd until stop is called, and waits for its socket.
func startRsyslog(t *testing.T, path, dir, conf string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, path, "-n", "-f", conf, "-i", filepath.Join(dir, "pid"))
	var said strings.Builder
	cmd.Stderr = &said
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := false
	stop = func() {
		if !ended {
			ended = true
			cancel()
			_ = cmd.Wait() // by the signal
			if t.Failed() {
				t.Logf("rsyslogd said:\n%s", said.String())
			}
		}
	}
	t.Cleanup(stop)
	until(t, "rsyslogd", func() bool { _, err := os.Stat(filepath.Join(dir, "log")); return err == nil })
	return stop
}
