// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package keys

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gambeson/keys/keystest"
)

// output is a log that goroutines write to.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) count(s string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Count(o.text.String(), s)
}

func newServer(t *testing.T, c ServerConfig, address string) (*Server, *output) {
	t.Helper()
	log := &output{}
	s, err := NewServer(Deps{Dir: t.TempDir(), Name: "own", Log: slog.New(slog.NewTextHandler(log, nil))}, c, address)
	if err != nil {
		t.Fatal(err)
	}
	return s, log
}

// connect lets a client speak to the server, and returns what each saw of the other.
func connect(s *Server, client *tls.Config) (ofServer, ofClient tls.ConnectionState, err error) {
	return connectTo(s.TLS("h2", "http/1.1"), client)
}

func connectTo(config, client *tls.Config) (ofServer, ofClient tls.ConnectionState, err error) {
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	for _, c := range []net.Conn{near, far} { // a pipe has no buffer: both may write at once
		if err := c.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
			return ofServer, ofClient, err
		}
	}
	server := tls.Server(far, config)
	ended := make(chan error, 1)
	go func() {
		err := server.Handshake()
		if err == nil {
			_, err = server.Write([]byte{1})
		}
		far.Close()
		ended <- err
	}()
	c := tls.Client(near, client)
	if err = c.Handshake(); err == nil {
		_, err = c.Read(make([]byte, 1))
	}
	near.Close()
	if serr := <-ended; err == nil {
		err = serr
	}
	return c.ConnectionState(), server.ConnectionState(), err
}

func TestOwnCertificate(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "keys", "own.crt"), filepath.Join(dir, "keys", "own.key")
	now := time.Now()
	var last []byte
	for _, x := range []struct {
		name, address string
		at            time.Time
		same          bool
		names         []string
	}{
		{"the first", "0.0.0.0:1", now, false, []string{"localhost", "127.0.0.1"}},
		{"again", ":1", now, true, []string{"localhost"}},
		{"another address", "192.0.2.7:1", now, false, []string{"192.0.2.7", "localhost"}},
		{"a third address", "door.example:1", now, false, []string{"door.example", "192.0.2.7", "127.0.0.1"}},
		{"one that it knows", "192.0.2.7:1", now, true, nil},
		{"near its end", "192.0.2.7:1", now.Add(ownLife - renewBefore + time.Hour), false, []string{"door.example"}},
	} {
		if err := ensureOwn(cert, key, x.address, x.at); err != nil {
			t.Fatal(err)
		}
		next, err := os.ReadFile(cert)
		if err != nil || bytes.Equal(next, last) != x.same {
			t.Errorf("%s: the same is %t, %v", x.name, !x.same, err)
		}
		last = next
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range x.names {
			if err := pair.Leaf.VerifyHostname(n); err != nil {
				t.Errorf("%s: %v", x.name, err)
			}
		}
	}
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key: %v, %v", info.Mode(), err)
	}
}

// TestRenewed shows that files are taken when they change, that bad ones are told once, and that the last good ones go on.
func TestRenewed(t *testing.T) {
	a := keystest.New(t)
	c := DefaultServerConfig()
	c.CertFile, c.KeyFile = a.Issue("server", "one.example")
	s, log := newServer(t, c, "0.0.0.0:1")
	config := s.TLS("h2", "http/1.1")
	see := func(want string) {
		t.Helper()
		got, _, err := connectTo(config, &tls.Config{RootCAs: a.Pool(), ServerName: want, NextProtos: []string{"h2"}})
		if err != nil {
			t.Fatalf("as %s: %v", want, err)
		}
		if got.NegotiatedProtocol != "h2" {
			t.Errorf("protocol %q", got.NegotiatedProtocol)
		}
	}
	see("one.example")
	a.Issue("server", "two.example", "longer-than-before.example")
	see("two.example")
	if err := os.WriteFile(c.CertFile, []byte("half of a"), 0o600); err != nil {
		t.Fatal(err)
	}
	see("two.example")
	see("two.example")
	if n := log.count("is not used"); n != 1 {
		t.Errorf("bad files are told %d times, want once", n)
	}
	a.Issue("server", "three.example")
	see("three.example")
}

func TestOwnIsRenewedWhileRunning(t *testing.T) {
	s, _ := newServer(t, DefaultServerConfig(), "192.0.2.7:1")
	old := Fingerprint(s.current().cert.Leaf)
	past := time.Now().Add(-ownLife + renewBefore - time.Hour)
	if err := makeOwn(s.certFile, s.keyFile, hosts(s.address), past); err != nil {
		t.Fatal(err)
	}
	s.current() // takes the one that ends soon
	if leaf := s.current().cert.Leaf; Fingerprint(leaf) == old || time.Until(leaf.NotAfter) < renewBefore {
		t.Errorf("the certificate ends %s", leaf.NotAfter)
	}
}

// TestClients shows whom a server knows by a certificate: nobody without authorities, those that they signed, and those
// no more whose authority is taken out.
func TestClients(t *testing.T) {
	a, other := keystest.New(t), keystest.New(t)
	c := DefaultServerConfig()
	c.CertFile, c.KeyFile = a.Issue("server", "door.example")
	client := func(of *keystest.Authority) *tls.Config {
		pair := of.Pair("client", "sender.example")
		return &tls.Config{
			RootCAs: a.Pool(), ServerName: "door.example", ClientSessionCache: tls.NewLRUClientSessionCache(4),
			GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &pair, nil },
		}
	}
	s, _ := newServer(t, c, ":1")
	if _, seen, err := connect(s, client(a)); err != nil || len(seen.PeerCertificates) != 0 {
		t.Errorf("without authorities: %d certificates, %v", len(seen.PeerCertificates), err)
	}
	text, err := os.ReadFile(a.File)
	if err != nil {
		t.Fatal(err)
	}
	c.ClientCAFile = filepath.Join(t.TempDir(), "clients.crt")
	if err := os.WriteFile(c.ClientCAFile, text, 0o600); err != nil {
		t.Fatal(err)
	}
	s, _ = newServer(t, c, ":1")
	known := client(a)
	config := s.TLS()
	for range 2 {
		if _, seen, err := connectTo(config, known); err != nil || len(seen.VerifiedChains) == 0 || seen.DidResume {
			t.Errorf("a known client: %d chains, resumed %t, %v", len(seen.VerifiedChains), seen.DidResume, err)
		}
	}
	if _, _, err := connectTo(config, client(other)); err == nil {
		t.Error("a client whom another authority signed is let in")
	}
	if _, seen, err := connectTo(config, &tls.Config{RootCAs: a.Pool(), ServerName: "door.example"}); err != nil || len(seen.PeerCertificates) != 0 {
		t.Errorf("a client without a certificate: %v", err)
	}
	text, err = os.ReadFile(other.File)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.ClientCAFile, append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := connectTo(config, known); err == nil {
		t.Error("a client is let in whose authority was taken out")
	}
}

func TestVersions(t *testing.T) {
	for least, spoken := range map[string]bool{"1.2": true, "1.3": false} {
		c := DefaultServerConfig()
		c.MinVersion = least
		s, _ := newServer(t, c, "127.0.0.1:1")
		roots := x509.NewCertPool()
		roots.AddCert(s.current().cert.Leaf)
		_, _, err := connect(s, &tls.Config{RootCAs: roots, ServerName: "localhost", MaxVersion: tls.VersionTLS12})
		if (err == nil) != spoken {
			t.Errorf("least %s: TLS 1.2 gives %v", least, err)
		}
		if _, _, err := connect(s, &tls.Config{RootCAs: roots, ServerName: "localhost", MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}); err == nil {
			t.Errorf("least %s: TLS 1.1 is spoken", least)
		}
	}
}

func TestRefused(t *testing.T) {
	a := keystest.New(t)
	cert, key := a.Issue("server", "x.example")
	_, wrong := a.Issue("other", "y.example")
	for want, c := range map[string]ServerConfig{
		"belong together":      {CertFile: cert},
		"no such file":         {CertFile: cert + ".absent", KeyFile: key},
		"does not match":       {CertFile: cert, KeyFile: wrong},
		"authorities":          {CertFile: cert, KeyFile: key, ClientCAFile: key + ".absent"},
		"holds no certificate": {CertFile: cert, KeyFile: key, ClientCAFile: key},
	} {
		_, err := NewServer(Deps{Dir: t.TempDir(), Name: "own", Log: slog.New(slog.DiscardHandler)}, c, ":1")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", c, err, want)
		}
	}
	if _, err := NewServer(Deps{Log: slog.New(slog.DiscardHandler)}, DefaultServerConfig(), ":1"); err == nil {
		t.Error("an own certificate is kept nowhere")
	}
}

func TestEncrypted(t *testing.T) {
	for _, x := range []struct {
		mode, address string
		want          bool
	}{
		{Auto, "127.0.0.1:1", false}, {Auto, "[::1]:1", false}, {Auto, "localhost:1", false}, {Auto, ":1", true}, {Auto, "192.0.2.1:1", true},
		{Auto, "host.example:1", true}, {Auto, "rubbish", true}, {On, "127.0.0.1:1", true}, {Insecure, "192.0.2.1:1", false}, {"", ":1", true},
	} {
		if got := Encrypted(x.mode, x.address); got != x.want {
			t.Errorf("%s %s: %t", x.mode, x.address, got)
		}
	}
}
