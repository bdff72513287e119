// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gambeson/cases"
	"gambeson/event"
	"gambeson/identity"
	"gambeson/state"
)

// world is a server over a real database, with a token for each role.
type world struct {
	*Server
	http    *httptest.Server
	secrets map[identity.Role]string
	checks  []Check
	letters map[event.ID][]byte
	replays int
}

const tenant = "acme"

func (w *world) Check(context.Context) []Check { return w.checks }

func (w *world) Activity(_, source string) (Activity, bool) {
	return Activity{Records: 7, Bytes: 700, Seen: time.Unix(1, 0).UTC()}, source == "web"
}

func (w *world) Read(_ context.Context, x state.DeadLetter) ([]byte, error) {
	data, ok := w.letters[x.ID]
	if !ok {
		return nil, state.ErrNotFound
	}
	return data, nil
}

func (w *world) Replay(_ context.Context, x state.DeadLetter) error {
	if _, ok := w.letters[x.ID]; !ok {
		return state.ErrNotFound
	}
	w.replays++
	return nil
}

func newWorld(t *testing.T, change ...func(*Config)) *world {
	t.Helper()
	db, err := state.Open(t.Context(), state.Deps{}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w := &world{secrets: map[identity.Role]string{}, checks: []Check{{Name: "log", Status: StatusOK}}, letters: map[event.ID][]byte{}}
	c := DefaultConfig()
	for _, f := range change {
		f(&c)
	}
	w.Server, err = New(Deps{
		State: db, Health: w, Senders: w, Letters: w, Again: w, Feed: NewFeed(), KeysDir: t.TempDir(), Log: slog.New(slog.DiscardHandler),
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "# metrics\n") }),
	}, c)
	if err != nil {
		t.Fatal(err)
	}
	w.http = httptest.NewServer(w.Handler())
	t.Cleanup(w.http.Close)
	for _, r := range identity.Roles() {
		w.secrets[r] = w.newToken(t, tenant, string(r), r.Scope())
	}
	return w
}

// newToken makes a token that is valid for an hour.
func (w *world) newToken(t *testing.T, tenant, name string, scopes ...string) string {
	t.Helper()
	secret, err := w.State.Tokens.Create(t.Context(), state.Token{
		Tenant: tenant, Kind: state.APIToken, Name: name, Scopes: scopes, Expires: time.Now().Add(time.Hour).UnixNano(),
	}, state.Cause{Actor: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// open records a finding of the tenant with the title, which opens a case.
func (w *world) open(t *testing.T, tenant, title string) event.ID {
	t.Helper()
	f := &event.Finding{
		ID: event.NewID("test", tenant, title), Tenant: tenant, Title: title, Severity: event.SeverityHigh,
		Analytic: event.Analytic{UID: "rule-1", Name: "Rule", Version: "1", Type: event.AnalyticRule},
		Attacks:  []event.Attack{{Technique: "T1059.001"}}, First: 1e18, Last: 2e18,
		Evidence: []event.Evidence{{Event: event.NewID("event", title), Source: "web"}},
		Entities: []event.FindingEntity{{Kind: event.User, Role: "actor", Value: "bob"}},
	}
	if _, err := w.State.Cases.Record(t.Context(), []state.Correlated{{Finding: *f, Step: cases.Step{Case: f.ID, Opens: true}}}, nil); err != nil {
		t.Fatal(err)
	}
	return f.ID
}

// call is a request; what is not given is left out.
type call struct {
	method, path string
	role         identity.Role
	secret       string
	body         string
	header       map[string]string
}

// do sends a request, checks the status, and returns head and body of the answer.
func (w *world) do(t *testing.T, c call, status int) (http.Header, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), c.method, w.http.URL+c.path, strings.NewReader(c.body))
	if err != nil {
		t.Fatal(err)
	}
	if c.role != "" {
		c.secret = w.secrets[c.role]
	}
	if c.secret != "" {
		r.Header.Set("Authorization", "Bearer "+c.secret)
	}
	if c.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for k, v := range c.header {
		r.Header.Set(k, v)
	}
	answer, err := w.http.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != status {
		t.Fatalf("%s %s as %q: status %d, want %d: %s", c.method, c.path, c.role, answer.StatusCode, status, body)
	}
	return answer.Header, body
}

// decode reads JSON strictly.
func decode[T any](t *testing.T, body []byte) T {
	t.Helper()
	var x T
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&x); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return x
}

// get reads what is at the path.
func get[T any](t *testing.T, w *world, role identity.Role, path string) T {
	t.Helper()
	_, body := w.do(t, call{method: http.MethodGet, path: path, role: role}, http.StatusOK)
	return decode[T](t, body)
}

// key is the header of a change.
func key(k string) map[string]string { return map[string]string{"Idempotency-Key": k} }
