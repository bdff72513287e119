// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestSessionTimes(t *testing.T) {
	for name, c := range map[string]struct {
		life time.Duration // of the token; 0: it does not end
		idle time.Duration
		step time.Duration // between uses
		used bool
		want time.Duration // when it has ended
	}{
		"unused":             {idle: time.Hour, step: 10 * time.Minute, want: time.Hour},
		"used":               {idle: time.Hour, step: 10 * time.Minute, used: true, want: 24 * time.Hour},
		"used too rarely":    {idle: time.Hour, step: 2 * time.Hour, used: true, want: 2 * time.Hour},
		"with a short token": {life: 3 * time.Hour, idle: time.Hour, step: 10 * time.Minute, used: true, want: 3 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			db, clock := openTest(t)
			tok := Token{Tenant: "acme", Kind: APIToken, Name: "ada", Scopes: []string{"role:viewer"}}
			if c.life > 0 {
				tok.Expires = clock.now().Add(c.life).UnixNano()
			}
			secret, err := db.Tokens.Create(t.Context(), tok, by("token"))
			if err != nil {
				t.Fatal(err)
			}
			x, cookie, err := db.Sessions.Open(t.Context(), APIToken, secret, strings.Repeat("ä", 200), c.idle, 24*time.Hour)
			if err != nil || len(x.Agent) > maxAgent {
				t.Fatalf("%+v, %v", x, err)
			}
			for passed := time.Duration(0); ; passed += c.step {
				got, err := db.Sessions.Authenticate(t.Context(), cookie, c.used)
				if ended := passed >= c.want; ended != errors.Is(err, ErrToken) || !ended && (err != nil || got.Token.Name != "ada") {
					t.Fatalf("after %s: %+v, %v", passed, got, err)
				}
				if list, err := db.Sessions.List(t.Context(), "acme"); err != nil || (len(list) == 0) != (passed >= c.want) {
					t.Fatalf("after %s: listed %+v, %v", passed, list, err)
				}
				if passed >= c.want {
					return
				}
				clock.advance(c.step)
			}
		})
	}
}

func TestSessionsAreApart(t *testing.T) {
	db, _ := openTest(t)
	secret, err := db.Tokens.Create(t.Context(), Token{Tenant: "acme", Kind: APIToken, Name: "ada"}, by("token"))
	if err != nil {
		t.Fatal(err)
	}
	one, first, err1 := db.Sessions.Open(t.Context(), APIToken, secret, "", time.Hour, time.Hour)
	_, second, err2 := db.Sessions.Open(t.Context(), APIToken, secret, "", time.Hour, time.Hour)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if err := db.Sessions.Revoke(t.Context(), "other", one.ID, by("")); !errors.Is(err, ErrNotFound) {
		t.Errorf("another tenant ends it: %v", err)
	}
	if err := db.Sessions.Revoke(t.Context(), "acme", one.ID, by("")); err != nil {
		t.Fatal(err)
	}
	_, err1 = db.Sessions.Authenticate(t.Context(), first, true)
	_, err2 = db.Sessions.Authenticate(t.Context(), second, true)
	if !errors.Is(err1, ErrToken) || err2 != nil {
		t.Errorf("the ended one %v, the other %v", err1, err2)
	}
	for _, no := range []string{"", secret, one.ID} {
		if _, err := db.Sessions.Authenticate(t.Context(), no, true); !errors.Is(err, ErrToken) {
			t.Errorf("%q: %v", no, err)
		}
	}
	if _, _, err := db.Sessions.Open(t.Context(), SourceToken, secret, "", time.Hour, time.Hour); !errors.Is(err, ErrToken) {
		t.Errorf("a token of another kind: %v", err)
	}
}
