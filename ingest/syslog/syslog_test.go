// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package syslog_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/ingest"
	"gambeson/ingest/ingesttest"
	"gambeson/ingest/syslog"
	"gambeson/keys/keystest"
)

func newDoor(tb testing.TB, d ingest.Deps) *syslog.Door {
	tb.Helper()
	c := syslog.DefaultConfig()
	c.FrameTimeout = ingesttest.Timeout
	dr, err := syslog.New(d, c)
	if err != nil {
		tb.Fatal(err)
	}
	return dr
}

func openTCP(tb testing.TB, d ingest.Deps) (string, func()) {
	tb.Helper()
	return ingesttest.Serve(tb, newDoor(tb, d))
}

// overTLS is a door that speaks TLS.
type overTLS struct{ *syslog.Door }

func (d overTLS) Serve(ctx context.Context, ln net.Listener) error { return d.ServeTLS(ctx, ln) }

func openUDP(tb testing.TB, d ingest.Deps) (string, func()) {
	tb.Helper()
	pc, err := (&net.ListenConfig{}).ListenPacket(tb.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	dr := newDoor(tb, d)
	served := make(chan error, 1)
	go func() { served <- dr.ServePacket(context.Background(), pc) }()
	return pc.LocalAddr().String(), sync.OnceFunc(func() {
		if err := dr.Shutdown(context.Background()); err != nil {
			tb.Error(err)
		}
		if err := <-served; err != nil {
			tb.Error(err)
		}
	})
}

// send writes one message after the other, framed.
func send(ctx context.Context, dial func(context.Context) (net.Conn, error), frame func(string) string, records []string) error {
	conn, err := dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	var out bytes.Buffer
	for _, r := range records {
		out.WriteString(frame(r))
	}
	_, err = conn.Write(out.Bytes())
	return err
}

func lines(m string) string   { return m + "\n" }
func counted(m string) string { return fmt.Sprintf("%d %s", len(m), m) }

func transport(frame func(string) string) ingesttest.Transport {
	return ingesttest.Transport{
		Open: openTCP,
		Send: func(ctx context.Context, address, _ string, records []string) (time.Duration, error) {
			return 0, send(ctx, dialer("tcp", address), frame, records)
		},
		Half: func(string) []byte { return []byte("<13>half of a mess") },
	}
}

func dialer(network, address string) func(context.Context) (net.Conn, error) {
	return func(ctx context.Context) (net.Conn, error) { return (&net.Dialer{}).DialContext(ctx, network, address) }
}

func TestSuiteLines(t *testing.T)   { ingesttest.Suite(t, transport(lines)) }
func TestSuiteCounted(t *testing.T) { ingesttest.Suite(t, transport(counted)) }

func TestSuiteTLS(t *testing.T) {
	ca := keystest.New(t)
	tr := transport(counted)
	tr.Open = func(tb testing.TB, d ingest.Deps) (string, func()) {
		tb.Helper()
		c := syslog.DefaultConfig()
		c.FrameTimeout, c.TLS = ingesttest.Timeout, "127.0.0.1:0"
		c.Certificate.CertFile, c.Certificate.KeyFile = ca.Issue("door", "localhost")
		dr, err := syslog.New(d, c)
		if err != nil {
			tb.Fatal(err)
		}
		return ingesttest.Serve(tb, overTLS{dr})
	}
	tr.Send = func(ctx context.Context, address, _ string, records []string) (time.Duration, error) {
		d := tls.Dialer{Config: &tls.Config{RootCAs: ca.Pool(), ServerName: "localhost"}}
		return 0, send(ctx, func(ctx context.Context) (net.Conn, error) { return d.DialContext(ctx, "tcp", address) }, counted, records)
	}
	tr.Half = func(string) []byte { return []byte{0x16, 3, 1, 2, 0, 1} } // half of a ClientHello
	ingesttest.Suite(t, tr)
}

func TestSuiteUDP(t *testing.T) {
	ingesttest.Suite(t, ingesttest.Transport{
		Lossy: true,
		Open:  openUDP,
		Send: func(ctx context.Context, address, _ string, records []string) (time.Duration, error) {
			conn, err := dialer("udp", address)(ctx)
			if err != nil {
				return 0, err
			}
			defer conn.Close()
			for _, r := range records {
				if _, err := io.WriteString(conn, r); err != nil {
					return 0, err
				}
			}
			return 0, nil
		},
	})
}

// heard opens a door over streams for everybody on this host.
func heard(t *testing.T) (address string, log *ingesttest.Log, a *ingest.Acceptor) {
	t.Helper()
	log = &ingesttest.Log{}
	logger := slog.New(slog.DiscardHandler)
	a, err := ingest.New(log, logger, ingesttest.Config())
	if err != nil {
		t.Fatal(err)
	}
	senders := &ingesttest.Senders{}
	senders.Range("127.0.0.0/8", ingest.Sender{Tenant: "acme", Source: "hosts", Format: "syslog"})
	address, stop := openTCP(t, ingest.Deps{Acceptor: a, Senders: senders, Log: logger})
	t.Cleanup(stop)
	return address, log, a
}

func until(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("did not happen")
		}
	}
}

// TestLogger sends with logger(1).
func TestLogger(t *testing.T) {
	path, err := exec.LookPath("logger")
	if err != nil {
		t.Skip("logger(1) is absent")
	}
	address, log, _ := heard(t)
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"--rfc3164"}, {"--rfc5424"}, {"--rfc5424", "--octet-count"}} {
		args = append(args, "--tcp", "--server", host, "--port", port, "--tag", "test", "a message")
		if out, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput(); err != nil {
			t.Fatalf("logger %q: %v: %s", args, err, out)
		}
	}
	until(t, func() bool { return len(log.Data()) == 3 })
	for i, m := range log.Data() {
		if !strings.HasPrefix(m, "<13>") || !strings.HasSuffix(m, "a message") {
			t.Errorf("message %d: %q", i, m)
		}
	}
}

// TestMixed sends both framings over one connection, in pieces.
func TestMixed(t *testing.T) {
	address, log, a := heard(t)
	big := "<1>" + strings.Repeat("x", int(ingesttest.Config().MaxRecordBytes))
	want := []string{"<1>line", "<2>one\ntwo", "<3>nul", "12345678 digits", "<4>crlf", "9x", "<5>last"}
	stream := "<1>line\n10 <2>one\ntwo\n\n<3>nul\x0012345678 digits\n<4>crlf\r\n9x\n" + big + "\n" + counted(big) + "<5>last"
	conn, err := dialer("tcp", address)(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for len(stream) > 0 {
		n := min(len(stream), 1+len(stream)/7)
		if _, err := io.WriteString(conn, stream[:n]); err != nil {
			t.Fatal(err)
		}
		stream = stream[n:]
	}
	conn.Close()
	until(t, func() bool { return len(log.Data()) >= len(want) })
	if d := cmp.Diff(want, log.Data()); d != "" {
		t.Error(d)
	}
	if got := a.Stats()[0].Refused["too_large"]; got != 2 {
		t.Errorf("%d messages were too large, want 2", got)
	}
}
