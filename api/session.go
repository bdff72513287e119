// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"gambeson/identity"
	"gambeson/state"
)

// sessionCookie holds the secret of a browser's session. Over TLS its name begins with hostPrefix, which browsers take
// from this host alone, for all of it, and over TLS only.
const (
	sessionCookie = "gambeson_session"
	hostPrefix    = "__Host-"
)

// errForeign refuses a change that no page of ours has sent.
var errForeign = errors.New("changes by a browser's session come from a page of the same origin, with an Idempotency-Key; programs show a token")

// A BrowserSession is a browser that somebody signed in.
type BrowserSession struct {
	ID      string    `json:"id" doc:"Names it, to end it; no secret."`
	Name    string    `json:"name" doc:"Whose it is: the actor in the audit trail."`
	Agent   string    `json:"agent,omitempty" doc:"The browser, as it says itself."`
	Created time.Time `json:"created"`
	Seen    time.Time `json:"seen" doc:"When it was used last, to the minute."`
	Idle    time.Time `json:"idle" doc:"When it ends unless it is used."`
	Expires time.Time `json:"expires" doc:"When it ends, used or not."`
	Current bool      `json:"current" doc:"Whether it is the one that asks."`
}

// SignedIn is who asks, and how.
type SignedIn struct {
	Name        string    `json:"name"`
	Tenant      string    `json:"tenant"`
	Scopes      []string  `json:"scopes" nullable:"false" doc:"Permissions, and roles as role:ROLE."`
	Permissions []string  `json:"permissions" nullable:"false" doc:"What the scopes allow."`
	Expires     time.Time `json:"expires,omitzero" doc:"When the token or the session ends at the latest; absent for a token without an end."`
	// Session is absent for a program that shows its token itself.
	Session *BrowserSession `json:"session,omitempty" doc:"The browser's session; absent for a program that shows its token itself."`
}

// cookieName is the name of the session's cookie.
func (s *Server) cookieName() string {
	if s.config.secure() {
		return hostPrefix + sessionCookie
	}
	return sessionCookie
}

// cookie returns the header that sets the session's cookie; without a value it is taken away.
func (s *Server) cookie(value string, expires time.Time) string {
	c := &http.Cookie{
		Name: s.cookieName(), Value: value, Path: "/", Expires: expires, HttpOnly: true, Secure: s.config.secure(), SameSite: http.SameSiteStrictMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	return c.String()
}

// fromOurPage refuses a change that another site may have made the browser send with its cookie. A page of this origin
// is known by what the browser says of it, which no page can change, and by a header that other sites cannot send.
func (s *Server) fromOurPage(r *http.Request) error {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	if r.Header.Get("Idempotency-Key") == "" {
		return errForeign
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		if site != "same-origin" {
			return errForeign
		}
		return nil
	}
	origin, err := url.Parse(r.Header.Get("Origin"))
	if err != nil || origin.Host == "" || origin.Host != r.Host && origin.Scheme+"://"+origin.Host != s.config.PublicURL {
		return errForeign
	}
	return nil
}

// signIn begins a session with a token, and returns it with the header that sets its cookie.
func (s *Server) signIn(ctx context.Context, kind state.TokenKind, secret, agent string) (state.Session, string, error) {
	x, value, err := s.State.Sessions.Open(ctx, kind, secret, agent, s.config.BrowserIdle, s.config.BrowserLife)
	if err != nil {
		return x, "", err
	}
	return x, s.cookie(value, when(x.Expires)), nil
}

type withCookie struct {
	SetCookie string `header:"Set-Cookie"`
	Body      SignedIn
}

func (s *Server) sessionRoutes() {
	type self struct{ Body SignedIn }
	add(s, route{
		id: "get-session", method: http.MethodGet, path: "/api/v1/session", needs: identity.Self, tag: "session",
		summary: "Who is signed in, what they may do, and until when",
	}, func(ctx context.Context, _ *nothing) (*self, error) { return &self{viewSignedIn(asker(ctx))}, nil })
	type signIn struct {
		Agent string `header:"User-Agent"`
		Body  struct {
			Token string `json:"token" minLength:"1" maxLength:"256" doc:"A token of the API."`
		}
	}
	add(s, route{
		id: "sign-in", method: http.MethodPost, path: "/api/v1/session", needs: identity.Public, tag: "session", status: http.StatusCreated,
		summary: "Sign a browser in with a token of the API: the answer sets the session's cookie",
		more:    "The session may do what the token may, and ends with it, when it is not used, or after a time.", errors: []int{http.StatusForbidden},
	}, func(ctx context.Context, in *signIn) (*withCookie, error) {
		for _, kind := range [...]state.TokenKind{state.APIToken, state.SessionToken} {
			x, cookie, err := s.signIn(ctx, kind, in.Body.Token, in.Agent)
			if errors.Is(err, state.ErrToken) {
				continue
			}
			return &withCookie{cookie, viewSignedIn(who{x.Token, &x})}, err
		}
		s.metrics.refuse(ctx, "sign-in")
		return nil, newProblem(http.StatusForbidden, "token", "this is no valid token of the API: it is unknown, expired or revoked")
	})
	type gone struct {
		SetCookie string `header:"Set-Cookie"`
	}
	add(s, route{
		id: "sign-out", method: http.MethodDelete, path: "/api/v1/session", needs: identity.Self, tag: "session", status: http.StatusNoContent,
		summary: "Sign the browser out", more: "The token that it signed in with goes on.", errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *Mutation) (*gone, error) {
		me := asker(ctx)
		if me.session == nil {
			return nil, newProblem(http.StatusNotFound, "not-found", "this token is shown without a session; POST /api/v1/self/revoke ends it")
		}
		return &gone{s.cookie("", time.Time{})}, s.State.Sessions.Revoke(ctx, me.Tenant, me.session.ID, in.cause(ctx))
	})
	s.sessionListRoutes()
}

func (s *Server) sessionListRoutes() {
	type list struct{ Body List[BrowserSession] }
	add(s, route{
		id: "list-sessions", method: http.MethodGet, path: "/api/v1/sessions", needs: identity.TokensRead, tag: "session",
		summary: "The browsers that are signed in, the last begun first",
	}, func(ctx context.Context, _ *nothing) (*list, error) {
		me := asker(ctx)
		all, err := s.State.Sessions.List(ctx, me.Tenant)
		return &list{List[BrowserSession]{Items: views(all, func(x state.Session) BrowserSession { return viewSession(x, me) })}}, err
	})
	type revoke struct {
		ID string `path:"id" pattern:"^[0-9a-f]{24,32}$" doc:"The session's id."`
		Mutation
	}
	add(s, route{
		id: "revoke-session", method: http.MethodPost, path: "/api/v1/sessions/{id}/revoke", needs: identity.TokensWrite, tag: "session",
		summary: "Sign a browser out from afar", status: http.StatusNoContent, errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *revoke) (*nothing, error) {
		return nil, s.State.Sessions.Revoke(ctx, principal(ctx).Tenant, in.ID, in.cause(ctx))
	})
}

func viewSignedIn(w who) SignedIn {
	v := SignedIn{Name: w.Name, Tenant: w.Tenant, Scopes: some(w.Scopes), Permissions: allowed(w.Scopes), Expires: when(w.Expires)}
	if w.session != nil {
		x := viewSession(*w.session, w)
		v.Session, v.Expires = &x, x.Expires
	}
	return v
}

func viewSession(x state.Session, by who) BrowserSession {
	return BrowserSession{
		ID: x.ID, Name: x.Token.Name, Agent: x.Agent, Created: when(x.Created), Seen: when(x.Seen), Idle: when(x.Ends()), Expires: when(x.Expires),
		Current: by.session != nil && by.session.ID == x.ID,
	}
}
