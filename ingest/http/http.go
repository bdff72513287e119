// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package http

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"

	"gambeson/ingest"
)

const maxHeaderBytes = 16 << 10

// A Door is the HTTP door. Make one with [New].
type Door struct {
	deps   ingest.Deps
	config Config
	limits ingest.Config
	keys   keys
	server *http.Server
	bodies sync.Pool // of *body
}

// New returns a door that is still shut.
func New(d ingest.Deps, c Config) (*Door, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if c.TLS && d.TLS == nil {
		return nil, errors.New("http door: TLS is asked for, and there is no certificate")
	}
	door := &Door{deps: d, config: c, limits: d.Acceptor.Config()}
	door.bodies.New = func() any { return new(body) }
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ingest/ndjson", door.ndjson)
	door.server = &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: c.HeaderTimeout,
		ReadTimeout:       c.ReadTimeout,
		IdleTimeout:       c.HeaderTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(d.Log.Handler(), slog.LevelDebug),
	}
	return door, nil
}

// Run listens on the configured address and serves until Shutdown. Cancelling ctx stops it in the middle.
func (d *Door) Run(ctx context.Context) error {
	if d.config.Listen == "" {
		return nil
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", d.config.Listen)
	if err != nil {
		return fmt.Errorf("http door: %w", err)
	}
	return d.Serve(ctx, ln)
}

// Serve is Run on a listener that is open already. It closes ln.
func (d *Door) Serve(ctx context.Context, ln net.Listener) error {
	stop := context.AfterFunc(ctx, d.abort)
	defer stop()
	ln = ingest.LimitListener(ln, d.config.MaxConnections)
	if d.config.TLS {
		ln = tls.NewListener(ln, d.deps.TLS)
	}
	if err := d.server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("http door: %w", err)
	}
	return ctx.Err()
}

// Shutdown stops listening and waits until the requests that have begun are answered.
func (d *Door) Shutdown(ctx context.Context) error {
	if err := d.server.Shutdown(ctx); err != nil {
		d.abort()
		return fmt.Errorf("shut down the http door: %w", err)
	}
	return nil
}

// abort closes everything at once.
func (d *Door) abort() {
	d.server.Close() //nolint:errcheck // there is nothing else to do
}

// sender finds out who sends.
func (d *Door) sender(r *http.Request) (ingest.Sender, error) {
	c, err := ingest.RequestCredentials(r)
	if err != nil {
		return ingest.Sender{}, err
	}
	return d.deps.Senders.Sender(r.Context(), c)
}
