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

// who asks, as a context has it.
type who struct {
	state.Token
	// session is the browser's; nil for a program that shows its token itself.
	session *state.Session
}

// whoKey is the context key of who asks.
type whoKey struct{}

// asker returns who asks; the zero one on a public route.
func asker(ctx context.Context) who {
	w, _ := ctx.Value(whoKey{}).(who)
	return w
}

// principal returns the token of who asks; the zero Token on a public route.
func principal(ctx context.Context) state.Token { return asker(ctx).Token }

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
	token, err := s.authenticate(r, true)
	switch {
	case errors.Is(err, errForeign):
		s.metrics.refuse(r.Context(), "foreign")
		writeProblem(w, newProblem(http.StatusForbidden, "foreign-origin", err.Error()))
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
		next(huma.WithValue(ctx, whoKey{}, token))
	}
}

// authenticate returns who sends a request: the bearer of a token, or a browser with a session. Where both are there
// the bearer's alone counts. Where used is set the session counts as used. A local request ([Server.Local]) needs none.
func (s *Server) authenticate(r *http.Request, used bool) (who, error) {
	if t, ok := r.Context().Value(localKey{}).(state.Token); ok {
		return who{Token: t}, nil
	}
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, secret, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return who{}, state.ErrToken
		}
		t, err := s.token(r.Context(), strings.TrimSpace(secret))
		return who{Token: t}, err
	}
	c, err := r.Cookie(s.cookieName())
	if err != nil || len(c.Value) > maxSecret {
		return who{}, state.ErrToken
	}
	x, err := s.State.Sessions.Authenticate(r.Context(), c.Value, used)
	if err != nil {
		return who{}, err
	}
	return who{x.Token, &x}, s.fromOurPage(r)
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
