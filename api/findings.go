// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"net/http"

	"gambeson/event"
	"gambeson/identity"
	"gambeson/state"
)

// FindingID is the finding that a request is about.
type FindingID struct {
	ID string `path:"id" pattern:"^[0-9a-f]{32}$" doc:"The finding's id."`
}

// CountedList is a part of a list whose length is known.
type CountedList[T any] struct {
	List[T]
	// Total is exact; it is of the first part only.
	Total *int `json:"total,omitempty" doc:"How many there are, exactly. Only with the first part."`
	// AsOf is for as_of.
	AsOf string `json:"as_of,omitempty" doc:"The place that the record has come to. Given as as_of it leaves out what is recorded later. Only with the first part."`
}

type findingList struct{ Body List[Finding] }

type countedFindings struct{ Body CountedList[Finding] }

type oneFinding struct{ Body Finding }

type listFindings struct {
	Page
	FindingQuery
	Sort string `query:"sort" enum:"newest,oldest,gravest,latest" default:"newest" doc:"newest and oldest by when they were found; gravest by severity, and of equal ones who waits longest first; latest by when it happened."`
}

type changeFinding struct {
	FindingID
	Mutation
	Body Change
}

func (s *Server) findingRoutes() {
	add(s, route{
		id: "list-findings", method: http.MethodGet, path: "/api/v1/findings", needs: identity.FindingsRead, tag: "findings",
		summary: "The findings that fit, in an order", errors: []int{http.StatusBadRequest},
		more: "What is found while the list is read moves nothing in it.",
	}, s.listFindings)
	add(s, route{
		id: "get-finding", method: http.MethodGet, path: "/api/v1/findings/{id}", needs: identity.FindingsRead, tag: "findings",
		summary: "A finding", errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *FindingID) (*oneFinding, error) {
		id, err := event.ParseID(in.ID)
		if err != nil {
			return nil, err
		}
		f, err := s.State.Findings.Get(ctx, principal(ctx).Tenant, id)
		return &oneFinding{viewFinding(f)}, err
	})
	add(s, route{
		id: "change-finding", method: http.MethodPost, path: "/api/v1/findings/{id}/changes", needs: identity.FindingsWrite, tag: "findings",
		summary: "Acknowledge, close, reopen or assign a finding", errors: []int{http.StatusNotFound, http.StatusConflict},
	}, func(ctx context.Context, in *changeFinding) (*oneFinding, error) {
		id, err := event.ParseID(in.ID)
		if err != nil {
			return nil, err
		}
		tenant := principal(ctx).Tenant
		f, err := s.State.Findings.Change(ctx, tenant, id, in.Body.change(in.Mutation), in.cause(ctx))
		if err != nil {
			return nil, err
		}
		s.publish(ctx, tenant, "finding", viewFinding(f))
		return &oneFinding{viewFinding(f)}, nil
	})
	s.facetRoutes()
}

func (s *Server) listFindings(ctx context.Context, in *listFindings) (*countedFindings, error) {
	name := "findings by " + in.Sort
	after, err := openCursor(name, in.After)
	if err != nil {
		return nil, err
	}
	f, err := s.fixed(ctx, &in.FindingQuery)
	if err != nil {
		return nil, err
	}
	out := &countedFindings{}
	if in.After == "" {
		n, err := s.State.Findings.Count(ctx, f)
		if err != nil {
			return nil, err
		}
		out.Body.Total, out.Body.AsOf = &n, f.AsOf.String()
	}
	list, next, err := s.State.Findings.List(ctx, f, state.Order(in.Sort), after, in.Limit)
	out.Body.List = List[Finding]{views(list, viewFinding), cursor(name, next)}
	return out, err
}
