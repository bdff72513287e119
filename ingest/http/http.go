// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package http

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"

	"gambeson/ingest"
)

const (
	name           = "http" // of the door, and of its port
	maxHeaderBytes = 16 << 10
)

// A Door is the HTTP door. Make one with [New].
type Door struct {
	deps   ingest.Deps
	config Config
	limits ingest.Config
	port   ingest.Port
	keys   usedKeys
	server *http.Server
	bodies sync.Pool // of *body
}

// New returns a door that is still shut.
func New(d ingest.Deps, c Config) (*Door, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	d.Acceptor = d.Acceptor.Door(name)
	encryption, err := d.Encrypt(name, c.TLS, c.Listen, c.Certificate, "http/1.1")
	if err != nil {
		return nil, err
	}
	door := &Door{
		deps: d, config: c, limits: d.Acceptor.Config(),
		port: ingest.Port{Name: name, MaxConnections: c.MaxConnections, TLS: encryption},
	}
	door.bodies.New = func() any { return new(body) }
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ingest/ndjson", door.ndjson)
	door.server = &http.Server{
		Handler:           mux,
		ReadHeaderTimeout: c.HeaderTimeout,
		ReadTimeout:       c.ReadTimeout,
		WriteTimeout:      ingest.AnswerTimeout(c.ReadTimeout),
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
	if err := d.server.Serve(d.deps.Acceptor.Guard(ln, d.port)); !errors.Is(err, http.ErrServerClosed) {
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
	return d.deps.RequestSender(r)
}
