// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package notify

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"gambeson/cases"
)

// A Payload is the body of a webhook's request.
type Payload struct {
	Type string `json:"type"` // "case.new"
	// Timestamp is when the case was opened, in RFC 3339.
	Timestamp string      `json:"timestamp"`
	Data      PayloadCase `json:"data"`
}

// A PayloadCase is a case as a webhook tells it.
type PayloadCase struct {
	ID         string         `json:"id"`
	Tenant     string         `json:"tenant"`
	Title      string         `json:"title"`
	Severity   string         `json:"severity"`
	State      cases.State    `json:"state"`
	First      string         `json:"first"` // event time, RFC 3339
	Last       string         `json:"last"`
	Findings   int            `json:"findings"`
	Techniques []string       `json:"techniques"` // ATT&CK
	Sources    []string       `json:"sources"`
	Entities   []cases.Entity `json:"entities"`
}

func payloadOf(x *cases.Notification) Payload {
	c := &x.Case
	return Payload{Type: "case.new", Timestamp: instant(c.Opened), Data: PayloadCase{
		ID: c.ID.String(), Tenant: c.Tenant, Title: c.Title, Severity: c.Severity.String(), State: c.State, First: instant(c.First), Last: instant(c.Last),
		Findings: c.Findings, Techniques: c.Techniques, Sources: c.Sources, Entities: c.Entities,
	}}
}

func instant(ns int64) string { return time.Unix(0, ns).UTC().Format(time.RFC3339) }

// webhook sends signed requests.
type webhook struct {
	client *http.Client
	url    string
	secret []byte
}

func newWebhook(c WebhookConfig, secret func(string) (string, error)) (*webhook, error) {
	key, err := secret(c.Secret)
	if err != nil {
		return nil, fmt.Errorf("webhook.secret: %w", err)
	}
	// A redirect would take the case somewhere that nobody configured.
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &webhook{client: &http.Client{CheckRedirect: stay}, url: c.URL, secret: []byte(key)}, nil
}

// Sign returns the signature of a webhook's body, as the header
// webhook-signature has it.
func Sign(secret []byte, id, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// maxAnswer is how much of an answer is read.
const maxAnswer = 4 << 10

func (w *webhook) send(ctx context.Context, x *cases.Notification, now time.Time) error {
	body, err := json.Marshal(payloadOf(x))
	if err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("make the request: %w", err)
	}
	id, timestamp := x.ID.String(), strconv.FormatInt(now.Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "gambeson")
	r.Header.Set("webhook-id", id)
	r.Header.Set("webhook-timestamp", timestamp)
	r.Header.Set("webhook-signature", Sign(w.secret, id, timestamp, body))
	answer, err := w.client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	// Read, so that the connection can be used again.
	if _, err := io.Copy(io.Discard, io.LimitReader(answer.Body, maxAnswer)); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	return refusal(answer)
}

// refusal is the error that an answer stands for.
func refusal(answer *http.Response) error {
	if answer.StatusCode/100 == 2 {
		return nil
	}
	err := fmt.Errorf("the receiver answered %s", answer.Status)
	if answer.StatusCode == http.StatusGone {
		return fmt.Errorf("%w: %w", errGone, err)
	}
	if s, parse := strconv.Atoi(answer.Header.Get("Retry-After")); parse == nil && s > 0 {
		return &retryError{time.Duration(min(s, 1<<20)) * time.Second, err}
	}
	return err
}
