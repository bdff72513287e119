// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package client_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gambeson/api"
	"gambeson/api/client"
	"gambeson/identity"
	"gambeson/state"
)

const tenant = "acme"

// world is the API over a real database.
type world struct {
	db     *state.DB
	feed   *api.Feed
	server *httptest.Server
	token  string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{feed: api.NewFeed()}
	var err error
	if w.db, err = state.Open(t.Context(), state.Deps{}, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.db.Close() })
	server, err := api.New(api.Deps{State: w.db, Feed: w.feed, Log: slog.New(slog.DiscardHandler)}, api.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	w.server = httptest.NewServer(server.Handler())
	t.Cleanup(w.server.Close)
	w.token, err = w.db.Tokens.Create(t.Context(), state.Token{
		Tenant: tenant, Kind: state.APIToken, Name: "tester", Scopes: []string{identity.Administrator.Scope()}, Expires: time.Now().Add(time.Hour).UnixNano(),
	}, state.Cause{Actor: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) client(t *testing.T, token string) *client.Client {
	t.Helper()
	c, err := client.New(client.Deps{Transport: w.server.Client().Transport}, client.Config{URL: w.server.URL + "/", Token: token})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestChange(t *testing.T) {
	w := newWorld(t)
	c := w.client(t, w.token)
	p := client.AddSourceParams{IdempotencyKey: "k", Reason: "a test", Body: client.NewSource{Name: "web", Ranges: []string{"192.0.2.0/24"}}}
	first, err := c.AddSource(t.Context(), p)
	if err != nil || first.Token == "" {
		t.Fatalf("%+v, %v", first, err)
	}
	if again, err := c.AddSource(t.Context(), p); err != nil || again.Token != "" {
		t.Errorf("with the same key: %+v, %v", again, err)
	}
	p.IdempotencyKey = ""
	_, err = c.AddSource(t.Context(), p)
	if problem, ok := errors.AsType[*client.ProblemError](err); !ok || problem.Kind() != "exists" || problem.Status != http.StatusConflict {
		t.Errorf("with a key of its own: %v", err)
	}
	list, err := c.ListSources(t.Context())
	if err != nil || len(list.Items) != 1 || list.Items[0].Ranges[0] != "192.0.2.0/24" || list.Items[0].Created.IsZero() {
		t.Errorf("%+v, %v", list, err)
	}
	audit, err := c.ListAudit(t.Context(), client.ListAuditParams{Kind: "source"})
	if err != nil || len(audit.Items) != 1 || audit.Items[0].Reason != "a test" || audit.Items[0].Actor != "tester" {
		t.Errorf("%+v, %v", audit, err)
	}
	if err := c.RevokeSource(t.Context(), client.RevokeSourceParams{Name: "web"}); err != nil {
		t.Error(err)
	}
}

func TestRefusals(t *testing.T) {
	w := newWorld(t)
	for _, x := range []struct {
		token, id, kind string
	}{{"wrong", "0000", "unauthenticated"}, {w.token, "0000", "not-found"}} {
		_, err := w.client(t, x.token).GetCase(t.Context(), client.GetCaseParams{ID: x.id})
		problem, ok := errors.AsType[*client.ProblemError](err)
		if !ok || problem.Kind() != x.kind || problem.Error() == "" {
			t.Errorf("%s: %v", x.kind, err)
		}
	}
	_, err := w.client(t, w.token).GetCase(t.Context(), client.GetCaseParams{ID: "a/../b?c"})
	if problem, ok := errors.AsType[*client.ProblemError](err); !ok || problem.Status != http.StatusUnprocessableEntity || !strings.Contains(err.Error(), "path.id") {
		t.Errorf("an id with a path in it: %v", err)
	}
}

func TestForeign(t *testing.T) {
	for name, x := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"a proxy's page": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusBadGateway)
			fmt.Fprint(w, "<html>")
		}, "status 502"},
		"a page": {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") }, "not an answer of the API"},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://192.0.2.1/", http.StatusFound)
		}, "status 302"},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(x.answer)
			defer s.Close()
			c, err := client.New(client.Deps{}, client.Config{URL: s.URL, Token: "secret"})
			if err != nil {
				t.Fatal(err)
			}
			_, err = c.GetSelf(t.Context())
			if err == nil || !strings.Contains(err.Error(), x.want) {
				t.Errorf("got %v", err)
			}
			if p, ok := errors.AsType[*client.ProblemError](err); ok && p.Status == http.StatusBadGateway && p.RetryAfter != 7*time.Second {
				t.Errorf("retry after %v", p.RetryAfter)
			}
		})
	}
}

func TestPages(t *testing.T) {
	w := newWorld(t)
	const n = 23
	var letters []state.DeadLetter
	for i := range n {
		letters = append(letters, state.DeadLetter{ID: [16]byte{byte(i)}, Tenant: tenant, Source: "web", Class: "syntax", Received: int64(i + 1), State: state.DeadWaiting})
	}
	if err := w.db.DeadLetters.Record(t.Context(), letters, nil); err != nil {
		t.Fatal(err)
	}
	c := w.client(t, w.token)
	seen := make(map[string]bool)
	for x, err := range c.AllDeadLetters(t.Context(), client.ListDeadLettersParams{Limit: 5, State: "waiting"}) {
		if err != nil {
			t.Fatal(err)
		}
		seen[x.ID] = true
	}
	if len(seen) != n {
		t.Errorf("%d of %d", len(seen), n)
	}
	counts, err := c.CountDeadLetters(t.Context(), client.CountDeadLettersParams{Source: "web"})
	if err != nil || counts.Total != n || len(counts.Classes) != 1 {
		t.Errorf("%+v, %v", counts, err)
	}
	for _, err := range c.AllDeadLetters(t.Context(), client.ListDeadLettersParams{After: "x"}) {
		if problem, ok := errors.AsType[*client.ProblemError](err); !ok || problem.Kind() != "cursor" {
			t.Errorf("a cursor that is none: %v", err)
		}
	}
}

func TestFollow(t *testing.T) {
	w := newWorld(t)
	c := w.client(t, w.token)
	last := ""
	for _, want := range []string{"1", "2"} {
		if err := w.feed.Publish(tenant, api.NoticeMore, map[string]string{"kind": want}); err != nil {
			t.Fatal(err)
		}
		after := last
		if after == "" {
			after = "another-life"
		}
		for x, err := range c.Follow(t.Context(), client.FollowParams{LastEventID: after}) {
			if err != nil {
				t.Fatal(err)
			}
			if x.Event == "reset" {
				if err := w.feed.Publish(tenant, api.NoticeMore, map[string]string{"kind": want}); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if x.Event != api.NoticeMore || string(x.Data) != `{"kind":"`+want+`"}` || x.ID == last {
				t.Errorf("%+v", x)
			}
			last = x.ID
			break
		}
	}
}

func TestAddress(t *testing.T) {
	for address, fine := range map[string]bool{
		"https://gambeson.example:8443": true, "http://127.0.0.1:8443/": true, "http://localhost": true, "http://[::1]:1": true,
		"http://gambeson.example": false, "gambeson.example:8443": false, "": false, "ftp://localhost": false, "https://a:b@c": false, "https://a/?x": false,
	} {
		if _, err := client.New(client.Deps{}, client.Config{URL: address, Token: "t"}); (err == nil) != fine {
			t.Errorf("%q: %v", address, err)
		}
	}
}
