// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"gambeson/identity"
)

// run serves until the test ends.
func (w *world) run(t *testing.T) {
	t.Helper()
	if err := w.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestRun(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Listen = "127.0.0.1:0" })
	w.run(t)
	if !strings.HasPrefix(w.URL(), "http://127.0.0.1:") {
		t.Errorf("on loopback: %s", w.URL())
	}
	answer, err := w.http.Client().Get(w.URL() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Strict-Transport-Security") != "" {
		t.Errorf("status %d, header %v", answer.StatusCode, answer.Header)
	}
}

// TestTLS shows that off loopback there is TLS, with a certificate that the first start makes.
func TestTLS(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Listen = "0.0.0.0:0" })
	w.run(t)
	if !strings.HasPrefix(w.URL(), "https://localhost:") {
		t.Errorf("off loopback: %s", w.URL())
	}
	pem, err := os.ReadFile(filepath.Join(w.KeysDir, OwnCertificate+".crt"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
	answer, err := client.Get(w.URL() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.Header.Get("Strict-Transport-Security") == "" {
		t.Error("no Strict-Transport-Security")
	}
	client.CloseIdleConnections()
	old := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MaxVersion: tls.VersionTLS11}}}
	if answer, err := old.Get(w.URL() + "/healthz"); err == nil {
		answer.Body.Close()
		t.Error("TLS 1.1 is spoken")
	}
}

// TestHostile shows that clients that misbehave are ended, while others are served.
func TestHostile(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Listen, c.Timeout = "127.0.0.1:0", time.Second })
	w.run(t)
	address := strings.TrimPrefix(w.URL(), "http://")
	for name, text := range map[string]string{
		"half a head":     "GET /healthz HTTP/1.1\r\nHost: x\r\n",
		"half a body":     "POST /api/v1/setup HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{",
		"an endless head": "GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", 1<<20),
		"no HTTP":         "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
	} {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		go func() { _, _ = io.WriteString(c, text) }()
		answer, err := w.http.Client().Get(w.URL() + "/healthz")
		if err != nil {
			t.Fatalf("beside %s: %v", name, err)
		}
		answer.Body.Close()
		_ = c.SetReadDeadline(time.Now().Add(headerTimeout + 5*time.Second))
		said, err := io.ReadAll(c)
		if ne, ok := err.(net.Error); ok && ne.Timeout() {
			t.Errorf("%s is not ended; it was told %q", name, said)
		}
	}
}

func TestUnrouted(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{http.MethodGet, "/nothing", 404, ""},
		{http.MethodGet, "/api/v1/cases/a/b/c", 404, ""},
		{http.MethodDelete, "/api/v1/cases", 405, "GET"},
		{http.MethodGet, "/api/v1/setup", 405, "POST"},
		{http.MethodPut, "/api/v1/sources", 405, "GET, POST"},
	} {
		answer, body := w.do(t, call{method: c.method, path: c.path, role: identity.Viewer}, c.status)
		p := decode[huma.ErrorModel](t, body)
		if p.Status != c.status || strings.Join(answer.Values("Allow"), ", ") != c.allow {
			t.Errorf("%s %s: %+v, allow %v", c.method, c.path, p, answer["Allow"])
		}
	}
	w.do(t, call{method: http.MethodGet, path: "/api/v1/cases?stat=new", role: identity.Viewer}, 422)
}

func TestHealth(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		checks []Check
		ready  int
		status Status
	}{
		{[]Check{{"log", StatusOK, ""}, {"disk", StatusOK, ""}}, 200, StatusOK},
		{[]Check{{"log", StatusOK, ""}, {"disk", StatusWarn, "91 % full"}}, 200, StatusWarn},
		{[]Check{{"log", StatusDown, "full"}, {"disk", StatusWarn, ""}}, 503, StatusDown},
	} {
		w.checks = c.checks
		_, body := w.do(t, call{method: http.MethodGet, path: "/readyz"}, c.ready)
		if strings.Contains(string(body), "full") {
			t.Errorf("a detail for everyone: %s", body)
		}
		if h := get[HealthReport](t, w, identity.Monitor, "/api/v1/health"); h.Status != c.status || len(h.Checks) != 2 {
			t.Errorf("health: %+v", h)
		}
		w.do(t, call{method: http.MethodGet, path: "/healthz"}, http.StatusOK)
	}
	w.do(t, call{method: http.MethodGet, path: "/metrics", role: identity.Monitor}, http.StatusOK)
}

// TestInside shows that what goes wrong inside is not told.
func TestInside(t *testing.T) {
	w := newWorld(t)
	id := w.open(t, tenant, "x")
	w.letters[id] = nil
	if err := w.State.Close(); err != nil {
		t.Fatal(err)
	}
	_, body := w.do(t, call{method: http.MethodGet, path: "/api/v1/cases", role: identity.Viewer}, http.StatusServiceUnavailable)
	if strings.Contains(string(body), "sql") {
		t.Errorf("told: %s", body)
	}
	p, ok := w.problem(t.Context(), fmt.Errorf("secret: %w", io.ErrUnexpectedEOF)).(*huma.ErrorModel)
	if text, err := json.Marshal(p); !ok || err != nil || p.Status != 500 || strings.Contains(string(text), "secret") {
		t.Errorf("told: %s, %v", text, err)
	}
}

func TestConfig(t *testing.T) {
	for _, change := range []func(*Config){
		func(c *Config) { c.Listen = "8443" },
		func(c *Config) { c.Listen = "example.com:8443" },
		func(c *Config) { c.CertFile = "x.pem" },
		func(c *Config) { c.MaxLive = c.MaxConnections },
		func(c *Config) { c.MaxBodyBytes = 0 },
		func(c *Config) { c.Timeout = 0 },
		func(c *Config) { c.SessionLife = 0 },
	} {
		c := DefaultConfig()
		change(&c)
		if c.Validate() == nil {
			t.Errorf("%+v is accepted", c)
		}
	}
	for listen, encrypted := range map[string]bool{
		"127.0.0.1:1": false, "[::1]:1": false, "localhost:1": false, ":1": true, "0.0.0.0:1": true, "192.0.2.1:1": true, "[::]:1": true,
	} {
		c := DefaultConfig()
		c.Listen = listen
		if err := c.Validate(); err != nil || c.encrypted() != encrypted {
			t.Errorf("%s: encrypted is %t, %v", listen, c.encrypted(), err)
		}
	}
}
