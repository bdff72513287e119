// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"gambeson/identity"
	"gambeson/state"
)

// maxTokenLife is how long a token may live.
const maxTokenLife = 400 * 24 * time.Hour

// A Token is what is known about a token of the API.
type Token struct {
	Name    string    `json:"name"`
	Kind    string    `json:"kind" enum:"api,session"`
	Scopes  []string  `json:"scopes" nullable:"false" doc:"Permissions, and roles as role:ROLE."`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires,omitzero"`
	Revoked time.Time `json:"revoked,omitzero" doc:"When it was revoked; absent for one that was not."`
}

// NewToken is what a token is made of.
type NewToken struct {
	Name   string   `json:"name" pattern:"^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$" doc:"Who or what has it: the actor in the audit trail."`
	Scopes []string `json:"scopes" minItems:"1" maxItems:"32" nullable:"false" doc:"Permissions, and roles as role:ROLE; nothing that the maker has not."`
	// Expires is a time and not a duration, so that the same request is the same token.
	Expires time.Time `json:"expires" doc:"When it ends; at most 400 days from now."`
}

// Self is who asks.
type Self struct {
	Token
	Tenant      string   `json:"tenant"`
	Permissions []string `json:"permissions" nullable:"false" doc:"What the scopes allow."`
}

func (s *Server) selfRoutes() {
	type self struct{ Body Self }
	add(s, route{
		id: "get-self", method: http.MethodGet, path: "/api/v1/self", needs: identity.Self, tag: "tokens",
		summary: "Whose the token is, and what it may do",
	}, func(ctx context.Context, _ *nothing) (*self, error) {
		t := principal(ctx)
		return &self{Self{Token: viewToken(t), Tenant: t.Tenant, Permissions: allowed(t.Scopes)}}, nil
	})
	add(s, route{
		id: "end-self", method: http.MethodPost, path: "/api/v1/self/revoke", needs: identity.Self, tag: "tokens",
		summary: "Give the token back: it is revoked", status: http.StatusNoContent,
	}, func(ctx context.Context, in *Mutation) (*nothing, error) {
		t := principal(ctx)
		return nil, s.State.Tokens.Revoke(ctx, t.Tenant, t.Kind, t.Name, in.cause(ctx))
	})
}

// allowed lists the permissions that scopes give.
func allowed(scopes []string) []string {
	out := []string{}
	for _, p := range identity.Permissions() {
		if identity.Allows(scopes, p) {
			out = append(out, string(p))
		}
	}
	return out
}

func (s *Server) tokenRoutes() {
	type list struct{ Body List[Token] }
	add(s, route{
		id: "list-tokens", method: http.MethodGet, path: "/api/v1/tokens", needs: identity.TokensRead, tag: "tokens",
		summary: "The tokens of the API, by name; senders' tokens belong to their sources",
	}, func(ctx context.Context, _ *nothing) (*list, error) {
		all, err := s.State.Tokens.List(ctx, principal(ctx).Tenant)
		if err != nil {
			return nil, err
		}
		items := []Token{}
		for _, t := range all {
			if t.Kind == state.APIToken || t.Kind == state.SessionToken {
				items = append(items, viewToken(t))
			}
		}
		return &list{List[Token]{Items: items}}, nil
	})
	add(s, route{
		id: "create-token", method: http.MethodPost, path: "/api/v1/tokens", needs: identity.TokensWrite, tag: "tokens",
		summary: "Make a token", status: http.StatusCreated, errors: []int{http.StatusConflict},
	}, s.createToken)
	type revoke struct {
		Kind string `path:"kind" enum:"api,session"`
		SourceName
		Mutation
	}
	add(s, route{
		id: "revoke-token", method: http.MethodPost, path: "/api/v1/tokens/{kind}/{name}/revoke", needs: identity.TokensWrite, tag: "tokens",
		summary: "End a token", status: http.StatusNoContent, errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *revoke) (*nothing, error) {
		return nil, s.State.Tokens.Revoke(ctx, principal(ctx).Tenant, state.TokenKind(in.Kind), in.Name, in.cause(ctx))
	})
}

type createToken struct {
	Mutation
	Body NewToken
}

func (s *Server) createToken(ctx context.Context, in *createToken) (*grant, error) {
	me := principal(ctx)
	for _, scope := range in.Body.Scopes {
		if err := identity.CheckScope(scope); err != nil {
			return nil, err
		}
	}
	if !identity.Within(in.Body.Scopes, me.Scopes) {
		return nil, newProblem(http.StatusForbidden, "forbidden", fmt.Sprintf("the token %q has not all of these scopes itself", me.Name))
	}
	if left := time.Until(in.Body.Expires); left <= 0 || left > maxTokenLife {
		return nil, fmt.Errorf("%w: expires: want a time within 400 days from now", state.ErrInvalid)
	}
	secret, err := s.State.Tokens.Create(ctx, state.Token{
		Tenant: me.Tenant, Kind: state.APIToken, Name: in.Body.Name, Scopes: in.Body.Scopes,
		Expires: in.Body.Expires.UnixNano(),
	}, in.cause(ctx))
	return &grant{Grant{in.Body.Name, secret}}, err
}

func viewToken(t state.Token) Token {
	return Token{t.Name, string(t.Kind), some(t.Scopes), when(t.Created), when(t.Expires), when(t.Revoked)}
}
