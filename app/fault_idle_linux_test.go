// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"io"
	"net"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestFaultIdle opens many connections that say nothing, over all doors, and keeps them. Ordinary senders are served
// beside them, and memory stays bounded.
func TestFaultIdle(t *testing.T) {
	n := soak(1000, 10_000)
	s := newServer(t, func(c *Config) { // patient, so that all are open at the same time, and with room for others
		c.Ingest.HTTP.HeaderTimeout, c.Ingest.HTTP.ReadTimeout = time.Minute, time.Minute
		most := n/4 + n/40
		c.Ingest.HTTP.MaxConnections, c.Ingest.OTLP.MaxConnections, c.Ingest.Syslog.MaxConnections = most, most, most
	})
	s.start()
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		t.Fatal(err)
	}
	if files.Cur < uint64(n+n/2) {
		t.Skipf("needs %d open files, %d are allowed", n+n/2, files.Cur)
	}
	doors := []string{s.Ingest.HTTP.Listen, s.Ingest.OTLP.HTTP, s.Ingest.OTLP.GRPC, s.Ingest.Syslog.TCP}
	open := openMany(t, doors, n)
	if len(open) < n*9/10 {
		t.Errorf("%d connections, want %d", len(open), n)
	}
	served := s.serve(t)
	time.Sleep(3 * time.Second)
	served()
	peak := s.peak(t)
	t.Logf("%d idle connections, at most %d MiB", len(open), peak>>20)
	if peak > memoryLimit() {
		t.Errorf("%d bytes of memory, want at most %d", peak, memoryLimit())
	}
}

// TestFaultFiles lets the server have few files, and opens more connections than that. Those beyond the limit that
// follows from it are closed at once, and the log goes on.
func TestFaultFiles(t *testing.T) {
	prlimit, err := exec.LookPath("prlimit")
	if err != nil {
		t.Skip("needs prlimit, which is not installed")
	}
	s := newServer(t)
	s.wrap = []string{prlimit, "--nofile=400:400", "--"}
	s.start()
	s.insist(0, attackHosts)
	open := openMany(t, []string{s.Ingest.Syslog.TCP}, 600)
	closed := 0
	for _, c := range open {
		if err := c.SetReadDeadline(time.Now().Add(time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(c); err == nil {
			closed++
		}
	}
	if closed < 300 {
		t.Errorf("%d of %d connections were closed", closed, len(open))
	}
	s.insist(attackHosts, 3*attackHosts)
	if s.get("/readyz") != 200 {
		t.Errorf("not ready: status %d", s.get("/readyz"))
	}
	s.finish(3 * attackHosts)
}

// openMany opens n connections to addresses in turn, and returns those that came about. They are closed at the end.
func openMany(t *testing.T, addresses []string, n int) (open []net.Conn) {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	for w := range 16 {
		wg.Go(func() {
			for i := w; i < n; i += 16 {
				c, err := net.DialTimeout("tcp", addresses[i%len(addresses)], 5*time.Second)
				if err != nil {
					continue // the caller counts
				}
				mu.Lock()
				open = append(open, c)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	t.Cleanup(func() {
		for _, c := range open {
			c.Close()
		}
	})
	return open
}
