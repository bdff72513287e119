// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"golang.org/x/net/netutil"

	"gambeson/identity"
	"gambeson/state"
)

// The headers in which whoever has the data folder says as whom they ask. They count on [Server.Local] alone.
const (
	HeaderTenant = "X-Gambeson-Tenant"
	HeaderActor  = "X-Gambeson-Actor"
)

// localActor begins the actors of local requests in the audit trail, so that none of them passes for a token.
const localActor = "command-line"

// localConnections is how many local clients are served at the same time; more wait.
const localConnections = 64

// SocketFile is the socket of local requests, in [Deps].SocketDir.
const SocketFile = "api.sock"

// localKey is the context key of who asks locally.
type localKey struct{}

// Local is the whole API for who has the data folder: an administrator of every tenant. To have the folder is to be able
// to change everything in it, so that it needs no other credential. The handler MUST NOT be reachable for anybody else.
func (s *Server) Local() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tenant := r.Header.Get(HeaderTenant)
		if tenant == "" {
			writeProblem(w, newProblem(http.StatusBadRequest, "tenant", "a local request names its tenant in "+HeaderTenant))
			return
		}
		who := state.Token{Tenant: tenant, Name: actor(r.Header.Get(HeaderActor)), Scopes: []string{identity.Administrator.Scope()}}
		s.handler.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), localKey{}, who)))
	})
}

// actor is a local user as the audit trail knows them.
func actor(user string) string {
	const most = 64
	user = strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) && r != unicode.ReplacementChar {
			return r
		}
		return -1
	}, user)
	if user == "" {
		return localActor
	}
	return localActor + ":" + user[:min(len(user), most)]
}

// listenLocal opens the socket in a folder that nobody else can enter. What is there is a dead server's: the state has
// one owner.
func (s *Server) listenLocal(ctx context.Context) (net.Listener, error) {
	if err := os.MkdirAll(s.SocketDir, 0o700); err != nil {
		return nil, fmt.Errorf("api: folder of the local socket: %w", err)
	}
	if err := os.Chmod(s.SocketDir, 0o700); err != nil {
		return nil, fmt.Errorf("api: folder of the local socket: %w", err)
	}
	path := filepath.Join(s.SocketDir, SocketFile)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("api: local socket: %w", err)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("api: local socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("api: local socket: %w", err), l.Close())
	}
	return netutil.LimitListener(l, localConnections), nil
}
