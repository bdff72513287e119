// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gambeson/bus"
	"gambeson/bus/jetstream"
	"gambeson/event"
	"gambeson/keys/keystest"
)

// newServerWith prepares a server whose doors are those of the YAML, two spaces deep below "ingest:", and no others.
func newServerWith(t *testing.T, doors string) *server {
	t.Helper()
	dir := t.TempDir()
	s := &server{t: t, data: filepath.Join(dir, "data"), file: filepath.Join(dir, "gambeson.yaml"), Config: DefaultConfig()}
	s.API.Listen = freeAddress(t)
	s.killAtEnd()
	if !strings.Contains(doors, "  http:") {
		doors += "  http: {listen: \"\"}\n"
	}
	text := fmt.Sprintf("ingest:\n%s  otlp: {grpc: \"\", http: \"\"}\napi: {listen: %q}\nbus: {min_free: 1048576, warn_free: 1048576}\n"+
		"pipeline: {idle_tick: 100ms, snapshot_every: 5}\n", doors, s.API.Listen)
	if err := os.WriteFile(s.file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// source adds a source.
func (s *server) source(args ...string) {
	s.t.Helper()
	if out, err := exec.Command("gambeson", append([]string{"source", "add", "--data", s.data}, args...)...).CombinedOutput(); err != nil {
		s.t.Fatalf("source add: %v\n%s", err, out)
	}
}

// raw returns what is in the log of a server that has ended, by source, and how many distinct event ids there are.
func (s *server) raw() (data map[string][]string, ids int) {
	s.t.Helper()
	log, err := jetstream.Open(filepath.Join(s.data, "log"), jetstream.Deps{Log: slog.New(slog.DiscardHandler)}, jetstream.DefaultConfig())
	if err != nil {
		s.t.Fatal(err)
	}
	defer log.Close()
	all, err := log.Stats(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	data, known := map[string][]string{}, map[event.ID]bool{}
	for _, x := range all {
		for at := bus.Position(0); x.Shard.Stream == bus.Raw && at < x.Last; {
			messages, err := log.Read(s.t.Context(), x.Shard, at, 100)
			if err != nil {
				s.t.Fatal(err)
			}
			for _, m := range messages {
				at = m.Position
				var b event.Batch
				if b.UnmarshalBinary(m.Body) != nil {
					continue // a tick
				}
				for i, r := range b.Records {
					if id := b.EventID(i); !known[id] {
						known[id] = true
						data[b.Source] = append(data[b.Source], string(r.Data))
					}
				}
			}
		}
	}
	return data, len(known)
}

// until waits for what must happen.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !done(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain waited for %s", what)
		}
	}
}

// TestServeFollow kills a server while files grow, are rotated, cut off and compressed: each line is one event, with its
// findings once.
func TestServeFollow(t *testing.T) {
	dir := t.TempDir()
	s := newServerWith(t, fmt.Sprintf("  follow: {poll_interval: 10ms, files: [{pattern: %q, source: hosts}]}\n", filepath.Join(dir, "*.log*")))
	name := filepath.Join(dir, "app.log")
	events := 0
	lines := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(attack(events) + "\n")
			events++
		}
		return b.String()
	}
	add := func(text string) {
		t.Helper()
		f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := io.WriteString(f, text); err != nil {
			t.Fatal(err)
		}
	}
	// read reports whether the server has said that it is done with n bytes of files that were not compressed.
	read := func(n int64) bool {
		var files map[string]struct {
			Offset     int64
			Generation int
		}
		text, err := os.ReadFile(filepath.Join(s.data, stateFolder, "followed-files.json"))
		if err != nil || json.Unmarshal(text, &files) != nil {
			return false
		}
		for _, f := range files {
			n -= f.Offset
		}
		return n == 0
	}
	add(lines(20))
	s.start()
	s.kill() // at any moment
	first := lines(20)
	add(first[:len(first)-30]) // an unfinished line
	s.start()
	add(first[len(first)-30:])
	s.kill()
	if err := os.Rename(name, name+".1"); err != nil { // rotated while nobody looks
		t.Fatal(err)
	}
	add(lines(20))
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.WriteString(z, lines(20)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "old.log.gz"), packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	s.start()
	add(lines(20))
	sizes := int64(0)
	for _, f := range []string{name, name + ".1"} {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		sizes += info.Size()
	}
	var plain int64
	if r, err := gzip.NewReader(bytes.NewReader(packed.Bytes())); err == nil {
		plain, _ = io.Copy(io.Discard, r)
	}
	until(t, "the files to be read", func() bool { return read(sizes + plain) })
	s.kill()
	s.start()
	time.Sleep(2 * time.Second) // what was left is dealt with
	s.stop()
	if data, _ := s.raw(); len(data["hosts"]) != events {
		t.Errorf("%d events in the log, want %d", len(data["hosts"]), events)
	}
	s.foundOnce(events)
}

// foundOnce checks that each of so many events was found once, and is in the case of its host. In the log it may be
// twice: lines that are read again after a crash come in other batches, with the ids that they had.
func (s *server) foundOnce(events int) {
	s.t.Helper()
	got := s.kept()
	if got.Events != events || len(got.Cases) != attackHosts {
		s.t.Errorf("%d events have findings, in %d cases; want %d, in %d", got.Events, len(got.Cases), events, attackHosts)
	}
	for name, n := range got.Findings {
		if n != 1 {
			s.t.Errorf("%s was found %d times", name, n)
		}
	}
}

// TestServeTLS shows that doors are encrypted, that senders are known by their certificates, and that a renewed
// certificate is taken without a restart.
func TestServeTLS(t *testing.T) {
	ca := keystest.New(t)
	cert, key := ca.Issue("door", "one.example")
	web, sys := freeAddress(t), freeAddress(t)
	certificate := fmt.Sprintf("certificate: {cert_file: %q, key_file: %q, client_ca_file: %q}", cert, key, ca.File)
	s := newServerWith(t, fmt.Sprintf("  http: {listen: %q, tls: \"on\", %s}\n  syslog: {tls: %q, %s}\n", web, certificate, sys, certificate))
	s.source("edge", "--certificate", "edge.example")
	s.source("unused", "--certificate", "other.example")
	s.start()
	edge := ca.Pair("edge", "edge.example")
	client := func(name string, certs ...tls.Certificate) *tls.Config {
		return &tls.Config{RootCAs: ca.Pool(), ServerName: name, Certificates: certs}
	}
	post := func(config *tls.Config, record string) int {
		t.Helper()
		h := http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
		answer, err := h.Post("https://"+web+"/ingest/ndjson", "application/x-ndjson", strings.NewReader(record))
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	if got := post(client("one.example", edge), `{"n":1}`); got != http.StatusOK {
		t.Errorf("by certificate: status %d", got)
	}
	if got := post(client("one.example"), `{"n":2}`); got != http.StatusUnauthorized {
		t.Errorf("without one: status %d", got)
	}
	ca.Issue("door", "two.example", "which-is-new.example")
	if got := post(client("two.example", edge), `{"n":3}`); got != http.StatusOK {
		t.Errorf("after the renewal: status %d", got)
	}
	conn, err := tls.Dial("tcp", sys, client("two.example", edge))
	if err != nil {
		t.Fatal(err)
	}
	const message = "<13>Mar  2 09:14:00 ws1 app: over TLS"
	if _, err := fmt.Fprintf(conn, "%d %s", len(message), message); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	time.Sleep(500 * time.Millisecond) // syslog tells nobody
	s.stop()
	data, _ := s.raw()
	if got, want := fmt.Sprint(data), fmt.Sprint(map[string][]string{"edge": {`{"n":1}`, `{"n":3}`, message}}); got != want {
		t.Errorf("in the log: %s\nwant %s", got, want)
	}
	out, err := exec.Command("gambeson", "source", "list", "--data", s.data, "--output", "table").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(string(out), "\n") {
		if f := strings.Fields(line); len(f) > 2 && f[0] == "default" && (len(f) == 5) != (f[1] == "edge") {
			t.Errorf("when it was seen stands with who has sent: %q", line)
		}
	}
}

// TestServeStdin takes what another program writes, and goes on when that ends.
func TestServeStdin(t *testing.T) {
	s := newServerWith(t, "")
	cmd := exec.Command("gambeson", "serve", "--config", s.file, "--data", s.data, "--stdin", "journal", "--log-level", "info")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s.adopt(cmd)
	if _, err := io.WriteString(in, `{"MESSAGE":"one"}`+"\n"+`{"MESSAGE":"two"}`); err != nil || in.Close() != nil {
		t.Fatal(err)
	}
	ended := false
	for lines := bufio.NewScanner(said); !ended && lines.Scan(); {
		ended = strings.Contains(lines.Text(), "standard input ended")
	}
	if !ended {
		t.Error("the end of the input is not told")
	}
	go io.Copy(io.Discard, said) // until the process ends
	if answer, err := http.Get("http://" + s.API.Listen + "/healthz"); err != nil {
		t.Errorf("the platform has ended with its input: %v", err)
	} else {
		answer.Body.Close()
	}
	s.stop()
	data, _ := s.raw()
	if got, want := fmt.Sprint(data), `map[journal:[{"MESSAGE":"one"} {"MESSAGE":"two"}]]`; got != want {
		t.Errorf("in the log: %s, want %s", got, want)
	}
	out, err := exec.Command("sh", "-c", `gambeson serve --config - --data "$0" --stdin x </dev/null`, s.data).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "write the configuration to a file") {
		t.Errorf("standard input twice: %v\n%s", err, out)
	}
}
