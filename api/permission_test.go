// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"gambeson/identity"
	"gambeson/state"
)

// routesOf lists every operation of the document with the permission that it says it needs.
func routesOf(s *Server) map[string]identity.Permission {
	all := map[string]identity.Permission{}
	for path, item := range s.huma.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{
			http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPut: item.Put, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
		} {
			if op != nil {
				needs, _ := op.Extensions[needsKey].(string)
				all[method+" "+path] = identity.Permission(needs)
			}
		}
	}
	return all
}

// example fills a path's parameters.
func example(path string) string {
	return strings.NewReplacer("{id}", strings.Repeat("0", 32), "{name}", "nobody", "{kind}", "api", "{code}", "none").Replace(path)
}

// TestPermissions walks all routes with every role, every single scope, and without a valid token.
func TestPermissions(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.MaxLive = 0 })
	scopes := map[identity.Permission]string{}
	for _, p := range identity.Permissions() {
		scopes[p] = w.newToken(t, tenant, strings.ReplaceAll(string(p), ":", "-"), string(p))
	}
	status := func(method, path, secret string) int {
		r, err := http.NewRequestWithContext(t.Context(), method, w.http.URL+example(path), nil)
		if err != nil {
			t.Fatal(err)
		}
		if secret != "" {
			r.Header.Set("Authorization", "Bearer "+secret)
		}
		answer, err := w.http.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	routes := routesOf(w.Server)
	if len(routes) < 30 {
		t.Errorf("only %d routes", len(routes))
	}
	bad := w.invalidTokens(t)
	for route, needs := range routes {
		method, path, _ := strings.Cut(route, " ")
		if needs == "" {
			t.Errorf("%s declares no permission", route)
		}
		if needs == identity.Public {
			if got := status(method, path, ""); got == http.StatusUnauthorized {
				t.Errorf("%s is public and answers %d", route, got)
			}
			continue
		}
		for name, secret := range bad {
			if got := status(method, path, secret); got != http.StatusUnauthorized {
				t.Errorf("%s with %s: status %d", route, name, got)
			}
		}
		if path == "/api/v1/self/revoke" {
			continue // it would end the tokens that the test walks with
		}
		for _, role := range identity.Roles() {
			denied := status(method, path, w.secrets[role]) == http.StatusForbidden
			if want := needs != identity.Self && !identity.Allows([]string{role.Scope()}, needs); denied != want {
				t.Errorf("%s as %s: denied is %t, want %t", route, role, denied, want)
			}
		}
		for p, secret := range scopes {
			denied := status(method, path, secret) == http.StatusForbidden
			if want := needs != identity.Self && p != needs; denied != want {
				t.Errorf("%s with scope %s: denied is %t, want %t", route, p, denied, want)
			}
		}
	}
}

// invalidTokens are tokens with which nothing may be done.
func (w *world) invalidTokens(t *testing.T) map[string]string {
	t.Helper()
	admin := []string{identity.Administrator.Scope()}
	cause := state.Cause{Actor: "test"}
	create := func(tok state.Token) string {
		tok.Tenant, tok.Scopes = tenant, admin
		secret, err := w.State.Tokens.Create(t.Context(), tok, cause)
		if err != nil {
			t.Fatal(err)
		}
		return secret
	}
	past := time.Now().Add(-time.Second).UnixNano()
	revoked := create(state.Token{Kind: state.APIToken, Name: "revoked"})
	if err := w.State.Tokens.Revoke(t.Context(), tenant, state.APIToken, "revoked", cause); err != nil {
		t.Fatal(err)
	}
	sender, err := w.State.Sources.Add(t.Context(), state.Source{Tenant: tenant, Name: "sender"}, cause)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"no token":        "",
		"a wrong token":   "gambeson_api_AAAA",
		"an endless one":  strings.Repeat("A", 10_000),
		"a revoked one":   revoked,
		"an expired one":  create(state.Token{Kind: state.APIToken, Name: "expired", Expires: past}),
		"a set-up code":   create(state.Token{Kind: state.SetupToken, Name: "code"}),
		"a sender's own":  sender,
		"its hash":        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"a scope's name":  "role:administrator",
		"a name of a one": "administrator",
	}
}
