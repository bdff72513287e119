// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gambeson/config"
)

// server is `gambeson serve` in a process of its own, with all doors open, which can be killed. Its data folder outlives
// its process.
type server struct {
	t     testing.TB
	data  string
	token string // of its one source, which is also known by the loopback's addresses
	file  string // of the configuration
	Config
	program string   // empty is gambeson
	env     []string // of its process, besides the test's
	wrap    []string // a program that runs it, with its arguments
	cmd     *exec.Cmd
	done    chan struct{} // closed when the process has ended
	said    said
}

// said is what a process has written so far.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements [io.Writer].
func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// String returns all of it.
func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// newServer prepares a data folder with a sender, and a configuration; change alters what is usual.
func newServer(t testing.TB, change ...func(*Config)) *server {
	t.Helper()
	dir := t.TempDir()
	s := &server{t: t, data: filepath.Join(dir, "data"), file: filepath.Join(dir, "gambeson.yaml"), Config: DefaultConfig()}
	c := &s.Config
	free := freeAddresses(t, 6)
	c.API.Listen, c.Ingest.HTTP.Listen, c.Ingest.OTLP.GRPC, c.Ingest.OTLP.HTTP = free[0], free[1], free[2], free[3]
	c.Ingest.Syslog.TCP, c.Ingest.Syslog.UDP = free[4], free[5]
	c.Bus.MinFree, c.Bus.WarnFree = 1<<20, 1<<20
	c.Pipeline.IdleTick, c.Pipeline.SnapshotEvery = 100*time.Millisecond, 5
	for _, f := range change {
		f(c)
	}
	if c.Data != "" {
		s.data = c.Data
	}
	text, err := json.Marshal(config.Plain(c)) // JSON is YAML
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	token := filepath.Join(dir, "token")
	out, err := exec.Command("gambeson", "source", "add", "hosts", "--data", s.data, "--from", "127.0.0.0/8", "--token-file", token).CombinedOutput()
	if err != nil {
		t.Fatalf("source add: %v\n%s", err, out)
	}
	secret, err := os.ReadFile(token)
	if err != nil {
		t.Fatal(err)
	}
	s.token = strings.TrimSpace(string(secret))
	s.killAtEnd()
	return s
}

// killAtEnd leaves no process behind when the test ends, and shows what it said where the test failed.
func (s *server) killAtEnd() {
	s.t.Cleanup(func() {
		s.kill()
		if s.t.Failed() {
			s.t.Logf("serve said:\n%.20000s", s.said.String())
		}
	})
}

// freeAddress returns a loopback address that nobody listens on now.
func freeAddress(t testing.TB) string {
	t.Helper()
	return freeAddresses(t, 1)[0]
}

// freeAddresses returns loopback addresses that nobody listens on now.
func freeAddresses(t testing.TB, n int) []string {
	t.Helper()
	var all []string
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() // not before all are known: they differ
		all = append(all, l.Addr().String())
	}
	return all
}

// start runs the server and waits until it is ready.
func (s *server) start() {
	s.t.Helper()
	s.spawn()
	s.until("serve is ready", func() bool {
		if s.ended() {
			s.t.Fatalf("serve ended: %s\n%s", s.cmd.ProcessState, s.said.String())
		}
		return s.get("/readyz") == http.StatusOK
	})
}

// spawn runs the server.
func (s *server) spawn() {
	s.t.Helper()
	args := slices.Concat(s.wrap, []string{cmp.Or(s.program, "gambeson"), "serve", "--config", s.file, "--data", s.data})
	s.cmd = exec.Command(args[0], args[1:]...)
	s.cmd.Env = append(os.Environ(), append(s.env, "GORACE=atexit_sleep_ms=0")...)
	s.cmd.Stderr = &s.said
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.adopt(s.cmd)
}

// adopt takes a process that runs already for the server's.
func (s *server) adopt(cmd *exec.Cmd) {
	s.cmd, s.done = cmd, make(chan struct{})
	go func(done chan struct{}) {
		_ = cmd.Wait() // how it ended is in its state
		close(done)
	}(s.done)
}

// get asks the API for a path and returns the status, 0 where there is no answer.
func (s *server) get(path string) int {
	client := http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	r, err := client.Get("http://" + s.API.Listen + path)
	if err != nil {
		return 0
	}
	r.Body.Close()
	return r.StatusCode
}

// ended reports whether the process has ended.
func (s *server) ended() bool {
	select {
	case <-s.done:
		return true
	default:
		return false
	}
}

// kill ends the process as kill -9 does.
func (s *server) kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill() // it may be gone
	<-s.done
	s.cmd = nil
}

// stop interrupts the process and waits for its end in order.
func (s *server) stop() {
	s.t.Helper()
	s.interrupt(s.cmd.Process)
	<-s.done
	if !s.cmd.ProcessState.Success() {
		s.t.Errorf("serve ended: %s", s.cmd.ProcessState)
	}
	s.cmd = nil
}

func (s *server) interrupt(p *os.Process) {
	s.t.Helper()
	if err := p.Signal(os.Interrupt); err != nil {
		s.t.Fatal(err)
	}
}

// until waits for what must come; the test fails where it does not.
func (s *server) until(what string, done func() bool) {
	s.t.Helper()
	for end := time.Now().Add(time.Minute); !done(); {
		if time.Now().After(end) {
			s.t.Fatalf("%s: not after a minute", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
