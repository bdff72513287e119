// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"gambeson/identity"
	"gambeson/state"
)

// browser signs a browser in with a role's token and returns what it sends from then on.
func (w *world) browser(t *testing.T, role identity.Role) (SignedIn, map[string]string) {
	t.Helper()
	head, body := w.do(t, call{method: http.MethodPost, path: "/api/v1/session", body: `{"token":"` + w.secrets[role] + `"}`}, http.StatusCreated)
	cookies := (&http.Response{Header: head}).Cookies()
	if len(cookies) != 1 {
		t.Fatalf("cookies %v", cookies)
	}
	return decode[SignedIn](t, body), map[string]string{
		"Cookie": cookies[0].Name + "=" + cookies[0].Value, "Sec-Fetch-Site": "same-origin", "Idempotency-Key": fresh(t),
	}
}

// fresh is a key that no other call of a test has.
func fresh(t *testing.T) string {
	t.Helper()
	return t.Name() + time.Now().String()
}

func with(h map[string]string, more ...string) map[string]string {
	h = maps.Clone(h)
	for i := 0; i < len(more); i += 2 {
		if h[more[i]] = more[i+1]; more[i+1] == "" {
			delete(h, more[i])
		}
	}
	return h
}

func TestSession(t *testing.T) {
	w := newWorld(t)
	w.do(t, call{method: http.MethodPost, path: "/api/v1/session", body: `{"token":"gambeson_api_no"}`}, http.StatusForbidden)
	me, browser := w.browser(t, identity.Analyst)
	if me.Name != "analyst" || me.Tenant != tenant || me.Session == nil || !me.Session.Current || len(me.Permissions) != len(identity.Analyst.Permissions()) {
		t.Errorf("signed in: %+v", me)
	}
	_, body := w.do(t, call{method: http.MethodGet, path: "/api/v1/session", header: browser}, http.StatusOK)
	if again := decode[SignedIn](t, body); again.Session == nil || again.Session.ID != me.Session.ID || time.Until(again.Expires) > time.Hour {
		t.Errorf("asked: %+v; the token ends within an hour", again)
	}
	if all := get[List[BrowserSession]](t, w, identity.Administrator, "/api/v1/sessions"); len(all.Items) != 1 || all.Items[0].Current {
		t.Errorf("listed: %+v", all.Items)
	}
	w.do(t, call{method: http.MethodGet, path: "/api/v1/tokens", header: browser}, http.StatusForbidden) // no more than the token
	head, _ := w.do(t, call{method: http.MethodDelete, path: "/api/v1/session", header: browser}, http.StatusNoContent)
	if !strings.Contains(head.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("signed out, and the cookie stays: %q", head.Get("Set-Cookie"))
	}
	w.do(t, call{method: http.MethodGet, path: "/api/v1/session", header: browser}, http.StatusUnauthorized)
	w.do(t, call{method: http.MethodGet, path: "/api/v1/session", role: identity.Analyst}, http.StatusOK) // the token goes on
	w.do(t, call{method: http.MethodDelete, path: "/api/v1/session", role: identity.Analyst, header: key("x")}, http.StatusNotFound)
}

func TestSessionEnds(t *testing.T) {
	w := newWorld(t)
	session := func(header map[string]string, status int) {
		t.Helper()
		w.do(t, call{method: http.MethodGet, path: "/api/v1/session", header: header}, status)
	}
	me, afar := w.browser(t, identity.Viewer)
	session(afar, http.StatusOK)
	w.do(t, call{method: http.MethodPost, path: "/api/v1/sessions/" + me.Session.ID + "/revoke", role: identity.Administrator, header: key("end")}, http.StatusNoContent)
	session(afar, http.StatusUnauthorized)

	_, orphan := w.browser(t, identity.Viewer)
	if err := w.State.Tokens.Revoke(t.Context(), tenant, state.APIToken, "viewer", state.Cause{Actor: "test"}); err != nil {
		t.Fatal(err)
	}
	session(orphan, http.StatusUnauthorized)
}

// TestForeignPages sends changes with a session's cookie as other sites could make a browser send them.
func TestForeignPages(t *testing.T) {
	w := newWorld(t)
	_, ours := w.browser(t, identity.Administrator)
	for name, c := range map[string]struct {
		header map[string]string
		want   int
	}{
		"our page":                {ours, http.StatusCreated},
		"our page, old browser":   {with(ours, "Sec-Fetch-Site", "", "Origin", w.http.URL), http.StatusCreated},
		"another site":            {with(ours, "Sec-Fetch-Site", "cross-site"), http.StatusForbidden},
		"another of our site":     {with(ours, "Sec-Fetch-Site", "same-site"), http.StatusForbidden},
		"an address typed in":     {with(ours, "Sec-Fetch-Site", "none"), http.StatusForbidden},
		"another origin":          {with(ours, "Sec-Fetch-Site", "", "Origin", "https://example.com"), http.StatusForbidden},
		"a sandbox":               {with(ours, "Sec-Fetch-Site", "", "Origin", "null"), http.StatusForbidden},
		"no word of where":        {with(ours, "Sec-Fetch-Site", ""), http.StatusForbidden},
		"a form, without headers": {with(ours, "Idempotency-Key", ""), http.StatusForbidden},
	} {
		body := `{"name":"` + strings.NewReplacer(" ", "-", ",", "").Replace(name) + `"}`
		if c.header["Idempotency-Key"] != "" {
			c.header = with(c.header, "Idempotency-Key", name)
		}
		w.do(t, call{method: http.MethodPost, path: "/api/v1/sources", header: c.header, body: body}, c.want)
	}
	w.do(t, call{method: http.MethodGet, path: "/api/v1/sources", header: with(ours, "Sec-Fetch-Site", "none", "Idempotency-Key", "")}, http.StatusOK)
}

func TestCookie(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Config)
		want   string
	}{
		"loopback":    {func(*Config) {}, "gambeson_session=v; Path=/; HttpOnly; SameSite=Strict"},
		"TLS":         {func(c *Config) { c.TLS = "on" }, "__Host-gambeson_session=v; Path=/; HttpOnly; Secure; SameSite=Strict"},
		"behind TLS":  {func(c *Config) { c.PublicURL = "https://x.example" }, "__Host-gambeson_session=v; Path=/; HttpOnly; Secure; SameSite=Strict"},
		"off this PC": {func(c *Config) { c.Listen = "192.0.2.1:8443" }, "__Host-gambeson_session=v; Path=/; HttpOnly; Secure; SameSite=Strict"},
	} {
		if got := newWorld(t, c.change).cookie("v", time.Time{}); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestEnter(t *testing.T) {
	w := newWorld(t)
	w.http.Client().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	address, err := w.Enter(t.Context(), "fresh")
	if err != nil {
		t.Fatal(err)
	}
	_, path, _ := strings.Cut(address, w.URL())
	head, _ := w.do(t, call{method: http.MethodGet, path: path}, http.StatusSeeOther)
	cookies := (&http.Response{Header: head}).Cookies()
	if head.Get("Location") != "/" || len(cookies) != 1 {
		t.Fatalf("header %v", head)
	}
	w.do(t, call{method: http.MethodGet, path: path}, http.StatusForbidden)
	_, body := w.do(t, call{method: http.MethodGet, path: "/api/v1/session", header: map[string]string{"Cookie": cookies[0].Name + "=" + cookies[0].Value}}, http.StatusOK)
	if me := decode[SignedIn](t, body); me.Tenant != "fresh" || len(me.Permissions) != len(identity.Permissions()) {
		t.Errorf("entered: %+v", me)
	}
}
