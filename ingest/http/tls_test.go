// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package http_test

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"gambeson/ingest"
	door "gambeson/ingest/http"
	"gambeson/ingest/ingesttest"
	"gambeson/keys/keystest"
)

// TestTLS shows that a door that others can reach is encrypted, and that a client is known by its certificate.
func TestTLS(t *testing.T) {
	ca := keystest.New(t)
	log, senders := &ingesttest.Log{}, &ingesttest.Senders{}
	senders.Certificate("sender.example", ingest.Sender{Tenant: "acme", Source: "web"})
	senders.Token("good", ingest.Sender{Tenant: "acme", Source: "api"})
	logger := slog.New(slog.DiscardHandler)
	a, err := ingest.New(log, logger, ingesttest.Config())
	if err != nil {
		t.Fatal(err)
	}
	c := door.DefaultConfig()
	c.Listen = "0.0.0.0:0" // says that others can reach it; the test's own listener is loopback
	c.Certificate.CertFile, c.Certificate.KeyFile = ca.Issue("door", "door.example")
	c.Certificate.ClientCAFile = ca.File
	d, err := door.New(ingest.Deps{Acceptor: a, Senders: senders, Log: logger}, c)
	if err != nil {
		t.Fatal(err)
	}
	address, stop := ingesttest.Serve(t, d)
	defer stop()
	client := func(certs ...tls.Certificate) *http.Client {
		return &http.Client{Transport: &http.Transport{
			DisableKeepAlives: true,
			TLSClientConfig:   &tls.Config{RootCAs: ca.Pool(), ServerName: "door.example", Certificates: certs},
		}}
	}
	for _, x := range []struct {
		name, token, source string
		client              *http.Client
		status              int
	}{
		{"by certificate", "", "web", client(ca.Pair("a", "sender.example")), 200},
		{"by another certificate", "", "", client(ca.Pair("b", "other.example")), 401},
		{"by nothing", "", "", client(), 401},
		{"by token", "good", "api", client(), 200},
		{"by both", "good", "api", client(ca.Pair("a", "sender.example")), 200},
		{"by a wrong token", "bad", "", client(ca.Pair("a", "sender.example")), 401},
	} {
		t.Run(x.name, func(t *testing.T) {
			before := len(log.Records())
			r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, "https://"+address+"/ingest/ndjson", strings.NewReader(`{"who":"`+x.name+`"}`))
			if err != nil {
				t.Fatal(err)
			}
			if x.token != "" {
				r.Header.Set("Authorization", "Bearer "+x.token)
			}
			answer, err := x.client.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != x.status {
				t.Errorf("status %d, want %d", answer.StatusCode, x.status)
			}
			if all := log.Records()[before:]; x.status == 200 && (len(all) != 1 || all[0].Source != x.source) {
				t.Errorf("in the log: %+v", all)
			}
		})
	}
	if answer, err := http.Post("http://"+address+"/ingest/ndjson", "", strings.NewReader("{}")); err == nil {
		answer.Body.Close()
		if answer.StatusCode == http.StatusOK {
			t.Error("plain text is taken")
		}
	}
	if doors := a.Doors(); len(doors) != 2 || doors[0].Door != "http" || doors[0].Refused["unauthenticated"] != 3 {
		t.Errorf("counted: %+v", doors)
	}
}

// TestOwnCertificate shows that a door off loopback makes a certificate where none is configured, and that one which is
// to be plain says so.
func TestOwnCertificate(t *testing.T) {
	var out strings.Builder
	logger := slog.New(slog.NewTextHandler(&out, nil))
	a, err := ingest.New(&ingesttest.Log{}, logger, ingesttest.Config())
	if err != nil {
		t.Fatal(err)
	}
	deps := ingest.Deps{Acceptor: a, Senders: &ingesttest.Senders{}, Log: logger}
	c := door.DefaultConfig()
	c.Listen = "0.0.0.0:0"
	if _, err := door.New(deps, c); err == nil {
		t.Error("off loopback, without a certificate and without a folder for one")
	}
	deps.KeysDir = t.TempDir()
	if _, err := door.New(deps, c); err != nil || !strings.Contains(out.String(), "sha256=") || strings.Contains(out.String(), "not encrypted") {
		t.Errorf("%v; it says\n%s", err, out.String())
	}
	c.TLS = "insecure"
	if _, err := door.New(deps, c); err != nil || strings.Count(out.String(), "door is not encrypted") != 1 {
		t.Errorf("%v; it says\n%s", err, out.String())
	}
}
