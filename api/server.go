// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"golang.org/x/net/netutil"
	"golang.org/x/sync/errgroup"
)

// The names of a bearer's token, and of a browser's session, in the document.
const (
	securityScheme = "token"
	cookieScheme   = "session"
)

// Version is the version of the API's document. The first number changes when a client of the old one would break.
const Version = "1.0.0"

// limits of a connection.
const (
	headerTimeout  = 5 * time.Second
	idleTimeout    = time.Minute
	maxHeaderBytes = 32 << 10
	drainTimeout   = 10 * time.Second
)

// A Server is the API.
type Server struct {
	Deps
	config   Config
	mux      *http.ServeMux
	huma     huma.API
	handler  http.Handler
	metrics  *metrics
	listener net.Listener
	local    net.Listener // nil for none
	herald   herald
	drain    chan struct{} // closed when Run drains: live streams end
}

// New returns a server; it is not reachable before [Server.Listen].
func New(d Deps, c Config) (*Server, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	m, err := newMetrics(d.Meter)
	if err != nil {
		return nil, fmt.Errorf("api: %w", err)
	}
	s := &Server{
		Deps: d, config: c, mux: http.NewServeMux(), metrics: m,
		drain: make(chan struct{}),
	}
	s.huma = humago.New(s.mux, document())
	s.huma.UseMiddleware(s.authorize, s.readBody)
	for _, register := range s.routes() {
		register()
	}
	s.mux.HandleFunc("/", s.unrouted)
	s.handler = s.observe(s.harden(http.NewCrossOriginProtection().Handler(s.mux)))
	return s, nil
}

// routes lists what the API can do, in the order of the document.
func (s *Server) routes() []func() {
	return []func(){
		s.healthRoutes, s.metricsRoutes, s.selfRoutes, s.sessionRoutes, s.setupRoutes, s.liveRoutes,
		s.caseRoutes, s.storyRoutes, s.findingRoutes, s.changeRoutes, s.sourceRoutes, s.deadLetterRoutes, s.letterChangeRoutes, s.reprocessRoutes, s.tokenRoutes, s.auditRoutes, s.documentRoutes,
	}
}

// document returns how the API describes itself, before its routes.
func document() huma.Config {
	c := huma.DefaultConfig("Gambeson", Version)
	c.Info.Description = "Cases, findings, sources and the platform itself. Every operation names the permission that it needs as x-permission."
	c.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", "" // served by our own route, and no page that loads foreign scripts
	c.CreateHooks = nil
	c.RejectUnknownQueryParameters = true
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		securityScheme: {Type: "http", Scheme: "bearer", Description: "A token of the API; `POST /api/v1/tokens` makes one."},
		cookieScheme: {
			Type: "apiKey", In: "cookie", Name: hostPrefix + sessionCookie,
			Description: "A browser's session; `POST /api/v1/session` begins one. Without TLS, on a loopback address, the name has no __Host-. " +
				"Changes MUST come from a page of the same origin.",
		},
	}
	return c
}

// Handler is the whole API without its transport, for tests and for who serves it in process.
func (s *Server) Handler() http.Handler { return s.handler }

// Listen opens the address. It fails where the address is taken or no certificate can be had.
func (s *Server) Listen(ctx context.Context) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.config.Listen)
	if err != nil {
		return fmt.Errorf("api: listen: %w", err)
	}
	l = netutil.LimitListener(l, s.config.MaxConnections)
	if s.config.encrypted() {
		if l, err = s.encrypt(l); err != nil {
			return err
		}
	}
	s.listener = l
	if s.SocketDir == "" {
		return nil
	}
	if s.local, err = s.listenLocal(ctx); err != nil {
		// A path may be too long for a socket. Everything but the command line on this host goes on without.
		s.Log.WarnContext(ctx, "no local socket: commands on this host need --server", "error", err)
	}
	return nil
}

// URL is the address under which the API is reached: the configured public one, or that of the open listener.
func (s *Server) URL() string {
	if s.config.PublicURL != "" {
		return s.config.PublicURL
	}
	scheme := "http"
	if s.config.encrypted() {
		scheme = "https"
	}
	addr := s.config.Listen
	if s.listener != nil {
		addr = s.listener.Addr().String()
	}
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		addr = net.JoinHostPort("localhost", port)
	}
	return scheme + "://" + addr
}

// Run serves until ctx is done, then lets what has begun end, for a bounded time, and returns nil. [Server.Listen] comes
// first.
func (s *Server) Run(ctx context.Context) error {
	g, inner := errgroup.WithContext(ctx)
	g.Go(func() error { return s.serve(inner, s.listener, s.handler) })
	if s.local != nil {
		g.Go(func() error { return s.serve(inner, s.local, s.Local()) })
	}
	g.Go(func() error { return s.runHerald(inner) })
	g.Go(func() error {
		<-inner.Done()
		close(s.drain)
		return nil
	})
	return g.Wait()
}

// serve serves one listener until ctx is done.
func (s *Server) serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: min(headerTimeout, s.config.Timeout), ReadTimeout: s.config.Timeout, WriteTimeout: s.config.Timeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("api: serve: %w", err)
	case <-ctx.Done():
	}
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	err := server.Shutdown(wait)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if err != nil {
		return fmt.Errorf("api: shut down: %w", err)
	}
	return nil
}

// harden sets what every answer says to browsers, and bounds the request's time.
func (s *Server) harden(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; form-action 'self'; style-src 'unsafe-inline'")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}
