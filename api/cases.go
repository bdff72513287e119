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

// CaseID is the case that a request is about.
type CaseID struct {
	ID string `path:"id" pattern:"^[0-9a-f]{4,32}$" doc:"The case's id, or enough of its first digits to name one."`
}

// find returns the case of a tenant that the digits name.
func (s *Server) find(ctx context.Context, c CaseID) (cases.Case, error) {
	tenant := principal(ctx).Tenant
	id, err := s.State.Cases.Resolve(ctx, tenant, c.ID)
	if err != nil {
		return cases.Case{}, err
	}
	return s.State.Cases.Get(ctx, tenant, id)
}

// oneCase is a case with its version.
type oneCase struct {
	ETag string `header:"ETag" doc:"For If-Match."`
	Body Case
}

func answerCase(c cases.Case) *oneCase { return &oneCase{etag(c.Version), viewCase(&c)} }

func (s *Server) caseRoutes() {
	add(s, route{
		id: "list-cases", method: http.MethodGet, path: "/api/v1/cases", needs: identity.CasesRead, tag: "cases",
		summary: "The cases that fit, in an order", errors: []int{http.StatusBadRequest},
	}, s.listCases)
	add(s, route{
		id: "get-case", method: http.MethodGet, path: "/api/v1/cases/{id}", needs: identity.CasesRead, tag: "cases",
		summary: "A case", errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *CaseID) (*oneCase, error) {
		c, err := s.find(ctx, *in)
		if err != nil {
			return nil, err
		}
		return answerCase(c), nil
	})
	add(s, route{
		id: "list-case-findings", method: http.MethodGet, path: "/api/v1/cases/{id}/findings", needs: identity.FindingsRead, tag: "cases",
		summary: "What happened: a case's findings in the order of event time", errors: []int{http.StatusBadRequest, http.StatusNotFound},
	}, s.listCaseFindings)
	type entries struct{ Body List[Entry] }
	add(s, route{
		id: "list-case-entries", method: http.MethodGet, path: "/api/v1/cases/{id}/entries", needs: identity.CasesRead, tag: "cases",
		summary: "What was done about it: the changes of a case, in order", errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *CaseID) (*entries, error) {
		c, err := s.find(ctx, *in)
		if err != nil {
			return nil, err
		}
		list, err := s.State.Cases.Entries(ctx, c.Tenant, c.ID)
		return &entries{List[Entry]{Items: views(list, viewEntry)}}, err
	})
	add(s, route{
		id: "change-case", method: http.MethodPost, path: "/api/v1/cases/{id}/changes", needs: identity.CasesWrite, tag: "cases",
		summary: "Acknowledge, close, reopen, assign or annotate a case",
		more:    "Acknowledging and closing a case does the same to its findings that are not closed yet.",
		errors:  []int{http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed},
	}, s.changeCase)
	type facets struct{ Body Facets }
	add(s, route{
		id: "count-cases", method: http.MethodGet, path: "/api/v1/cases/facets", needs: identity.CasesRead, tag: "cases",
		summary: "How many cases fit, by the values of a field",
	}, func(ctx context.Context, in *caseFacetQuery) (*facets, error) {
		f, err := in.filter(principal(ctx).Tenant)
		if err != nil {
			return nil, err
		}
		total, err := s.State.Cases.Count(ctx, f)
		if err != nil {
			return nil, err
		}
		x, err := s.State.Cases.Facets(ctx, f, state.FacetField(in.By), in.Top)
		return &facets{viewFacets(in.By, x, total)}, err
	})
}

type listCases struct {
	Page
	CaseQuery
	Sort string `query:"sort" enum:"newest,gravest" default:"newest" doc:"newest by when they were opened; gravest by severity, and of equal ones who waits longest first."`
}

type caseList struct{ Body CountedList[Case] }

func (s *Server) listCases(ctx context.Context, in *listCases) (*caseList, error) {
	name := "cases by " + in.Sort
	after, err := openCursor(name, in.After)
	if err != nil {
		return nil, err
	}
	f, err := in.filter(principal(ctx).Tenant)
	if err != nil {
		return nil, err
	}
	out := &caseList{}
	if in.After == "" {
		n, err := s.State.Cases.Count(ctx, f)
		if err != nil {
			return nil, err
		}
		out.Body.Total = &n
	}
	list, next, err := s.State.Cases.List(ctx, f, state.Order(in.Sort), after, in.Limit)
	out.Body.List = List[Case]{views(list, func(c cases.Case) Case { return viewCase(&c) }), cursor(name, next)}
	return out, err
}

type listCaseFindings struct {
	CaseID
	Page
}

func (s *Server) listCaseFindings(ctx context.Context, in *listCaseFindings) (*findingList, error) {
	c, err := s.find(ctx, in.CaseID)
	if err != nil {
		return nil, err
	}
	name := "findings of " + c.ID.String()
	after, err := openCursor(name, in.After)
	if err != nil {
		return nil, err
	}
	list, next, err := s.State.Findings.OfCase(ctx, c.Tenant, c.ID, after, in.Limit)
	return &findingList{List[Finding]{views(list, viewFinding), cursor(name, next)}}, err
}

// Change is what somebody does to a case or a finding.
type Change struct {
	// Kind is what is done.
	Kind string `json:"kind" enum:"acknowledge,close,reopen,assign,note"`
	// Verdict is what a closed one was.
	Verdict string `json:"verdict,omitempty" enum:"true_positive,false_positive,benign,suspicious,test,duplicate,insufficient_data" doc:"What it was; needed to close."`
	// Reason is why.
	Reason string `json:"reason,omitempty" maxLength:"16384" doc:"Why; needed to close. Where it is empty the header X-Reason counts."`
	// Assignee is to whom a case is given.
	Assignee string `json:"assignee,omitempty" maxLength:"128" doc:"To whom it is given; empty takes it from whoever has it."`
	// Text is a note.
	Text string `json:"text,omitempty" maxLength:"16384" doc:"The note."`
}

// change is the change as the case knows it. The reason counts wherever it was given.
func (c *Change) change(m Mutation) cases.Change {
	reason := c.Reason
	if reason == "" {
		reason = m.Reason
	}
	return cases.Change{Kind: cases.ChangeKind(c.Kind), Verdict: cases.Verdict(c.Verdict), Reason: reason, Assignee: c.Assignee, Text: c.Text}
}

type changeCase struct {
	CaseID
	Conditional
	Body Change
}

func (s *Server) changeCase(ctx context.Context, in *changeCase) (*oneCase, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	var id event.ID
	tenant := principal(ctx).Tenant
	if id, err = s.State.Cases.Resolve(ctx, tenant, in.ID); err != nil {
		return nil, err
	}
	c, err := s.State.Cases.Change(ctx, tenant, id, version, in.Body.change(in.Mutation), in.cause(ctx))
	if err != nil {
		return nil, err
	}
	s.publish(ctx, tenant, "case", viewCase(&c))
	return answerCase(c), nil
}

// publish tells those that follow. What cannot be told is logged: the change stands.
func (s *Server) publish(ctx context.Context, tenant, kind string, data any) {
	if s.Feed == nil {
		return
	}
	if err := s.Feed.Publish(tenant, kind, data); err != nil {
		s.Log.ErrorContext(ctx, "live event lost", "error", err)
	}
}
