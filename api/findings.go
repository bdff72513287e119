// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"net/http"

	"gambeson/cases"
	"gambeson/event"
	"gambeson/identity"
	"gambeson/state"
)

// FindingID is the finding that a request is about.
type FindingID struct {
	ID string `path:"id" pattern:"^[0-9a-f]{32}$" doc:"The finding's id."`
}

type findingList struct{ Body List[Finding] }

type oneFinding struct{ Body Finding }

type listFindings struct {
	Page
	State string `query:"state" enum:"new,acknowledged,closed" doc:"Only findings in this state."`
	Rule  string `query:"rule" maxLength:"256" doc:"Only findings of this analytic."`
}

type changeFinding struct {
	FindingID
	Mutation
	Body Change
}

func (s *Server) findingRoutes() {
	add(s, route{
		id: "list-findings", method: http.MethodGet, path: "/api/v1/findings", needs: identity.FindingsRead, tag: "findings",
		summary: "The findings, the last recorded first", errors: []int{http.StatusBadRequest},
	}, func(ctx context.Context, in *listFindings) (*findingList, error) {
		after, err := openCursor("findings", in.After)
		if err != nil {
			return nil, err
		}
		list, next, err := s.State.Findings.List(ctx, state.FindingFilter{
			Tenant: principal(ctx).Tenant, State: cases.State(in.State), Rule: in.Rule, After: after, Limit: in.Limit,
		})
		return &findingList{List[Finding]{views(list, viewFinding), cursor("findings", next)}}, err
	})
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
		summary: "Acknowledge, close or reopen a finding", errors: []int{http.StatusNotFound, http.StatusConflict},
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
}
