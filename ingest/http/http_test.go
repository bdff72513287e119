// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package http_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"gambeson/ingest"
	door "gambeson/ingest/http"
	"gambeson/ingest/ingesttest"
)

func transport() ingesttest.Transport {
	return ingesttest.Transport{
		Open: open,
		Acks: true,
		Send: func(ctx context.Context, address, token string, records []string) (time.Duration, error) {
			return post(ctx, address, token, "", "", []byte(strings.Join(records, "\n")))
		},
		Half: func(token string) []byte {
			return []byte("POST /ingest/ndjson HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\nContent-Length: 1000\r\n\r\n{\"n\":")
		},
	}
}

func open(tb testing.TB, d ingest.Deps) (string, func()) {
	tb.Helper()
	c := door.DefaultConfig()
	c.ReadTimeout, c.HeaderTimeout = ingesttest.Timeout, ingesttest.Timeout
	dr, err := door.New(d, c)
	if err != nil {
		tb.Fatal(err)
	}
	return ingesttest.Serve(tb, dr)
}

// post sends a body and says what the answer means.
func post(ctx context.Context, address, token, encoding, key string, body []byte) (time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/ingest/ndjson", bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if encoding != "" {
		req.Header.Set("Content-Encoding", encoding)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, err
	}
	seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
	meaning, ok := map[int]error{
		200: nil, 400: ingest.ErrMalformed, 401: ingest.ErrUnauthenticated, 403: ingest.ErrForbidden, 413: ingest.ErrTooLarge,
		422: ingest.ErrConflict, 429: ingest.ErrQuota, 503: ingest.ErrUnavailable,
	}[res.StatusCode]
	if ok && meaning == nil {
		return 0, nil
	}
	if !ok {
		meaning = errors.New(res.Status)
	}
	return time.Duration(seconds) * time.Second, fmt.Errorf("%w: %s", meaning, text)
}

func TestSuite(t *testing.T) { ingesttest.Suite(t, transport()) }

// start opens a door for which "good" is a token.
func start(t *testing.T, c ingest.Config) (address string, log *ingesttest.Log) {
	t.Helper()
	log = &ingesttest.Log{}
	logger := slog.New(slog.DiscardHandler)
	a, err := ingest.New(log, logger, c)
	if err != nil {
		t.Fatal(err)
	}
	senders := &ingesttest.Senders{}
	senders.Token("good", ingest.Sender{Tenant: "acme", Source: "web"})
	address, stop := open(t, ingest.Deps{Acceptor: a, Senders: senders, Log: logger})
	t.Cleanup(stop)
	return address, log
}

func compress(t testing.TB, encoding string, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&out)
	if encoding == "zstd" {
		var err error
		if w, err = zstd.NewWriter(&out); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestEncodings(t *testing.T) {
	address, log := start(t, ingesttest.Config())
	body := []byte("{\"n\":1}\r\n\n  \n{\"n\":2}\n")
	for _, encoding := range []string{"gzip", "zstd"} {
		for range 2 { // decoders are used again
			packed := compress(t, encoding, append(body, fmt.Sprintf("{%q:%d}", encoding, len(log.Batches()))...))
			if _, err := post(t.Context(), address, "good", encoding, "", packed); err != nil {
				t.Fatal(err)
			}
			if _, err := post(t.Context(), address, "good", encoding, "", packed[:len(packed)/2]); !errors.Is(err, ingest.ErrMalformed) {
				t.Errorf("half of a %s body: %v", encoding, err)
			}
		}
	}
	want := []string{
		`{"n":1}`, `{"n":2}`, `{"gzip":0}`, `{"n":1}`, `{"n":2}`, `{"gzip":1}`,
		`{"n":1}`, `{"n":2}`, `{"zstd":2}`, `{"n":1}`, `{"n":2}`, `{"zstd":3}`,
	}
	if d := cmp.Diff(want, log.Data()); d != "" {
		t.Error(d)
	}
	if _, err := post(t.Context(), address, "good", "br", "", body); err == nil || !strings.Contains(err.Error(), "gzip or zstd") {
		t.Errorf("unknown encoding: %v", err)
	}
}

func TestBomb(t *testing.T) {
	address, log := start(t, ingesttest.Config())
	bomb := bytes.Repeat([]byte("{}\n"), 20<<20)
	for _, encoding := range []string{"gzip", "zstd"} {
		packed := compress(t, encoding, bomb)
		if len(packed) > 200<<10 {
			t.Fatalf("the bomb has %d bytes: no bomb", len(packed))
		}
		if _, err := post(t.Context(), address, "good", encoding, "", packed); !errors.Is(err, ingest.ErrTooLarge) {
			t.Errorf("%s bomb: %v", encoding, err)
		}
	}
	if n := len(log.Records()); n != 0 {
		t.Errorf("%d records of bombs", n)
	}
}

func TestIdempotencyKey(t *testing.T) {
	address, log := start(t, ingesttest.Config())
	for _, x := range []struct {
		key, body string
		want      error
	}{
		{"k1", "{\"n\":1}\n{\"n\":2}", nil},
		{"k1", "{\"n\":1}\n{\"n\":2}", nil}, // again
		{"k2", "{\"n\":1}\n{\"n\":2}", nil}, // the same content is another thing
		{"k1", "{\"n\":3}", ingest.ErrConflict},
		{strings.Repeat("k", 256), "{}", ingest.ErrMalformed},
		{"k\tk", "{}", ingest.ErrMalformed},
	} {
		if _, err := post(t.Context(), address, "good", "", x.key, []byte(x.body)); !errors.Is(err, x.want) {
			t.Errorf("key %.10q: %v, want %v", x.key, err, x.want)
		}
	}
	batches := log.Batches()
	if len(batches) != 2 || batches[0].Stream != "key/k1" || batches[1].Stream != "key/k2" {
		t.Errorf("%d messages: %+v", len(batches), batches)
	}
}

func TestAuthorization(t *testing.T) {
	address, _ := start(t, ingesttest.Config())
	for header, status := range map[string]int{
		"Bearer good": 200, "bearer  good": 200, "Splunk good": 200, "ApiKey good": 200, "Basic eDpnb29k": 200,
		"": 401, "Bearer": 401, "Bearer bad": 401, "Basic !": 401, "Digest good": 401, "good": 401,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/ingest/ndjson", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", header)
		res, err := (&http.Client{}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != status {
			t.Errorf("%q: %d, want %d", header, res.StatusCode, status)
		}
		if challenge := res.Header.Get("WWW-Authenticate"); (status == 401) != (challenge != "") {
			t.Errorf("%q: challenge %q", header, challenge)
		}
	}
}

// TestEndlessHeaders sends headers without an end.
func TestEndlessHeaders(t *testing.T) {
	address, _ := start(t, ingesttest.Config())
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	head := "POST /ingest/ndjson HTTP/1.1\r\nHost: x\r\n" + strings.Repeat("X-Header: "+strings.Repeat("x", 1000)+"\r\n", 40)
	if _, err := io.WriteString(conn, head); err != nil {
		t.Fatal(err)
	}
	status, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.Contains(status, "431") {
		t.Errorf("40 KiB of headers without an end: %q, %v; want 431", status, err)
	}
}

func TestMoreConnectionsThanAllowed(t *testing.T) {
	log := &ingesttest.Log{}
	logger := slog.New(slog.DiscardHandler)
	a, err := ingest.New(log, logger, ingesttest.Config())
	if err != nil {
		t.Fatal(err)
	}
	c := door.DefaultConfig()
	c.MaxConnections = 2
	dr, err := door.New(ingest.Deps{Acceptor: a, Senders: &ingesttest.Senders{}, Log: logger}, c)
	if err != nil {
		t.Fatal(err)
	}
	address, stop := ingesttest.Serve(t, dr)
	t.Cleanup(stop)
	closed := 0
	for range 5 {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.SetReadDeadline(time.Now().Add(200 * time.Millisecond))
		if _, err := conn.Read(make([]byte, 1)); err != nil && !errors.Is(err, context.DeadlineExceeded) {
			var ne net.Error
			if !errors.As(err, &ne) || !ne.Timeout() {
				closed++
			}
		}
	}
	if closed != 3 {
		t.Errorf("%d of 5 connections are closed, want 3", closed)
	}
}

// BenchmarkRequest sends 500 records of 500 bytes, client and loopback included, to a log that keeps nothing.
func BenchmarkRequest(b *testing.B) {
	logger := slog.New(slog.DiscardHandler)
	a, err := ingest.New(sink{}, logger, ingest.DefaultConfig())
	if err != nil {
		b.Fatal(err)
	}
	senders := &ingesttest.Senders{}
	senders.Token("good", ingest.Sender{Tenant: "acme", Source: "web"})
	address, stop := open(b, ingest.Deps{Acceptor: a, Senders: senders, Log: logger})
	defer stop()
	plain := []byte(strings.Repeat(`{"x":"`+strings.Repeat("x", 491)+"\"}\n", 500))
	for name, body := range map[string][]byte{"plain": plain, "gzip": compress(b, "gzip", plain), "zstd": compress(b, "zstd", plain)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(plain)))
			b.ReportAllocs()
			encoding := name
			if name == "plain" {
				encoding = ""
			}
			for b.Loop() {
				if _, err := post(b.Context(), address, "good", encoding, "", body); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/500/1000, "µs/event")
		})
	}
}

// sink is a log that takes everything and keeps nothing.
type sink struct{}

func (sink) Append(context.Context, string, ingest.ID, []byte) error { return nil }
