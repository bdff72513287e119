// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"gambeson/identity"
)

func TestTokens(t *testing.T) {
	w := newWorld(t)
	create := call{method: http.MethodPost, path: "/api/v1/tokens", role: identity.Administrator, header: key("1"),
		body: `{"name":"grafana","scopes":["role:monitor","cases:read"],"expires":"` + soon() + `"}`}
	_, body := w.do(t, create, http.StatusCreated)
	secret := decode[Grant](t, body).Token
	if secret == "" {
		t.Fatal("no token")
	}
	_, body = w.do(t, call{method: http.MethodGet, path: "/api/v1/self", secret: secret}, http.StatusOK)
	if me := decode[Self](t, body); strings.Join(me.Permissions, " ") != "cases:read health:read metrics:read" {
		t.Errorf("self: %+v", me)
	}
	_, body = w.do(t, create, http.StatusCreated)
	if again := decode[Grant](t, body); again.Token != "" {
		t.Error("the token was shown twice")
	}
	if _, body = w.do(t, call{method: http.MethodGet, path: "/api/v1/tokens", role: identity.Administrator}, http.StatusOK); strings.Contains(string(body), secret) {
		t.Error("a list shows secrets")
	}
	w.do(t, call{method: http.MethodPost, path: "/api/v1/tokens/api/grafana/revoke", role: identity.Administrator, header: key("2")}, http.StatusNoContent)
	w.do(t, call{method: http.MethodGet, path: "/api/v1/self", secret: secret}, http.StatusUnauthorized)

	own := w.newToken(t, tenant, "leaving", "cases:read")
	w.do(t, call{method: http.MethodPost, path: "/api/v1/self/revoke", secret: own, header: key("3")}, http.StatusNoContent)
	w.do(t, call{method: http.MethodGet, path: "/api/v1/self", secret: own}, http.StatusUnauthorized)
}

// TestTokensWithin shows that nobody hands out what they have not.
func TestTokensWithin(t *testing.T) {
	w := newWorld(t)
	narrow := w.newToken(t, tenant, "narrow", "tokens:write", "cases:read")
	for scope, status := range map[string]int{
		`"cases:read"`: 201, `"cases:write"`: 403, `"role:administrator"`: 403, `"cases:read","role:viewer"`: 403, `"owner"`: 422, ``: 422,
	} {
		w.do(t, call{method: http.MethodPost, path: "/api/v1/tokens", secret: narrow, header: key(scope),
			body: `{"name":"x` + strings.Map(letters, scope) + `","scopes":[` + scope + `],"expires":"` + soon() + `"}`}, status)
	}
}

// soon is a time at which a token may end.
func soon() string { return time.Now().Add(time.Hour).UTC().Format(time.RFC3339) }

// letters keeps the letters of a text.
func letters(r rune) rune {
	if r < 'a' || r > 'z' {
		return -1
	}
	return r
}

func TestSources(t *testing.T) {
	w := newWorld(t)
	add := call{method: http.MethodPost, path: "/api/v1/sources", role: identity.Engineer, header: key("1"),
		body: `{"name":"web","format":"nginx","ranges":["192.0.2.7/24"]}`}
	_, body := w.do(t, add, http.StatusCreated)
	first := decode[Grant](t, body).Token
	if src, err := w.State.Sources.Authenticate(t.Context(), first); err != nil || src.Tenant != tenant || src.Name != "web" {
		t.Errorf("the token is that of %+v, %v", src, err)
	}
	w.do(t, call{method: add.method, path: add.path, role: add.role, header: key("2"), body: add.body}, http.StatusConflict)
	w.do(t, call{method: add.method, path: add.path, role: add.role, header: key("3"), body: `{"name":"x","ranges":["192.0.2.7"]}`}, 422)
	src := get[Source](t, w, identity.Viewer, "/api/v1/sources/web")
	if src.Activity == nil || src.Activity.Records != 7 || len(src.Ranges) != 1 || src.Ranges[0] != "192.0.2.0/24" {
		t.Errorf("source: %+v", src)
	}
	_, body = w.do(t, call{method: http.MethodPost, path: "/api/v1/sources/web/rotate", role: identity.Engineer, header: key("4"), body: `{}`}, http.StatusOK)
	second := decode[Grant](t, body).Token
	if _, err := w.State.Sources.Authenticate(t.Context(), first); err == nil {
		t.Error("the old token goes on")
	}
	if _, err := w.State.Sources.Authenticate(t.Context(), second); err != nil {
		t.Error(err)
	}
	w.do(t, call{method: http.MethodPost, path: "/api/v1/sources/web/revoke", role: identity.Engineer, header: key("5")}, http.StatusNoContent)
	if _, err := w.State.Sources.Authenticate(t.Context(), second); err == nil {
		t.Error("a revoked source may send")
	}
	if list := get[List[Source]](t, w, identity.Viewer, "/api/v1/sources"); len(list.Items) != 1 || list.Items[0].Revoked.IsZero() {
		t.Errorf("sources: %+v", list)
	}
	audit := get[List[AuditEntry]](t, w, identity.Administrator, "/api/v1/audit?kind=source")
	var actions []string
	for _, e := range audit.Items {
		actions = append(actions, e.Actor+" "+e.Action)
	}
	if got := strings.Join(actions, ", "); got != "engineer add, engineer rotate, engineer revoke" {
		t.Errorf("audit: %s", got)
	}
}
