// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gambeson/respond/notify"
)

// TestFaultStall lets everything behind the doors stand still: the database is held by somebody else for longer than
// anybody waits for it, whoever is told of cases takes the call and never answers, and those that follow live events do
// not read. Doors go on, what waits is in the log and not in memory, and all of it is made up for afterwards.
func TestFaultStall(t *testing.T) {
	told := newDeaf(t)
	s := newServer(t, told.follow).plainly()
	s.start()
	s.insist(0, attackHosts)
	token := s.administrator()
	for range soak(20, 200) {
		s.followDeaf(token)
	}
	stop := s.sendAll(soakPause())
	release := s.holdState()
	time.Sleep(time.Duration(soak(11, 60)) * time.Second) // the database gives up waiting after 10
	if s.ended() {
		t.Fatalf("serve ended: %s", s.cmd.ProcessState)
	}
	release()
	end, refused := stop()
	if end < 3*attackHosts {
		t.Errorf("%d parcels in all this time: the doors did not go on (%v refused)", end, refused)
	}
	told.listen()
	s.until("all cases are told of", func() bool { return told.cases() >= attackHosts })
	if peak := s.peak(t); peak > memoryLimit() {
		t.Errorf("%d bytes of memory, want at most %d", peak, memoryLimit())
	}
	if got := s.finish(end); !t.Failed() {
		same(t, undisturbed(t, end), got)
	}
}

// soakPause is how long senders wait between two parcels, so that both sizes of a test have as many.
func soakPause() time.Duration { return time.Duration(soak(20, 50)) * time.Millisecond }

// deaf is a receiver of notifications that takes requests and answers none, until it listens.
type deaf struct {
	*httptest.Server
	t     *testing.T
	asked atomic.Int64
	hears chan struct{}
	mu    sync.Mutex
	heard map[string]bool // ids of cases
}

func newDeaf(t *testing.T) *deaf {
	t.Helper()
	d := &deaf{t: t, hears: make(chan struct{}), heard: map[string]bool{}}
	d.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var p notify.Payload // read first: nothing notices that the client has gone while there is a body to come
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			t.Errorf("notification: %v", err)
		}
		_, _ = io.Copy(io.Discard, r.Body)
		d.asked.Add(1)
		select {
		case <-d.hears:
		case <-r.Context().Done():
		}
		if r.Context().Err() != nil {
			return
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.heard[p.Data.ID] = true
	}))
	t.Cleanup(d.CloseClientConnections)
	return d
}

// follow returns configuration in which it is told of cases, again and again.
func (d *deaf) follow(c *Config) {
	d.t.Helper()
	secret := filepath.Join(d.t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("a secret of the tests"), 0o600); err != nil {
		d.t.Fatal(err)
	}
	n := &c.Respond.Notify
	n.Webhook = notify.WebhookConfig{URL: d.URL, Secret: "file:" + secret}
	n.Timeout, n.FirstRetry, n.MaxRetry, n.MaxAttempts = 50*time.Millisecond, time.Second, time.Second, 1000
}

func (d *deaf) listen() { close(d.hears) }

func (d *deaf) cases() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.heard)
}

// administrator takes the set-up code that the server printed, and returns the first administrator's token.
func (s *server) administrator() string {
	s.t.Helper()
	code := regexp.MustCompile(`/setup/(\S+)`).FindStringSubmatch(s.said.String())
	if code == nil {
		s.t.Fatal("no address to set up the first administrator at")
	}
	body := fmt.Appendf(nil, `{"code":%q,"name":"alice"}`, code[1])
	r, err := http.Post("http://"+s.API.Listen+"/api/v1/setup", "application/json", bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	var issued struct{ Token string }
	text, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(text, &issued)
	}
	if err != nil || issued.Token == "" {
		s.t.Fatalf("set up: %v %s", err, text)
	}
	return issued.Token
}

// followDeaf follows live events and reads none of them.
func (s *server) followDeaf(token string) {
	s.t.Helper()
	c, err := net.Dial("tcp", s.API.Listen)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { c.Close() })
	if err := c.(*net.TCPConn).SetReadBuffer(4096); err != nil { //nolint:forcetypeassert // it is one
		s.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(c, "GET /api/v1/live HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n", s.API.Listen, token); err != nil {
		s.t.Fatal(err)
	}
}

// holdState takes the lock that SQLite's writers need: the byte 120 of its index of the write-ahead log.
func (s *server) holdState() (release func()) {
	s.t.Helper()
	f, err := os.OpenFile(filepath.Join(s.data, stateFolder, "state.db-shm"), os.O_RDWR, 0)
	if err != nil {
		s.t.Fatal(err)
	}
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Start: 120, Len: 1}
	s.until("the database is free", func() bool { return syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &lock) == nil })
	return func() { f.Close() } // and with it the lock
}
