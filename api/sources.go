// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"time"

	"gambeson/identity"
	"gambeson/state"
)

// A Source is a sender as the API shows it.
type Source struct {
	Name   string `json:"name"`
	Format string `json:"format,omitempty" doc:"The format of what it sends; absent where it is recognized."`
	// Ranges are addresses that may send without a token.
	Ranges []string `json:"ranges" nullable:"false" doc:"Addresses that may send without a token, over transports that know none, as CIDR."`
	// Certificates are client certificates that may send without a token.
	Certificates []string  `json:"certificates" nullable:"false" doc:"Client certificates that may send without a token: names in them, or sha256: and a fingerprint."`
	Created      time.Time `json:"created"`
	Revoked      time.Time `json:"revoked,omitzero" doc:"When it was revoked; absent for one that may send."`
	// Seen is when it sent last, before the program started too.
	Seen time.Time `json:"seen,omitzero" doc:"When it sent last, to a minute or so; absent for one that never did."`
	// Activity is what it did since the program started.
	Activity *Activity `json:"activity,omitempty" doc:"What it did since the program started; absent where it did nothing."`
}

// NewSource is what a source is made of.
type NewSource struct {
	Name   string   `json:"name" pattern:"^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$"`
	Format string   `json:"format,omitempty" maxLength:"64" doc:"The format of what it sends; absent to recognize it."`
	Ranges []string `json:"ranges,omitempty" maxItems:"64" nullable:"false" doc:"Addresses that may send without a token, as CIDR."`
	// Certificates are client certificates that may send without a token.
	Certificates []string `json:"certificates,omitempty" maxItems:"64" nullable:"false" doc:"Client certificates that may send without a token: names in them, or sha256: and a fingerprint."`
}

// Grant is a token that was made.
type Grant struct {
	Name string `json:"name"`
	// Token is shown this once.
	Token string `json:"token,omitempty" doc:"The token. It is shown this once, and absent where the same Idempotency-Key comes again."`
}

// SourceName is the source or the token that a request is about.
type SourceName struct {
	Name string `path:"name" pattern:"^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$"`
}

type grant struct{ Body Grant }

func (s *Server) sourceRoutes() {
	type list struct{ Body List[Source] }
	add(s, route{
		id: "list-sources", method: http.MethodGet, path: "/api/v1/sources", needs: identity.SourcesRead, tag: "sources",
		summary: "The sources, by name, with the revoked ones",
	}, func(ctx context.Context, _ *nothing) (*list, error) {
		all, err := s.State.Sources.List(ctx, principal(ctx).Tenant)
		return &list{List[Source]{Items: views(all, s.viewSource)}}, err
	})
	type one struct{ Body Source }
	add(s, route{
		id: "get-source", method: http.MethodGet, path: "/api/v1/sources/{name}", needs: identity.SourcesRead, tag: "sources",
		summary: "A source", errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *SourceName) (*one, error) {
		x, err := s.State.Sources.Get(ctx, principal(ctx).Tenant, in.Name)
		return &one{s.viewSource(x)}, err
	})
	add(s, route{
		id: "add-source", method: http.MethodPost, path: "/api/v1/sources", needs: identity.SourcesWrite, tag: "sources",
		summary: "Add a source and get its token", status: http.StatusCreated, errors: []int{http.StatusConflict},
	}, s.addSource)
	add(s, route{
		id: "rotate-source", method: http.MethodPost, path: "/api/v1/sources/{name}/rotate", needs: identity.SourcesWrite, tag: "sources",
		summary: "Give a source a new token", errors: []int{http.StatusNotFound},
	}, s.rotateSource)
	type revoke struct {
		SourceName
		Mutation
	}
	add(s, route{
		id: "revoke-source", method: http.MethodPost, path: "/api/v1/sources/{name}/revoke", needs: identity.SourcesWrite, tag: "sources",
		summary: "End a source: it may not send any more, and its name stays taken", status: http.StatusNoContent, errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *revoke) (*nothing, error) {
		return nil, s.State.Sources.Revoke(ctx, principal(ctx).Tenant, in.Name, in.cause(ctx))
	})
}

type addSource struct {
	Mutation
	Body NewSource
}

func (s *Server) addSource(ctx context.Context, in *addSource) (*grant, error) {
	src := state.Source{Tenant: principal(ctx).Tenant, Name: in.Body.Name, Format: in.Body.Format, Certificates: in.Body.Certificates}
	for _, text := range in.Body.Ranges {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%w: address range %q: want CIDR, as 192.0.2.0/24", state.ErrInvalid, text)
		}
		src.Ranges = append(src.Ranges, p)
	}
	token, err := s.State.Sources.Add(ctx, src, in.cause(ctx))
	return &grant{Grant{in.Body.Name, token}}, err
}

type rotateSource struct {
	SourceName
	Mutation
	Body struct {
		Grace int `json:"grace_seconds,omitempty" minimum:"0" maximum:"2592000" doc:"For how many seconds the tokens that it has go on."`
	}
}

func (s *Server) rotateSource(ctx context.Context, in *rotateSource) (*grant, error) {
	token, err := s.State.Sources.Rotate(ctx, principal(ctx).Tenant, in.Name, time.Duration(in.Body.Grace)*time.Second, in.cause(ctx))
	return &grant{Grant{in.Name, token}}, err
}

func (s *Server) viewSource(x state.Source) Source {
	v := Source{
		Name: x.Name, Format: x.Format, Created: when(x.Created), Revoked: when(x.Revoked),
		Ranges: views(x.Ranges, netip.Prefix.String), Certificates: x.Certificates, Seen: when(x.Seen),
	}
	if s.Senders == nil {
		return v
	}
	if a, ok := s.Senders.Activity(x.Tenant, x.Name); ok {
		v.Activity = &a
	}
	return v
}
