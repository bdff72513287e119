// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"gambeson/identity"
	"gambeson/state"
)

// codeOf is the code in a set-up address.
func codeOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	code, ok := strings.CutPrefix(u.Path, "/setup/")
	if !ok || code == "" {
		t.Fatalf("address %q", address)
	}
	return code
}

func TestSetup(t *testing.T) {
	w := newWorld(t)
	if address, err := w.Setup(t.Context(), tenant); err != nil || address != "" {
		t.Errorf("there is an administrator, and yet: %q, %v", address, err)
	}
	address, err := w.Setup(t.Context(), "fresh")
	if err != nil {
		t.Fatal(err)
	}
	second, err := w.Setup(t.Context(), "fresh")
	if err != nil {
		t.Fatal(err)
	}
	exchange := func(code string, status int) []byte {
		_, body := w.do(t, call{method: http.MethodPost, path: "/api/v1/setup", body: `{"code":"` + code + `","name":"alice"}`}, status)
		return body
	}
	exchange(codeOf(t, address), http.StatusForbidden) // the second start ended the first code
	code := codeOf(t, second)
	w.do(t, call{method: http.MethodGet, path: "/setup/" + code}, http.StatusOK) // looking at it uses nothing up
	session := decode[Admission](t, exchange(code, http.StatusCreated))
	exchange(code, http.StatusForbidden)
	w.do(t, call{method: http.MethodGet, path: "/setup/" + code}, http.StatusForbidden)

	_, body := w.do(t, call{method: http.MethodGet, path: "/api/v1/self", secret: session.Token}, http.StatusOK)
	if me := decode[Self](t, body); me.Name != "alice" || me.Tenant != "fresh" || len(me.Permissions) != len(identity.Permissions()) {
		t.Errorf("self: %+v", me)
	}
	if address, err := w.Setup(t.Context(), "fresh"); err != nil || address != "" {
		t.Errorf("set up, and yet: %q, %v", address, err)
	}
	if err := w.State.Tokens.Revoke(t.Context(), "fresh", state.SessionToken, "alice", state.Cause{Actor: "test"}); err != nil {
		t.Fatal(err)
	}
	if address, err := w.Setup(t.Context(), "fresh"); err != nil || address == "" {
		t.Errorf("the only administrator is gone, and yet: %q, %v", address, err)
	}
}

// TestSetupOnce races for one code.
func TestSetupOnce(t *testing.T) {
	w := newWorld(t)
	address, err := w.Setup(t.Context(), "fresh")
	if err != nil {
		t.Fatal(err)
	}
	code := codeOf(t, address)
	var won atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := w.exchange(t.Context(), code, ""); err == nil {
				won.Add(1)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("the code was exchanged %d times", won.Load())
	}
}

func TestSetupPage(t *testing.T) {
	w := newWorld(t)
	address, err := w.Setup(t.Context(), "fresh")
	if err != nil {
		t.Fatal(err)
	}
	path := "/setup/" + codeOf(t, address)
	w.do(t, call{method: http.MethodPost, path: path, header: map[string]string{"Sec-Fetch-Site": "cross-site"}}, http.StatusForbidden)
	answer, body := w.do(t, call{method: http.MethodPost, path: path}, http.StatusOK)
	cookies := (&http.Response{Header: answer}).Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode || strings.Contains(string(body), cookies[0].Value) {
		t.Fatalf("cookies %v\n%s", cookies, body)
	}
	if h := answer; !strings.HasPrefix(h.Get("Content-Type"), "text/html") || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("header %v", h)
	}
	cookie := map[string]string{"Cookie": cookies[0].Name + "=" + cookies[0].Value}
	w.do(t, call{method: http.MethodGet, path: "/api/v1/tokens", header: cookie}, http.StatusOK)
	t.Run("not from another site", func(t *testing.T) {
		h := map[string]string{"Sec-Fetch-Site": "cross-site", "Idempotency-Key": "1", "Cookie": cookie["Cookie"]}
		w.do(t, call{method: http.MethodPost, path: "/api/v1/sources", header: h, body: `{"name":"x"}`}, http.StatusForbidden)
	})
	t.Run("a bad bearer beside it", func(t *testing.T) {
		h := map[string]string{"Authorization": "Bearer no", "Cookie": cookie["Cookie"]}
		w.do(t, call{method: http.MethodGet, path: "/api/v1/tokens", header: h}, http.StatusUnauthorized)
	})
}
