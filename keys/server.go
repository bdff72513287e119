// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package keys

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Deps is what code gives to a [Server].
type Deps struct {
	// Dir is the folder in which own certificates are kept.
	Dir string
	// Name begins the names of an own certificate's files: "api" is api.crt and api.key.
	Name string
	Log  *slog.Logger
}

// A Server is a listener's certificate, and whom its clients are signed by. Make one with [NewServer].
type Server struct {
	deps              Deps
	config            ServerConfig
	address           string
	certFile, keyFile string

	mu       sync.Mutex
	loaded   *material
	rejected string // the stamp of files that could not be used
}

// material is what was read from the files.
type material struct {
	stamp   string // of the files, as they were
	cert    tls.Certificate
	clients *x509.CertPool // nil where nobody is known by a certificate
}

// NewServer returns a server for a listener on address, host:port, which an own certificate is to name. It fails where
// there is no certificate that can be used, and none can be made.
func NewServer(d Deps, c ServerConfig, address string) (*Server, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	s := &Server{deps: d, config: c, address: address, certFile: c.CertFile, keyFile: c.KeyFile}
	if c.CertFile == "" {
		if d.Dir == "" {
			return nil, errors.New("no certificate is configured, and there is no folder to keep an own one in")
		}
		s.certFile, s.keyFile = filepath.Join(d.Dir, d.Name+".crt"), filepath.Join(d.Dir, d.Name+".key")
		if err := ensureOwn(s.certFile, s.keyFile, address, time.Now()); err != nil {
			return nil, fmt.Errorf("own certificate: %w", err)
		}
	}
	m, err := s.load(s.stamp())
	if err != nil {
		return nil, err
	}
	s.loaded = m
	leaf := m.cert.Leaf
	if time.Now().After(leaf.NotAfter) {
		d.Log.Warn("certificate has expired", "file", s.certFile, "expired", leaf.NotAfter)
	}
	s.tell(leaf)
	return s, nil
}

// TLS returns the configuration for a listener of the protocols, in the order of preference (ALPN: "h2", "http/1.1").
func (s *Server) TLS(protocols ...string) *tls.Config {
	var mu sync.Mutex
	var of *material
	var now *tls.Config
	return &tls.Config{
		MinVersion: s.config.version(),
		NextProtos: protocols,
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			m := s.current()
			mu.Lock()
			defer mu.Unlock()
			if m != of {
				of, now = m, s.build(m, protocols)
			}
			return now, nil
		},
	}
}

func (s *Server) build(m *material, protocols []string) *tls.Config {
	c := &tls.Config{Certificates: []tls.Certificate{m.cert}, MinVersion: s.config.version(), NextProtos: protocols}
	if m.clients != nil {
		c.ClientAuth, c.ClientCAs, c.SessionTicketsDisabled = tls.VerifyClientCertIfGiven, m.clients, true
	}
	return c
}

// current returns what is in the files now, or was in them when they were good.
func (s *Server) current() *material {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := time.Now(); s.config.CertFile == "" && now.Add(renewBefore).After(s.loaded.cert.Leaf.NotAfter) {
		if err := ensureOwn(s.certFile, s.keyFile, s.address, now); err != nil {
			s.deps.Log.Warn("own certificate is not renewed", "file", s.certFile, "error", err)
		}
	}
	stamp := s.stamp()
	if stamp == s.loaded.stamp || stamp == s.rejected {
		return s.loaded
	}
	m, err := s.load(stamp)
	if err != nil {
		s.rejected = stamp
		s.deps.Log.Warn("renewed certificate is not used: the last good one goes on", "file", s.certFile, "error", err)
		return s.loaded
	}
	s.loaded, s.rejected = m, ""
	s.tell(m.cert.Leaf)
	return m
}

// tell logs which certificate is used from now on.
func (s *Server) tell(leaf *x509.Certificate) {
	s.deps.Log.Info("certificate", "file", s.certFile, "sha256", Fingerprint(leaf), "expires", leaf.NotAfter)
}

// stamp tells the contents of the files from earlier ones without reading them.
func (s *Server) stamp() string {
	var text strings.Builder
	for _, name := range [...]string{s.certFile, s.keyFile, s.config.ClientCAFile} {
		if info, err := os.Stat(name); err == nil {
			fmt.Fprint(&text, info.ModTime().UnixNano(), info.Size())
		}
		text.WriteByte('/')
	}
	return text.String()
}

// load reads the files.
func (s *Server) load(stamp string) (*material, error) {
	m := &material{stamp: stamp}
	var err error
	if m.cert, err = tls.LoadX509KeyPair(s.certFile, s.keyFile); err != nil {
		return nil, fmt.Errorf("certificate %s: %w", s.certFile, err)
	}
	if s.config.ClientCAFile == "" {
		return m, nil
	}
	text, err := os.ReadFile(s.config.ClientCAFile)
	if err != nil {
		return nil, fmt.Errorf("authorities of clients: %w", err)
	}
	m.clients = x509.NewCertPool()
	if !m.clients.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("authorities of clients: %s holds no certificate in PEM", s.config.ClientCAFile)
	}
	return m, nil
}

// Fingerprint is the SHA-256 of a certificate, in hexadecimal.
func Fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return hex.EncodeToString(sum[:])
}
