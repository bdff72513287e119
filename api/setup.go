// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"gambeson/identity"
	"gambeson/state"
)

// setupLife is how long a set-up code is valid; the next start makes another.
const setupLife = 24 * time.Hour

// setupName is the name of the set-up code, and of the administrator that it makes unless another is given.
const (
	setupName = "setup"
	adminName = "administrator"
)

// Setup returns the one-time address at which the first administrator of a tenant signs in, or "" where there is one
// already. The address is shown once: asking again makes another and ends the one before.
func (s *Server) Setup(ctx context.Context, tenant string) (address string, err error) {
	all, err := s.State.Tokens.List(ctx, tenant)
	if err != nil {
		return "", fmt.Errorf("set up: %w", err)
	}
	now := time.Now().UnixNano()
	waiting := false
	for _, t := range all {
		valid := t.Revoked == 0 && (t.Expires == 0 || t.Expires > now)
		switch {
		case valid && t.Kind == state.SetupToken:
			waiting = true
		case valid && t.Kind != state.SourceToken && identity.Allows(t.Scopes, identity.TokensWrite):
			return "", nil
		}
	}
	cause := state.Cause{Actor: setupName, Reason: "no administrator yet"}
	if waiting {
		if err := s.State.Tokens.Revoke(ctx, tenant, state.SetupToken, setupName, cause); err != nil {
			return "", fmt.Errorf("set up: %w", err)
		}
	}
	code, err := s.State.Tokens.Create(ctx, state.Token{
		Tenant: tenant, Kind: state.SetupToken, Name: setupName, Expires: time.Now().Add(setupLife).UnixNano(),
	}, cause)
	if err != nil {
		return "", fmt.Errorf("set up: %w", err)
	}
	return s.URL() + setupPath + code, nil
}

// setupPath and enterPath are before the code in an address.
const (
	setupPath = "/setup/"
	enterPath = "/enter/"
)

// Enter returns a one-time address that signs the browser that opens it in as the first administrator, or "" where there
// is one already. Whoever sees the address first is in: it is for a demonstration on this machine.
func (s *Server) Enter(ctx context.Context, tenant string) (address string, err error) {
	address, err = s.Setup(ctx, tenant)
	return strings.Replace(address, setupPath, enterPath, 1), err
}

// Admission is a token that the set-up code was exchanged for.
type Admission struct {
	Name    string    `json:"name"`
	Token   string    `json:"token" doc:"The token of the first administrator. It is shown this once."`
	Expires time.Time `json:"expires"`
}

// exchange gives the first administrator's session for a set-up code, once.
func (s *Server) exchange(ctx context.Context, code, name string) (Admission, error) {
	if name == "" {
		name = adminName
	}
	old, err := s.State.Tokens.Authenticate(ctx, state.SetupToken, code)
	if err != nil {
		return Admission{}, err
	}
	next := state.Token{
		Tenant: old.Tenant, Kind: state.SessionToken, Name: name, Scopes: []string{identity.Administrator.Scope()},
		Expires: time.Now().Add(s.config.SessionLife).UnixNano(),
	}
	secret, err := s.State.Tokens.Exchange(ctx, code, state.SetupToken, next, state.Cause{Actor: setupName, Reason: "first administrator"})
	return Admission{name, secret, when(next.Expires)}, err
}

func (s *Server) setupRoutes() {
	type request struct {
		Body struct {
			Code string `json:"code" minLength:"1" maxLength:"256" doc:"The last part of the address that the first start printed."`
			Name string `json:"name,omitempty" pattern:"^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$" doc:"Who the first administrator is."`
		}
	}
	type answer struct{ Body Admission }
	add(s, route{
		id: "set-up", method: http.MethodPost, path: "/api/v1/setup", needs: identity.Public, tag: "setup",
		summary: "Exchange the set-up code, once, for the first administrator's token", status: http.StatusCreated,
		errors: []int{http.StatusForbidden},
	}, func(ctx context.Context, in *request) (*answer, error) {
		session, err := s.exchange(ctx, in.Body.Code, in.Body.Name)
		if errors.Is(err, state.ErrToken) {
			return nil, newProblem(http.StatusForbidden, "setup-code", setupHint)
		}
		return &answer{session}, err
	})
	type page struct {
		Code  string `path:"code" maxLength:"256"`
		Agent string `header:"User-Agent"`
	}
	add(s, route{
		id: "get-setup-page", method: http.MethodGet, path: "/setup/{code}", needs: identity.Public, tag: "setup",
		summary: "The page of the one-time address", more: "Reading it uses nothing up: what looks at links in messages does no harm.",
		errors: []int{http.StatusForbidden},
	}, func(ctx context.Context, in *page) (*setupPage, error) {
		if _, err := s.State.Tokens.Authenticate(ctx, state.SetupToken, in.Code); err != nil {
			return s.setupRefused(err)
		}
		return renderSetup(http.StatusOK, Admission{}, "")
	})
	add(s, route{
		id: "post-setup-page", method: http.MethodPost, path: "/setup/{code}", needs: identity.Public, tag: "setup",
		summary: "Exchange the code from a browser: the answer sets the session's cookie", errors: []int{http.StatusForbidden},
	}, func(ctx context.Context, in *page) (*setupPage, error) {
		session, err := s.exchange(ctx, in.Code, "")
		if err != nil {
			return s.setupRefused(err)
		}
		p, err := renderSetup(http.StatusOK, session, "")
		if err != nil {
			return nil, err
		}
		_, p.SetCookie, err = s.signIn(ctx, state.SessionToken, session.Token, in.Agent)
		return p, err
	})
	type enter struct {
		Status    int
		Location  string `header:"Location"`
		SetCookie string `header:"Set-Cookie"`
	}
	add(s, route{
		id: "enter", method: http.MethodGet, path: "/enter/{code}", needs: identity.Public, tag: "setup", status: http.StatusSeeOther,
		summary: "Sign the browser in with a set-up code, once, and go to the first page",
		more:    "Unlike the page at /setup this uses the code up when it is read. Only the demo prints such addresses.",
		errors:  []int{http.StatusForbidden},
	}, func(ctx context.Context, in *page) (*enter, error) {
		session, err := s.exchange(ctx, in.Code, "")
		if errors.Is(err, state.ErrToken) || errors.Is(err, state.ErrExists) {
			return nil, newProblem(http.StatusForbidden, "setup-code", setupHint)
		}
		if err != nil {
			return nil, err
		}
		_, cookie, err := s.signIn(ctx, state.SessionToken, session.Token, in.Agent)
		return &enter{http.StatusSeeOther, "/", cookie}, err
	})
}

// setupHint says what to do with a code that is no good.
const setupHint = "this code is not valid: it was used, it is older than a day, or there is an administrator; a start of the platform that finds none prints another"

// setupPage is a page for a browser.
type setupPage struct {
	Status      int
	ContentType string `header:"Content-Type"`
	SetCookie   string `header:"Set-Cookie"`
	Body        []byte
}

//go:embed setup.html
var setupHTML string

// setupRefused shows that a code is no good.
func (s *Server) setupRefused(err error) (*setupPage, error) {
	if !errors.Is(err, state.ErrToken) && !errors.Is(err, state.ErrExists) {
		return nil, err
	}
	return renderSetup(http.StatusForbidden, Admission{}, setupHint)
}

func renderSetup(status int, session Admission, refused string) (*setupPage, error) {
	t, err := template.New("setup").Parse(setupHTML)
	if err != nil {
		return nil, fmt.Errorf("set-up page: %w", err)
	}
	var b strings.Builder
	if err := t.Execute(&b, map[string]any{"Session": session, "Refused": refused}); err != nil {
		return nil, fmt.Errorf("set-up page: %w", err)
	}
	return &setupPage{Status: status, ContentType: "text/html; charset=utf-8", Body: []byte(b.String())}, nil
}
