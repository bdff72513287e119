// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp_test

import (
	"crypto/tls"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	collogspb "go.opentelemetry.io/proto/otlp/collector/logs/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"gambeson/ingest"
	"gambeson/ingest/ingesttest"
	door "gambeson/ingest/otlp"
	"gambeson/keys/keystest"
)

// TestTLS sends over both transports to a door that is encrypted, with a client's certificate in place of a token.
func TestTLS(t *testing.T) {
	ca := keystest.New(t)
	log, senders := &ingesttest.Log{}, &ingesttest.Senders{}
	senders.Certificate("sender.example", ingest.Sender{Tenant: "acme", Source: "web", Format: "json"})
	logger := slog.New(slog.DiscardHandler)
	a, err := ingest.New(log, logger, ingesttest.Config())
	if err != nil {
		t.Fatal(err)
	}
	c := door.DefaultConfig()
	c.TLS = "on"
	c.Certificate.CertFile, c.Certificate.KeyFile = ca.Issue("door", "door.example")
	c.Certificate.ClientCAFile = ca.File
	d, err := door.New(ingest.Deps{Acceptor: a, Senders: senders, Log: logger}, c)
	if err != nil {
		t.Fatal(err)
	}
	calls, stopCalls := ingesttest.Serve(t, overGRPC{d})
	web, stopWeb := ingesttest.Serve(t, overHTTP{d})
	defer stopWeb()
	defer stopCalls()
	client := &tls.Config{RootCAs: ca.Pool(), ServerName: "door.example", Certificates: []tls.Certificate{ca.Pair("client", "sender.example")}}

	conn, err := grpc.NewClient(calls, grpc.WithTransportCredentials(credentials.NewTLS(client.Clone())))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := collogspb.NewLogsServiceClient(conn).Export(t.Context(), request(`{"over":"gRPC"}`)); err != nil {
		t.Fatal(err)
	}
	h := http.Client{Transport: &http.Transport{TLSClientConfig: client, ForceAttemptHTTP2: true, DisableKeepAlives: true}}
	answer, err := h.Post("https://"+web+"/v1/logs", "application/json",
		strings.NewReader(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"over HTTP"}}]}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK || answer.ProtoMajor != 2 {
		t.Errorf("over HTTP: %s, %s", answer.Status, answer.Proto)
	}
	if n := len(log.Records()); n != 2 {
		t.Errorf("%d records in the log, want 2", n)
	}
	if ports := a.Ports(); len(ports) != 2 || !ports[0].Listening || ports[0].Port != "otlp-grpc" || ports[0].Connections != 1 {
		t.Errorf("ports: %+v", ports)
	}
}
