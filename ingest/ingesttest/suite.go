// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingesttest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
	"gambeson/ingest"
)

// patience is how long a test waits for what must happen.
const patience = 20 * time.Second

// Suite tests a transport.
func Suite(t *testing.T, tr Transport) {
	t.Helper()
	tests := []struct {
		name string
		run  func(*testing.T, Transport)
		acks bool // only with acknowledgements
		flow bool // only where nothing may be dropped
	}{
		{"records arrive", testArrive, false, false},
		{"acknowledged after durable", testDurable, true, false},
		{"authentication", testAuthentication, false, false},
		{"quota", testQuota, true, false},
		{"quota slows down", testQuotaSlows, false, true},
		{"full disk", testFull, true, false},
		{"full disk slows down", testFullSlows, false, true},
		{"oversized record", testOversized, false, false},
		{"oversized request", testOversizedRequest, true, false},
		{"back-pressure", testBackPressure, true, false},
		{"half-open and slow clients", testSlow, false, false},
		{"garbage", testGarbage, false, false},
		{"lost acknowledgement", testLostAck, true, false},
		{"client that gives up", testGivesUp, true, false},
		{"restart in the middle", testRestart, true, false},
		{"shutdown drains", testShutdown, false, true},
	}
	for _, x := range tests {
		if x.acks && !tr.Acks || x.flow && (tr.Acks || tr.Lossy) {
			continue
		}
		t.Run(x.name, func(t *testing.T) { x.run(t, tr) })
	}
}

// numbered returns n different records.
func numbered(from, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`{"n":%d,"text":"é \"quoted\""}`, from+i)
	}
	return all
}

func testArrive(t *testing.T, tr Transport) {
	t.Helper()
	h := open(t, tr, &Log{}, Config())
	want := numbered(0, 3)
	h.send(t, nil, want...)
	h.arrived(t, want)
	for _, r := range h.log.Records() {
		if r.Tenant != "acme" || r.Source != "web" || r.Format != "json" {
			t.Errorf("record of tenant %q, source %q, format %q", r.Tenant, r.Source, r.Format)
		}
	}
	if st := h.acceptor.Stats(); len(st) != 1 || st[0].Records != 3 || st[0].Seen.IsZero() {
		t.Errorf("counted: %+v", st)
	}
	if tr.Lossy {
		return
	}
	more := numbered(3, 1500) // several messages
	h.send(t, nil, more...)
	h.arrived(t, append(want, more...))
	if n := len(h.log.Batches()); n < 4 {
		t.Errorf("%d messages, want at least 4 of at most 500 records", n)
	}
}

func testDurable(t *testing.T, tr Transport) {
	t.Helper()
	h := open(t, tr, &Log{}, Config())
	release := h.log.Hold()
	defer release()
	answered := make(chan error, 1)
	go func() {
		_, err := tr.Send(t.Context(), h.address, token, numbered(0, 3))
		answered <- err
	}()
	select {
	case err := <-answered:
		t.Fatalf("answered before the log did: %v", err)
	case <-time.After(100 * time.Millisecond):
	}
	release()
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	h.arrived(t, numbered(0, 3))
}

func testAuthentication(t *testing.T, tr Transport) {
	t.Helper()
	h := open(t, tr, &Log{}, Config())
	if tr.Acks {
		for _, wrong := range []string{"", "wrong", token + "x"} {
			h.sendAs(t, wrong, ingest.ErrUnauthenticated, "{}")
		}
		h.senders.Revoke(token)
		h.send(t, ingest.ErrUnauthenticated, "{}")
	} else {
		h.senders.Close()
		tr.Send(t.Context(), h.address, "", numbered(0, 1))
		time.Sleep(Timeout) // nothing tells when the door has heard it
	}
	if n := h.log.Appends(); n != 0 {
		t.Errorf("%d appends by unknown senders", n)
	}
	h.senders.Token(token, sender())
	h.senders.Range("127.0.0.0/8", sender())
	h.send(t, nil, numbered(1, 1)...)
	h.arrived(t, numbered(1, 1))
}

func testQuota(t *testing.T, tr Transport) {
	t.Helper()
	c := Config()
	c.SourceQuota.EventsPerSecond = 1
	h := open(t, tr, &Log{}, c)
	h.send(t, nil, numbered(0, 100)...) // into debt
	if wait := h.send(t, ingest.ErrQuota, numbered(100, 1)...); wait < time.Second || wait > 200*time.Second {
		t.Errorf("the client is told to wait %s, want about 90s", wait)
	}
	h.arrived(t, numbered(0, 100))
}

func testQuotaSlows(t *testing.T, tr Transport) {
	t.Helper()
	c := Config()
	c.SourceQuota.EventsPerSecond = 200 // a burst of 2,000
	h := open(t, tr, &Log{}, c)
	want := numbered(0, 2300)
	h.send(t, nil, want[:2200]...) // into debt
	h.arrived(t, want[:2200])
	begin := time.Now()
	h.send(t, nil, want[2200:]...)
	h.arrived(t, want)
	if d := time.Since(begin); d < 400*time.Millisecond {
		t.Errorf("100 records arrived %s after 2,200, at 200 a second", d)
	}
}

func testFull(t *testing.T, tr Transport) {
	t.Helper()
	h := open(t, tr, &Log{}, Config())
	h.log.Fail(fmt.Errorf("test disk: %w", ingest.ErrFull))
	if wait := h.send(t, ingest.ErrUnavailable, numbered(0, 3)...); wait <= 0 {
		t.Error("the client is not told when to try again")
	}
	h.log.Fail(nil)
	h.send(t, nil, numbered(0, 3)...)
	h.arrived(t, numbered(0, 3))
}

func testFullSlows(t *testing.T, tr Transport) {
	t.Helper()
	h := open(t, tr, &Log{}, Config())
	h.log.Fail(fmt.Errorf("test disk: %w", ingest.ErrFull))
	h.send(t, nil, numbered(0, 3)...)
	h.until(t, func() bool { return h.log.Appends() > 0 })
	h.log.Fail(nil)
	h.arrived(t, numbered(0, 3))
}

func testOversized(t *testing.T, tr Transport) {
	t.Helper()
	h := open(t, tr, &Log{}, Config())
	big := `"` + strings.Repeat("x", int(h.acceptor.Config().MaxRecordBytes)) + `"`
	if tr.Acks {
		h.send(t, ingest.ErrTooLarge, big)
	} else {
		tr.Send(t.Context(), h.address, "", []string{big})
	}
	h.send(t, nil, numbered(0, 1)...)
	h.until(t, func() bool { d := h.log.Data(); return len(d) > 0 && d[len(d)-1] == numbered(0, 1)[0] })
	for _, d := range h.log.Data() {
		if len(d) > int(h.acceptor.Config().MaxRecordBytes) {
			t.Errorf("a record of %d bytes is in the log", len(d))
		}
	}
}

func testOversizedRequest(t *testing.T, tr Transport) {
	t.Helper()
	h := open(t, tr, &Log{}, Config())
	c := h.acceptor.Config()
	var big []string
	for size := 0; size <= int(c.MaxRequestBytes); size += int(c.MaxRecordBytes) / 2 {
		big = append(big, `"`+strings.Repeat("x", int(c.MaxRecordBytes)/2)+`"`)
	}
	h.send(t, ingest.ErrTooLarge, big...)
	if n := len(h.log.Records()); n != 0 {
		t.Errorf("%d records of a request that was refused are in the log", n)
	}
	h.send(t, nil, numbered(0, 1)...)
	h.arrived(t, numbered(0, 1))
}

// testBackPressure sends more than may be in flight while the log stands still.
func testBackPressure(t *testing.T, tr Transport) {
	t.Helper()
	h := open(t, tr, &Log{}, Config())
	release := h.log.Hold()
	defer release()
	const clients = 40
	text := strings.Repeat("x", 60<<10)
	results := make(chan error, clients)
	var wg sync.WaitGroup
	for i := range clients {
		wg.Go(func() {
			_, err := tr.Send(t.Context(), h.address, token, []string{fmt.Sprintf(`{"n":%d,"x":%q}`, i, text)})
			results <- err
		})
	}
	refused := <-results // some must be refused while the log is held
	if !errors.Is(refused, ingest.ErrUnavailable) {
		t.Errorf("answer without a log: %v, want %v", refused, ingest.ErrUnavailable)
	}
	if n := h.acceptor.InFlight(); n > int64(h.acceptor.Config().MaxBytesInFlight) {
		t.Errorf("%d bytes in flight", n)
	}
	release()
	wg.Wait()
	close(results)
	accepted := 0
	for err := range results {
		switch {
		case err == nil:
			accepted++
		case !errors.Is(err, ingest.ErrUnavailable):
			t.Errorf("answer: %v", err)
		}
	}
	if n := len(h.log.Records()); accepted == 0 || n < accepted {
		t.Errorf("%d accepted, %d in the log", accepted, n)
	}
	h.until(t, func() bool { return h.acceptor.InFlight() == 0 })
}

func testSlow(t *testing.T, tr Transport) {
	t.Helper()
	if tr.Half == nil {
		t.Skip("datagrams have no connections")
	}
	h := open(t, tr, &Log{}, Config())
	var half []net.Conn
	for i := range 100 {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", h.address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if i%2 == 0 {
			continue // says nothing
		}
		if _, err := conn.Write(tr.Half(token)); err != nil {
			t.Fatal(err)
		}
		half = append(half, conn)
	}
	h.send(t, nil, numbered(0, 3)...)
	h.arrived(t, numbered(0, 3))
	for _, conn := range half {
		conn.SetReadDeadline(time.Now().Add(patience))
		buf := make([]byte, 4096)
		var err error
		for err == nil {
			_, err = conn.Read(buf)
		}
		if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() {
			t.Fatalf("the door still waits for a client that stopped %s ago", patience)
		}
	}
	h.until(t, func() bool { return h.acceptor.InFlight() == 0 })
}

func testGarbage(t *testing.T, tr Transport) {
	t.Helper()
	h := open(t, tr, &Log{}, Config())
	network := "tcp"
	if tr.Half == nil {
		network = "udp"
	}
	h.senders.Close() // what is no protocol may still be somebody's record
	for _, garbage := range []string{
		"\x00", "\xff\xff\xff\xff", "GET / HTTP/9.9\r\n\r\n", strings.Repeat("A", 1<<16), "99999999999999999999 x", "-1 x",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\x00\x00", "\x16\x03\x01\xff\xff\x01",
	} {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), network, h.address)
		if err != nil {
			t.Fatal(err)
		}
		conn.Write([]byte(garbage)) // may be refused
		conn.Close()
	}
	if !tr.Acks {
		time.Sleep(Timeout) // nothing tells when the door has heard it
	}
	h.senders.Range("127.0.0.0/8", sender())
	h.send(t, nil, numbered(0, 3)...)
	h.arrived(t, numbered(0, 3))
}

// testLostAck lets the log write and lose its answer, so that the client sends again.
func testLostAck(t *testing.T, tr Transport) {
	t.Helper()
	h := open(t, tr, &Log{}, Config())
	h.log.LoseAcks(true)
	h.send(t, ingest.ErrUnavailable, numbered(0, 3)...)
	h.log.LoseAcks(false)
	h.send(t, nil, numbered(0, 3)...)
	h.arrived(t, numbered(0, 3))
}

// testGivesUp lets the client leave while the log writes.
func testGivesUp(t *testing.T, tr Transport) {
	t.Helper()
	h := open(t, tr, &Log{}, Config())
	release := h.log.Hold()
	defer release()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := tr.Send(ctx, h.address, token, numbered(0, 3)); err == nil {
		t.Fatal("acknowledged by a log that stands still")
	}
	release()
	h.send(t, nil, numbered(0, 3)...)
	h.arrived(t, numbered(0, 3))
	h.until(t, func() bool { return h.acceptor.InFlight() == 0 })
}

// testRestart stops the door behind a client that has no answer yet, and opens another one over the same log.
func testRestart(t *testing.T, tr Transport) {
	t.Helper()
	log := &Log{}
	h := open(t, tr, log, Config())
	h.send(t, nil, numbered(0, 3)...)
	log.LoseAcks(true)
	h.send(t, ingest.ErrUnavailable, numbered(3, 3)...)
	log.LoseAcks(false)
	h.stop()
	if _, err := tr.Send(t.Context(), h.address, token, numbered(6, 3)); err == nil {
		t.Error("a door that was shut acknowledges")
	}
	again := open(t, tr, log, Config())
	again.send(t, nil, numbered(3, 3)...)
	again.send(t, nil, numbered(6, 3)...)
	again.arrived(t, numbered(0, 9))
}

// testShutdown stops a door that has taken records from a client without acknowledging them.
func testShutdown(t *testing.T, tr Transport) {
	t.Helper()
	h := open(t, tr, &Log{}, Config())
	h.send(t, nil, numbered(0, 100)...)
	h.until(t, func() bool { return len(h.log.Records()) > 0 })
	h.stop()
	h.arrived(t, numbered(0, 100))
}

// sendAs sends with a token and compares the outcome.
func (h *house) sendAs(tb testing.TB, token string, want error, records ...string) time.Duration {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), patience)
	defer cancel()
	wait, err := h.transport.Send(ctx, h.address, token, records)
	if !errors.Is(err, want) {
		tb.Fatalf("answer: %v, want %v", err, want)
	}
	return wait
}

// arrived waits until the log has exactly the records, each as an event of its own.
func (h *house) arrived(tb testing.TB, want []string) {
	tb.Helper()
	h.until(tb, func() bool { return len(h.log.Data()) >= len(want) })
	if d := cmp.Diff(want, h.log.Data()); d != "" {
		tb.Fatalf("in the log (-want +got):\n%s", d)
	}
	ids := map[event.ID]bool{}
	for _, r := range h.log.Records() {
		if ids[r.ID] {
			tb.Errorf("two records are event %s", r.ID)
		}
		ids[r.ID] = true
	}
}

// until waits until done; a test whose condition never comes fails.
func (h *house) until(tb testing.TB, done func() bool) {
	tb.Helper()
	for end := time.Now().Add(patience); !done(); {
		if time.Now().After(end) {
			tb.Fatalf("did not happen in %s; in the log: %.300q", patience, h.log.Data())
		}
		time.Sleep(time.Millisecond)
	}
}
