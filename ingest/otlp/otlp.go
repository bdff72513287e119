// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"

	"google.golang.org/grpc"

	"gambeson/ingest"
)

const (
	maxHeaderBytes = 16 << 10
	// What a connection of HTTP/2 may have sent that nobody has read, and how many requests it may have open.
	connectionBuffer = 256 << 10
	maxStreams       = 128
)

// A Door is the door for OpenTelemetry logs. Make one with [New].
type Door struct {
	deps   ingest.Deps
	config Config
	grpc   *grpc.Server
	calls  *http.Server // what carries gRPC
	web    *http.Server
	bodies sync.Pool // of *ingest.Body

	callPort, webPort ingest.Port
}

// New returns a door that is still shut.
func New(d ingest.Deps, c Config) (*Door, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	d.Acceptor = d.Acceptor.Door("otlp")
	door := &Door{
		deps: d, config: c,
		callPort: ingest.Port{Name: "otlp-grpc", MaxConnections: c.MaxConnections},
		webPort:  ingest.Port{Name: "otlp-http", MaxConnections: c.MaxConnections},
	}
	var err error
	if door.callPort.TLS, err = d.Encrypt(door.callPort.Name, c.TLS, c.GRPC, c.Certificate, "h2"); err != nil {
		return nil, err
	}
	if door.webPort.TLS, err = d.Encrypt(door.webPort.Name, c.TLS, c.HTTP, c.Certificate, "h2", "http/1.1"); err != nil {
		return nil, err
	}
	door.bodies.New = func() any { return new(ingest.Body) }
	door.grpc = door.newGRPC()
	door.calls = door.newServer(http.HandlerFunc(door.serveCall))
	door.calls.Protocols = new(http.Protocols)
	door.calls.Protocols.SetHTTP2(true)
	door.calls.Protocols.SetUnencryptedHTTP2(true)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/logs", door.serveLogs)
	door.web = door.newServer(mux)
	return door, nil
}

func (d *Door) newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: d.config.ReadTimeout,
		ReadTimeout:       d.config.ReadTimeout,
		WriteTimeout:      ingest.AnswerTimeout(d.config.ReadTimeout),
		IdleTimeout:       d.config.IdleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(d.deps.Log.Handler(), slog.LevelDebug),
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: maxStreams, MaxReceiveBufferPerConnection: connectionBuffer, MaxReceiveBufferPerStream: connectionBuffer,
			WriteByteTimeout: d.config.ReadTimeout,
		},
	}
}

// sender finds out who sends.
func (d *Door) sender(r *http.Request) (ingest.Sender, error) {
	return d.deps.RequestSender(r)
}

// Run listens on the configured addresses and serves until Shutdown. Cancelling ctx stops it in the middle.
func (d *Door) Run(ctx context.Context) error {
	servers := []struct {
		address string
		serve   func(context.Context, net.Listener) error
	}{{d.config.GRPC, d.ServeGRPC}, {d.config.HTTP, d.ServeHTTP}}
	errs := make([]error, len(servers))
	var wg sync.WaitGroup
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	for i, s := range servers {
		if s.address == "" {
			continue
		}
		ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.address)
		if err != nil {
			errs[i] = fmt.Errorf("otlp door: %w", err)
			cancel(err)
			break
		}
		wg.Go(func() {
			if errs[i] = s.serve(ctx, ln); errs[i] != nil {
				cancel(errs[i]) // one without the other is no door
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// ServeGRPC serves OTLP over gRPC on a listener that is open already. It closes ln.
func (d *Door) ServeGRPC(ctx context.Context, ln net.Listener) error {
	return d.serve(ctx, d.calls, d.deps.Acceptor.Guard(ln, d.callPort))
}

// ServeHTTP serves OTLP over HTTP on a listener that is open already. It closes ln.
func (d *Door) ServeHTTP(ctx context.Context, ln net.Listener) error {
	return d.serve(ctx, d.web, d.deps.Acceptor.Guard(ln, d.webPort))
}

func (d *Door) serve(ctx context.Context, s *http.Server, ln net.Listener) error {
	stop := context.AfterFunc(ctx, func() { abort(s) })
	defer stop()
	if err := s.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("otlp door: %w", err)
	}
	return ctx.Err()
}

// Shutdown stops listening and waits until the requests that have begun are answered.
func (d *Door) Shutdown(ctx context.Context) error {
	var errs []error
	for _, s := range []*http.Server{d.calls, d.web} {
		if err := s.Shutdown(ctx); err != nil {
			abort(s)
			errs = append(errs, fmt.Errorf("shut down the otlp door: %w", err))
		}
	}
	d.grpc.Stop()
	return errors.Join(errs...)
}

// abort closes everything at once.
func abort(s *http.Server) {
	s.Close() //nolint:errcheck // there is nothing else to do
}
