// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSupervise plays the service manager: ready comes when the doors listen,
// stopping when the process is told to end.
func TestSupervise(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "notify")
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Skip("no sockets for datagrams here:", err)
	}
	defer manager.Close()
	t.Setenv("NOTIFY_SOCKET", socket)
	s := newServer(t)
	s.start()
	hear(t, manager, "READY=1")
	conn, err := net.DialTimeout("tcp", s.Ingest.HTTP.Listen, time.Second)
	if err != nil {
		t.Fatal("said to be ready, and the door is shut:", err)
	}
	conn.Close()
	s.stop()
	hear(t, manager, "STOPPING=1")
}

// hear waits for a state.
func hear(t *testing.T, manager *net.UnixConn, state string) {
	t.Helper()
	if err := manager.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 4096)
	for {
		n, err := manager.Read(buf)
		if err != nil {
			t.Fatalf("%s was not said: %v", state, err)
		}
		for line := range strings.Lines(string(buf[:n])) {
			if strings.TrimSpace(line) == state {
				return
			}
		}
	}
}
