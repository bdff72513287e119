// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"gambeson/identity"
	"gambeson/state"
)

// maxSecret is how many bytes a token may have.
const maxSecret = 256

// sessionCookie holds the token of a browser's session.
const sessionCookie = "gambeson_session"

// principalKey is the context key of who asks.
type principalKey struct{}

// principal returns the token of who asks; the zero Token on a public route.
func principal(ctx context.Context) state.Token {
	t, _ := ctx.Value(principalKey{}).(state.Token)
	return t
}

// cause is why a Mutation is made: by whom, for what reason, under which key.
func (m Mutation) cause(ctx context.Context) state.Cause {
	return state.Cause{Actor: principal(ctx).Name, Reason: m.Reason, Key: m.Key}
}

// authorize lets a request pass that shows a valid token with the permission that the route needs.
func (s *Server) authorize(ctx huma.Context, next func(huma.Context)) {
	needs, _ := ctx.Operation().Metadata[needsKey].(identity.Permission)
	if needs == identity.Public {
		next(ctx)
		return
	}
	r, w := humago.Unwrap(ctx)
	token, err := s.authenticate(r)
	switch {
	case errors.Is(err, state.ErrToken):
		s.metrics.refuse(r.Context(), "unauthenticated")
		w.Header().Set("WWW-Authenticate", `Bearer realm="gambeson"`)
		writeProblem(w, newProblem(http.StatusUnauthorized, "unauthenticated",
			`show a valid token as "Authorization: Bearer TOKEN"; this one is missing, unknown, expired or revoked`))
	case err != nil:
		s.metrics.refuse(r.Context(), "unavailable")
		s.Log.ErrorContext(r.Context(), "tokens cannot be read", "error", err)
		w.Header().Set("Retry-After", "1")
		writeProblem(w, newProblem(http.StatusServiceUnavailable, "unavailable", "who asks cannot be checked now; try again"))
	case !identity.Allows(token.Scopes, needs):
		s.metrics.refuse(r.Context(), "forbidden")
		writeProblem(w, newProblem(http.StatusForbidden, "forbidden", fmt.Sprintf("the token %q has not the permission %s", token.Name, needs)))
	default:
		next(huma.WithValue(ctx, principalKey{}, token))
	}
}

// authenticate returns the token that a request shows: the bearer's, or that of a browser's session. Where both are
// there the bearer's alone counts. A local request ([Server.Local]) needs none.
func (s *Server) authenticate(r *http.Request) (state.Token, error) {
	if who, ok := r.Context().Value(localKey{}).(state.Token); ok {
		return who, nil
	}
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, secret, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return state.Token{}, state.ErrToken
		}
		return s.token(r.Context(), strings.TrimSpace(secret))
	}
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return state.Token{}, state.ErrToken
	}
	return s.token(r.Context(), c.Value)
}

// token looks a secret up. Senders' tokens and set-up codes are none here.
func (s *Server) token(ctx context.Context, secret string) (state.Token, error) {
	if secret == "" || len(secret) > maxSecret {
		return state.Token{}, state.ErrToken
	}
	for _, kind := range [...]state.TokenKind{state.APIToken, state.SessionToken} {
		t, err := s.State.Tokens.Authenticate(ctx, kind, secret)
		if !errors.Is(err, state.ErrToken) {
			return t, err
		}
	}
	return state.Token{}, state.ErrToken
}
