// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingesttest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"gambeson/ingest"
)

// Timeout is what a door under test has as its timeout for clients that stop in the middle.
const Timeout = 500 * time.Millisecond

// A Transport is a transport as the suite sees it.
type Transport struct {
	// Open starts a door on a free port of 127.0.0.1, with Timeout for slow clients, and returns its address. stop
	// drains it and waits for its end.
	Open func(tb testing.TB, d ingest.Deps) (address string, stop func())
	// Send sends records in one request, as an ordinary client does. What the door answers comes back as an error that
	// wraps what the client can tell of it: ErrUnauthenticated, ErrQuota, ErrTooLarge, ErrMalformed, or ErrUnavailable
	// for all of "not now"; with it, how long the door told the client to wait. Without Acks it returns when the
	// records are sent.
	Send func(ctx context.Context, address, token string, records []string) (retryAfter time.Duration, err error)
	// Acks says that the protocol acknowledges. Without it a sender is known by its address, and is slowed down
	// instead of refused.
	Acks bool
	// Lossy says that the protocol cannot slow its senders down: what is too much is dropped, and counted.
	Lossy bool
	// Half is the beginning of a request, token included, that a client of a stream transport may stop in the middle of;
	// nil where there are no streams.
	Half func(token string) []byte
}

// the one sender of the suite.
const token = "test-token"

func sender() ingest.Sender {
	return ingest.Sender{Tenant: "acme", Source: "web", Format: "json"}
}

// house is a door with what is behind it.
type house struct {
	transport Transport
	log       *Log
	senders   *Senders
	acceptor  *ingest.Acceptor
	address   string
	stop      func()
}

// Config is the configuration of the acceptor in the suite: small limits.
func Config() ingest.Config {
	c := ingest.DefaultConfig()
	c.MaxRecordBytes = 64 << 10
	c.MaxRequestBytes = 256 << 10
	c.MaxBytesInFlight = 1 << 20
	return c
}

// open starts a door over log.
func open(tb testing.TB, tr Transport, log *Log, c ingest.Config) *house {
	tb.Helper()
	h := &house{transport: tr, log: log, senders: &Senders{}}
	if tr.Acks {
		h.senders.Token(token, sender())
	} else {
		h.senders.Range("127.0.0.0/8", sender())
	}
	logger := slog.New(slog.DiscardHandler)
	var err error
	if h.acceptor, err = ingest.New(log, logger, c); err != nil {
		tb.Fatal(err)
	}
	h.address, h.stop = tr.Open(tb, ingest.Deps{Acceptor: h.acceptor, Senders: h.senders, Log: logger})
	tb.Cleanup(h.stop)
	return h
}

// send sends records and fails the test unless the outcome is want (nil: accepted).
func (h *house) send(tb testing.TB, want error, records ...string) time.Duration {
	tb.Helper()
	return h.sendAs(tb, token, want, records...)
}
