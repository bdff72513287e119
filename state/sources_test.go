// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"bytes"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSourceLife(t *testing.T) {
	db, clock := openTest(t)
	src := Source{Tenant: "acme", Name: "okta", Format: "okta", Ranges: []netip.Prefix{netip.MustParsePrefix("10.1.2.3/8")}}
	first, err := db.Sources.Add(t.Context(), src, by("add"))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := db.Sources.Add(t.Context(), src, by("add")); err != nil || again != "" {
		t.Errorf("the same again: token %q, %v, want none", again, err)
	}
	got, err := db.Sources.Authenticate(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	want := src
	want.Ranges, want.Certificates, want.Created = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, []string{}, got.Created
	if d := cmp.Diff(want, got, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); d != "" {
		t.Errorf("authenticated (-want +got):\n%s", d)
	}
	second, err := db.Sources.Rotate(t.Context(), "acme", "okta", time.Hour, by(""))
	if err != nil || second == first {
		t.Fatalf("rotated to %q, %v", second, err)
	}
	valid := func(when, token string, want error) {
		t.Helper()
		if _, err := db.Sources.Authenticate(t.Context(), token); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", when, err, want)
		}
	}
	valid("old token within its grace", first, nil)
	valid("new token", second, nil)
	clock.advance(2 * time.Hour)
	valid("old token after its grace", first, ErrToken)
	valid("new token later", second, nil)
	before := db.Sources.Changed()
	if err := db.Sources.Revoke(t.Context(), "acme", "okta", by("")); err != nil {
		t.Fatal(err)
	}
	if db.Sources.Changed() == before {
		t.Error("a revocation is no change")
	}
	valid("token of a revoked source", second, ErrToken)
	for _, token := range []string{"", "x", first[:len(first)-1], second + " "} {
		valid("token "+token, token, ErrToken)
	}
}

func TestSourceRefusals(t *testing.T) {
	db, _ := openTest(t)
	lan := []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	if _, err := db.Sources.Add(t.Context(), Source{Tenant: "acme", Name: "one", Ranges: lan}, by("")); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		src  Source
		want error
	}{
		{Source{Tenant: "acme", Name: "one"}, ErrExists},
		{Source{Tenant: "acme", Name: "two", Ranges: lan}, ErrExists},
		{Source{Tenant: "other", Name: "one", Ranges: []netip.Prefix{netip.MustParsePrefix("192.0.2.9/24")}}, ErrExists},
		{Source{Tenant: "acme", Name: ""}, ErrInvalid},
		{Source{Tenant: "", Name: "x"}, ErrInvalid},
		{Source{Tenant: "acme", Name: "../x"}, ErrInvalid},
		{Source{Tenant: "acme", Name: "x", Ranges: []netip.Prefix{{}}}, ErrInvalid},
		{Source{Tenant: "acme", Name: "x", Certificates: []string{"web.example", "two words"}}, ErrInvalid},
		{Source{Tenant: "acme", Name: "x", Certificates: []string{"sha256:12"}}, ErrInvalid},
		{Source{Tenant: "acme", Name: "x", Certificates: []string{""}}, ErrInvalid},
		{Source{Tenant: "other", Name: "two", Certificates: []string{"WEB.example", "spiffe://acme.example/web", "2001:db8::1", "sha256:" + strings.Repeat("A1", 32)}}, nil},
		{Source{Tenant: "acme", Name: "x", Certificates: []string{"web.Example"}}, ErrExists},
		{Source{Tenant: "other", Name: "one"}, nil},
	} {
		if _, err := db.Sources.Add(t.Context(), x.src, by("")); !errors.Is(err, x.want) {
			t.Errorf("add %+v: %v, want %v", x.src, err, x.want)
		}
	}
	if _, err := db.Sources.Rotate(t.Context(), "acme", "none", 0, by("")); !errors.Is(err, ErrNotFound) {
		t.Errorf("rotate nothing: %v", err)
	}
}

// TestSourceSeen shows that only the latest time is kept, unless it is that of a clock that was ahead, and that it is no
// mutation.
func TestSourceSeen(t *testing.T) {
	db, _ := openTest(t)
	if _, err := db.Sources.Add(t.Context(), Source{Tenant: "acme", Name: "one"}, by("")); err != nil {
		t.Fatal(err)
	}
	before, _, err := db.Audit.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []int64{5, testStart + int64(time.Hour), 9, 7} {
		if err := db.Sources.Seen(t.Context(), []Source{{Tenant: "acme", Name: "one", Seen: at}, {Tenant: "acme", Name: "none", Seen: at}}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := db.Sources.Get(t.Context(), "acme", "one")
	if err != nil || got.Seen != 9 {
		t.Errorf("seen at %d, %v; want 9", got.Seen, err)
	}
	if after, _, err := db.Audit.Verify(t.Context()); err != nil || after != before {
		t.Errorf("the trail grew from %d to %d, %v", before, after, err)
	}
}

// TestTokensAreNotKept looks for a token's text in all files.
func TestTokensAreNotKept(t *testing.T) {
	dir := t.TempDir()
	db := openAt(t, dir, &clock{at: testStart})
	token, err := db.Sources.Add(t.Context(), Source{Tenant: "acme", Name: "one"}, by("k"))
	if err != nil {
		t.Fatal(err)
	}
	random := token[len(token)-16:]
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(random)) {
			t.Errorf("%s holds the token", e.Name())
		}
	}
}

func TestTokens(t *testing.T) {
	db, clock := openTest(t)
	setup, err := db.Tokens.Create(t.Context(), Token{Tenant: "acme", Kind: SetupToken, Name: "first", Expires: testStart + int64(time.Hour)}, by(""))
	if err != nil {
		t.Fatal(err)
	}
	session := Token{Tenant: "acme", Kind: SessionToken, Name: "ada", Scopes: []string{"cases:write"}}
	secret, err := db.Tokens.Exchange(t.Context(), setup, SetupToken, session, by(""))
	if err != nil {
		t.Fatal(err)
	}
	got, err := db.Tokens.Authenticate(t.Context(), SessionToken, secret)
	if err != nil || !cmp.Equal(got.Scopes, session.Scopes) || got.Name != "ada" {
		t.Errorf("session %+v, %v", got, err)
	}
	if _, err := db.Tokens.Authenticate(t.Context(), APIToken, secret); !errors.Is(err, ErrToken) {
		t.Errorf("a session is an API token: %v", err)
	}
	session.Name = "eve"
	if _, err := db.Tokens.Exchange(t.Context(), setup, SetupToken, session, by("")); !errors.Is(err, ErrToken) {
		t.Errorf("second exchange: %v, want ErrToken", err)
	}
	if _, err := db.Tokens.Create(t.Context(), Token{Tenant: "acme", Kind: SourceToken, Name: "x"}, by("")); !errors.Is(err, ErrInvalid) {
		t.Errorf("a source's token: %v", err)
	}
	api := Token{Tenant: "acme", Kind: APIToken, Name: "ci", Expires: testStart + int64(time.Minute)}
	secret, err = db.Tokens.Create(t.Context(), api, by(""))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Tokens.Create(t.Context(), api, by("")); !errors.Is(err, ErrExists) {
		t.Errorf("the same name: %v", err)
	}
	clock.advance(time.Minute)
	if _, err := db.Tokens.Authenticate(t.Context(), APIToken, secret); !errors.Is(err, ErrToken) {
		t.Errorf("expired: %v", err)
	}
	if _, err := db.Tokens.Create(t.Context(), Token{Tenant: "acme", Kind: APIToken, Name: "ci"}, by("")); err != nil {
		t.Errorf("the name of an expired one: %v", err)
	}
	if err := db.Tokens.Revoke(t.Context(), "acme", APIToken, "ci", by("")); err != nil {
		t.Error(err)
	}
	if err := db.Tokens.Revoke(t.Context(), "acme", APIToken, "ci", by("")); !errors.Is(err, ErrNotFound) {
		t.Errorf("revoked twice: %v", err)
	}
	all, err := db.Tokens.List(t.Context(), "acme")
	if err != nil || len(all) != 4 {
		t.Errorf("%d tokens (%v), want 4", len(all), err)
	}
}
