// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package notify

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/cases"
	"gambeson/event"
	"gambeson/state"
)

const testSecret = "a key of thirty-two bytes or more"

// newTest returns a notifier over a state with one new case, and that state.
func newTest(t *testing.T, change func(*Config)) (*Notifier, *state.DB) {
	t.Helper()
	config := DefaultConfig()
	change(&config)
	db, err := state.Open(t.Context(), state.Deps{Channels: config.Channels()}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	f := event.Finding{
		ID: event.NewID("test"), Tenant: "acme", Title: "Naïve\r\nBcc: eve@example.net", Severity: event.SeverityHigh, First: 1e18, Last: 2e18,
		Analytic: event.Analytic{UID: "r"}, Attacks: []event.Attack{{Technique: "T1078"}}, Evidence: []event.Evidence{{Source: "okta"}},
		Entities: []event.FindingEntity{{Kind: event.User, Value: "alice\x1b[31m"}},
	}
	if _, err := db.Cases.Record(t.Context(), []state.Correlated{{Finding: f, Step: cases.Step{Case: f.ID, Opens: true}}}, nil); err != nil {
		t.Fatal(err)
	}
	secret := func(reference string) (string, error) {
		if reference != "env:KEY" {
			return "", errors.New("no such secret")
		}
		return testSecret, nil
	}
	n, err := New(Deps{Outbox: db.Outbox, Logger: slog.New(slog.DiscardHandler), Secret: secret}, config)
	if err != nil {
		t.Fatal(err)
	}
	return n, db
}

// receiver is an HTTP server that answers as it is told to.
func receiver(t *testing.T, answer func(http.ResponseWriter, *http.Request)) func(*Config) {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(answer))
	t.Cleanup(s.Close)
	return func(c *Config) { c.Webhook = WebhookConfig{URL: s.URL + "/hook", Secret: "env:KEY"} }
}

func waiting(t *testing.T, db *state.DB, channel string, at time.Time) int {
	t.Helper()
	due, err := db.Outbox.Due(t.Context(), channel, at, time.Hour, 0)
	if err != nil {
		t.Fatal(err)
	}
	return len(due)
}

func TestWebhook(t *testing.T) {
	var got []Payload
	n, db := newTest(t, receiver(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		want := Sign([]byte(testSecret), r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp"), body)
		if s := r.Header.Get("webhook-signature"); s != want {
			t.Errorf("signature %q, want %q", s, want)
		}
		var p Payload
		if err := json.Unmarshal(body, &p); err != nil {
			t.Error(err)
		}
		got = append(got, p)
		w.WriteHeader(http.StatusAccepted)
	}))
	for range 2 {
		if err := n.send(t.Context(), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if len(got) != 1 {
		t.Fatalf("%d requests, want 1", len(got))
	}
	p := got[0]
	want := Payload{Type: "case.new", Timestamp: p.Timestamp, Data: PayloadCase{
		ID: event.NewID("test").String(), Tenant: "acme", Title: "Naïve\r\nBcc: eve@example.net", Severity: "high", State: cases.New,
		First: "2001-09-09T01:46:40Z", Last: "2033-05-18T03:33:20Z", Findings: 1, Techniques: []string{"T1078"}, Sources: []string{"okta"},
		Entities: []cases.Entity{{Kind: event.User, Value: "alice\x1b[31m", Findings: 1}},
	}}
	if d := cmp.Diff(want, p); d != "" {
		t.Errorf("payload (-want +got):\n%s", d)
	}
	if n := waiting(t, db, Webhook, time.Now().Add(time.Hour)); n != 0 {
		t.Errorf("%d still wait", n)
	}
}

// TestSignature is the example that a receiver can check its own code with:
// HMAC-SHA256 of "msg_1.1700000000.{}" with the key "key".
func TestSignature(t *testing.T) {
	if got, want := Sign([]byte("key"), "msg_1", "1700000000", []byte("{}")), "v1,XaXLFEFQ69Q4+demDWPEv5ydXczDW2mM5crCUEFcFBA="; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestRetries(t *testing.T) {
	for name, x := range map[string]struct {
		answer func(http.ResponseWriter)
		after  time.Duration // when it is due again
		dead   bool
	}{
		"an error": {func(w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) }, 10 * time.Second, false},
		"a redirect": {func(w http.ResponseWriter) {
			w.Header().Set("Location", "http://127.0.0.1:1/")
			w.WriteHeader(http.StatusFound)
		}, 10 * time.Second, false},
		"too many": {func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusTooManyRequests)
		}, 2 * time.Minute, false},
		"wait for ever": {func(w http.ResponseWriter) {
			w.Header().Set("Retry-After", "99999999999")
			w.WriteHeader(http.StatusServiceUnavailable)
		}, time.Hour, false},
		"gone": {func(w http.ResponseWriter) { w.WriteHeader(http.StatusGone) }, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			n, db := newTest(t, receiver(t, func(w http.ResponseWriter, _ *http.Request) { x.answer(w) }))
			now := time.Now()
			if err := n.send(t.Context(), now); err != nil {
				t.Fatal(err)
			}
			dead, err := db.Outbox.Dead(t.Context(), "acme")
			if err != nil || len(dead) == 1 != x.dead {
				t.Errorf("given up: %+v, %v", dead, err)
			}
			if x.dead {
				return
			}
			if n := waiting(t, db, Webhook, now.Add(x.after-time.Second)); n != 0 {
				t.Error("it is due too early")
			}
			if n := waiting(t, db, Webhook, now.Add(x.after)); n != 1 {
				t.Error("it is not due when it should be")
			}
		})
	}
}

func TestGivenUpAfterAll(t *testing.T) {
	calls := 0
	n, db := newTest(t, receiver(t, func(w http.ResponseWriter, _ *http.Request) {
		calls++
		w.WriteHeader(http.StatusBadGateway)
	}))
	now := time.Now()
	var waits []time.Duration
	for range 3 * n.config.MaxAttempts {
		if err := n.send(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		waits = append(waits, n.wait(len(waits), errors.New("x")))
		now = now.Add(time.Hour)
	}
	if calls != n.config.MaxAttempts {
		t.Errorf("%d tries, want %d", calls, n.config.MaxAttempts)
	}
	if waits[0] != 10*time.Second || waits[3] != 80*time.Second || waits[30] != time.Hour {
		t.Errorf("waits %v", waits)
	}
	dead, err := db.Outbox.Dead(t.Context(), "acme")
	if err != nil || len(dead) != 1 || !strings.Contains(dead[0].Error, "502") {
		t.Errorf("given up: %+v, %v", dead, err)
	}
}

// TestStopped: what is being sent when the program ends is neither lost nor
// counted as a failure.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n, db := newTest(t, receiver(t, func(_ http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil { // else the server does not see the client go
			t.Error(err)
		}
		cancel()
		<-r.Context().Done()
	}))
	if err := n.Run(ctx); err != nil {
		t.Error(err)
	}
	due, err := db.Outbox.Due(t.Context(), Webhook, time.Now(), time.Hour, 0)
	if err != nil || len(due) != 1 || due[0].Attempts != 0 {
		t.Errorf("due %+v, %v", due, err)
	}
}

func TestConfig(t *testing.T) {
	if err := DefaultConfig().Validate(); err != nil {
		t.Error(err)
	}
	mail := func(f func(*MailConfig)) func(*Config) {
		return func(c *Config) {
			c.Mail = MailConfig{Server: "mail.example.net:587", Security: SecurityStartTLS, From: "g@example.net", To: []string{"soc@example.net"}}
			f(&c.Mail)
		}
	}
	for name, x := range map[string]struct {
		change func(*Config)
		want   string
	}{
		"plain http":  {func(c *Config) { c.Webhook = WebhookConfig{"http://example.net/", "env:KEY"} }, "webhook.url"},
		"no scheme":   {func(c *Config) { c.Webhook = WebhookConfig{"example.net", "env:KEY"} }, "webhook.url"},
		"unsigned":    {func(c *Config) { c.Webhook.URL = "https://example.net/" }, "webhook.secret"},
		"clear mail":  {mail(func(m *MailConfig) { m.Security = SecurityNone }), "mail.security"},
		"odd mail":    {mail(func(m *MailConfig) { m.Security = "ssl" }), "mail.security"},
		"to nobody":   {mail(func(m *MailConfig) { m.To = nil }), "mail.to"},
		"two lines":   {mail(func(m *MailConfig) { m.From = "g@example.net\r\nBcc: x@example.net" }), "not an address"},
		"no port":     {mail(func(m *MailConfig) { m.Server = "mail.example.net" }), "mail.server"},
		"no attempts": {func(c *Config) { c.MaxAttempts = 0 }, "max_attempts"},
		"no wait":     {func(c *Config) { c.FirstRetry = 0 }, "first_retry"},
		"no timeout":  {func(c *Config) { c.Timeout = 0 }, "timeout"},
	} {
		c := DefaultConfig()
		x.change(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want something about %s", name, err, x.want)
		}
	}
	c := DefaultConfig()
	c.Webhook = WebhookConfig{"https://example.net/", "env:OTHER"}
	if _, err := New(Deps{Secret: func(string) (string, error) { return "", errors.New("no such secret") }}, c); err == nil {
		t.Error("a secret that is not there was found")
	}
}
