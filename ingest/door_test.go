// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"gambeson/ingest"
	"gambeson/ingest/ingesttest"
)

func TestDoors(t *testing.T) {
	a := newAcceptor(t, &ingesttest.Log{}, func(*ingest.Config) {})
	one, two := a.Door("one"), a.Door("two")
	for _, x := range []*ingest.Acceptor{one, one, two} {
		if err := x.Accept(t.Context(), web(), batch("four", "five5")); err != nil {
			t.Fatal(err)
		}
	}
	two.Refuse(web(), ingest.ErrMalformed)
	a.Door("two").RefuseUnknown(ingest.ErrForbidden)
	want := []ingest.DoorStats{
		{Door: "none", Refused: map[string]uint64{}},
		{Door: "one", Records: 4, Bytes: 18, Refused: map[string]uint64{}},
		{Door: "two", Records: 2, Bytes: 9, Refused: map[string]uint64{"malformed": 1, "forbidden": 1}},
	}
	if d := cmp.Diff(want, a.Doors()); d != "" {
		t.Error(d)
	}
	if st := one.Stats(); len(st) != 1 || st[0].Records != 6 || st[0].Refused["malformed"] != 1 || len(st[0].Refused) != 1 {
		t.Errorf("the source: %+v", st)
	}
}

// short is a listener for which the system is short of files for a while.
type short struct {
	net.Listener
	left atomic.Int64
}

func (s *short) Accept() (net.Conn, error) {
	if s.left.Add(-1) >= 0 {
		return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	return s.Listener.Accept()
}

// TestGuard shows that a shortage passes, that too many are turned away, and what is counted.
func TestGuard(t *testing.T) {
	a := newAcceptor(t, &ingesttest.Log{}, func(*ingest.Config) {})
	inner, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &short{Listener: inner}
	s.left.Store(3)
	ln := a.Guard(s, ingest.Port{Name: "p", MaxConnections: 1})
	accepted := make(chan net.Conn)
	go func() {
		defer close(accepted)
		for {
			c, err := ln.Accept()
			if err != nil {
				if !errors.Is(err, net.ErrClosed) {
					t.Errorf("ended by %v", err)
				}
				return
			}
			accepted <- c
		}
	}()
	dial := func() net.Conn {
		t.Helper()
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", inner.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	dial()
	first := <-accepted
	over := dial()
	if _, err := over.Read(make([]byte, 1)); !errors.Is(err, io.EOF) && !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("one too many reads %v", err)
	}
	if d := cmp.Diff([]ingest.PortStats{{Port: "p", Listening: true, Connections: 1, TurnedAway: 1}}, a.Ports()); d != "" {
		t.Error(d)
	}
	first.Close()
	first.Close() // gives its place free once
	dial()
	(<-accepted).Close()
	if err := ln.Close(); err != nil {
		t.Error(err)
	}
	<-accepted
	if d := cmp.Diff([]ingest.PortStats{{Port: "p", TurnedAway: 1}}, a.Ports()); d != "" {
		t.Error(d)
	}
}

// TestGuardClosedInShortage closes a listener whose system never recovers.
func TestGuardClosedInShortage(t *testing.T) {
	inner, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &short{Listener: inner}
	s.left.Store(1 << 40)
	ln := newAcceptor(t, &ingesttest.Log{}, func(*ingest.Config) {}).Guard(s, ingest.Port{Name: "p", MaxConnections: 1})
	ended := make(chan error, 1)
	go func() {
		_, err := ln.Accept()
		ended <- err
	}()
	if err := ln.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("%v, want %v", err, net.ErrClosed)
	}
}

// TestRemember shows that the silence of a source is noticed that was seen before the start alone.
func TestRemember(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAcceptor(t, &ingesttest.Log{}, func(c *ingest.Config) { c.SilentAfter = time.Hour })
		a.Remember(web(), time.Now().Add(-2*time.Hour))
		a.Look(t.Context(), time.Now())
		if st := a.Stats(); len(st) != 1 || !st[0].Silent {
			t.Errorf("%+v is not silent", st)
		}
		if err := a.Accept(t.Context(), web(), batch("x")); err != nil {
			t.Fatal(err)
		}
		a.Remember(web(), time.Now().Add(-2*time.Hour)) // known better
		a.Look(t.Context(), time.Now())
		if st := a.Stats(); st[0].Silent {
			t.Errorf("%+v is silent", st)
		}
	})
}

// FuzzBody reads bodies in every encoding: nothing is read beyond the limit, nothing stays reserved, and what is no such
// encoding is refused as what it is.
func FuzzBody(f *testing.F) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, strings.Repeat("a", 300<<10))
	z.Close()
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		f.Fatal(err)
	}
	for _, encoding := range []string{"", "gzip", "zstd", "br"} {
		f.Add(encoding, []byte("{}\n"))
		f.Add(encoding, packed.Bytes())
		f.Add(encoding, packed.Bytes()[:packed.Len()/2])
		f.Add(encoding, enc.EncodeAll([]byte(strings.Repeat("b", 300<<10)), nil))
	}
	known := []error{ingest.ErrTooLarge, ingest.ErrBusy, ingest.ErrMalformed, ingest.ErrEncoding, ingest.ErrSlow}
	f.Fuzz(func(t *testing.T, encoding string, data []byte) {
		a := newAcceptor(t, &ingesttest.Log{}, func(c *ingest.Config) { *c = ingesttest.Config() })
		r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/", bytes.NewReader(data))
		r.Header.Set("Content-Encoding", encoding)
		var b ingest.Body
		err := b.Read(deadlines{httptest.NewRecorder()}, r, a, time.Minute)
		if err == nil && len(b.Data) > int(a.Config().MaxRequestBytes) {
			t.Errorf("%d bytes were read", len(b.Data))
		}
		if err != nil && !wraps(err, known) {
			t.Errorf("error: %v", err)
		}
		b.Release()
		if n := a.InFlight(); n != 0 {
			t.Errorf("%d bytes stay reserved", n)
		}
	})
}

func wraps(err error, one []error) bool {
	for _, e := range one {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// deadlines is a writer of answers that has deadlines, as real ones do.
type deadlines struct{ http.ResponseWriter }

func (deadlines) SetReadDeadline(time.Time) error { return nil }

// FuzzToken reads Authorization headers: a token is always part of what was sent, or of what Basic encodes.
func FuzzToken(f *testing.F) {
	for _, seed := range []string{"", "Bearer x", "Splunk  y ", "apikey z", "Basic dTpw", "Basic !", "Digest x", "bearer"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		token := ingest.Token(header)
		if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(header)), "basic") && !strings.Contains(header, token) {
			t.Errorf("token %q of %q", token, header)
		}
	})
}
