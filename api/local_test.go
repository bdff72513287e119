// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gambeson/identity"
	"gambeson/state"
)

// TestLocal serves a socket as a running server does: for its owner alone, as any tenant, with an actor that is no
// token's.
func TestLocal(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Listen = "127.0.0.1:0" })
	w.SocketDir = filepath.Join(t.TempDir(), "local")
	if err := os.MkdirAll(w.SocketDir, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(w.SocketDir, SocketFile)
	if err := os.WriteFile(path, []byte("a dead server's"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := w.Listen(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	for file, want := range map[string]os.FileMode{w.SocketDir: 0o700, path: 0o600} {
		if s, err := os.Stat(file); err != nil || s.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want %v", file, s.Mode(), err, want)
		}
	}
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}}}
	ask := func(tenant, actor string) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://localhost/api/v1/sources", strings.NewReader(`{"name":"web"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", "k")
		r.Header.Set(HeaderTenant, tenant)
		r.Header.Set(HeaderActor, actor)
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	if a, b, c := ask("globex", "eve"), ask("initech", ""), ask("", "eve"); a != 201 || b != 201 || c != 400 {
		t.Errorf("statuses %d, %d, %d", a, b, c)
	}
	for tenant, want := range map[string]string{"globex": "command-line:eve", "initech": "command-line"} {
		all, err := w.State.Audit.List(t.Context(), state.AuditFilter{Tenant: tenant})
		if err != nil || len(all) != 1 || all[0].Actor != want {
			t.Errorf("%s: %+v, %v", tenant, all, err)
		}
	}
	client.CloseIdleConnections()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the socket is left: %v", err)
	}
}

// TestLocalHeaders shows that what a local request says of itself counts for nothing elsewhere.
func TestLocalHeaders(t *testing.T) {
	w := newWorld(t)
	w.open(t, "globex", "x")
	claims := map[string]string{HeaderTenant: "globex", HeaderActor: "root"}
	w.do(t, call{method: http.MethodGet, path: "/api/v1/cases", header: claims}, http.StatusUnauthorized)
	_, body := w.do(t, call{method: http.MethodGet, path: "/api/v1/cases", role: identity.Viewer, header: claims}, http.StatusOK)
	if got := decode[CountedList[Case]](t, body); len(got.Items) != 0 {
		t.Errorf("another tenant's cases: %s", body)
	}
}
