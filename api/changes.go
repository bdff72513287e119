// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"gambeson/cases"
	"gambeson/event"
	"gambeson/identity"
	"gambeson/state"
)

// An Edit is what is done to all of what fits. What is absent stays as it is.
type Edit struct {
	State    string    `json:"state,omitempty" enum:"new,acknowledged,closed" doc:"Where they shall stand; new opens closed ones again."`
	Verdict  string    `json:"verdict,omitempty" enum:"true_positive,false_positive,benign,suspicious,test,duplicate,insufficient_data" doc:"What they were; needed to close."`
	Reason   string    `json:"reason,omitempty" maxLength:"16384" doc:"Why; needed to close. Where it is empty the header X-Reason counts."`
	Expires  time.Time `json:"expires,omitzero" doc:"When the verdict of findings ends, and they are open again; absent for never. Not for cases."`
	Assignee *string   `json:"assignee,omitempty" maxLength:"128" doc:"To whom they are given; empty takes them from whoever has them."`
	Note     string    `json:"note,omitempty" maxLength:"16384" doc:"One note for all of them."`
}

// ChangeFindings is a change of all findings that fit.
type ChangeFindings struct {
	IDs     []string      `json:"ids,omitempty" nullable:"false" minItems:"1" maxItems:"10000" doc:"These findings, of those that fit the query if there is one too."`
	Query   *FindingQuery `json:"query,omitempty" doc:"All findings that fit: {} is all of them. as_of leaves out what came after the list that was looked at."`
	Change  Edit          `json:"change"`
	Preview bool          `json:"preview,omitempty" doc:"Count what would be changed, and change nothing."`
}

// ChangeCases is a change of all cases that fit.
type ChangeCases struct {
	IDs     []string   `json:"ids,omitempty" nullable:"false" minItems:"1" maxItems:"10000" doc:"These cases, of those that fit the query if there is one too."`
	Query   *CaseQuery `json:"query,omitempty" doc:"All cases that fit: {} is all of them. to leaves out what came after the list that was looked at."`
	Change  Edit       `json:"change"`
	Preview bool       `json:"preview,omitempty" doc:"Count what would be changed, and change nothing."`
}

// A BulkChange says what a change of many did.
type BulkChange struct {
	// Undo is the change's id.
	Undo    string         `json:"undo,omitempty" doc:"The change's id, to take it back; absent for a preview."`
	Kind    string         `json:"kind" enum:"finding,case"`
	Actor   string         `json:"actor"`
	At      time.Time      `json:"at"`
	Change  Edit           `json:"change"`
	Count   int            `json:"count" doc:"How many it changed, or would."`
	States  map[string]int `json:"states,omitempty" doc:"The same by the state before; only of a change that is made now."`
	Skipped map[string]int `json:"skipped" nullable:"false" doc:"How many fit and stay as they are, by the reason: closed, acknowledged, open, merged, not_found."`
	Undone  time.Time      `json:"undone,omitzero" doc:"When it was taken back; absent where it was not."`
	// Restored are what they were.
	Restored int `json:"restored,omitempty" doc:"How many were what they were before, then; somebody had changed the others since."`
}

// ChangeID is the change that a request is about.
type ChangeID struct {
	ID string `path:"id" pattern:"^[0-9a-f]{32}$" doc:"The change's id."`
}

type bulkChange struct{ Body BulkChange }

func (s *Server) changeRoutes() {
	const more = "All of them in one step, or none. What the new state does not allow is left as it is, and counted. Sent again with the same " +
		"Idempotency-Key it is made once. The audit trail has one entry, with the query and the count."
	type findings struct {
		Mutation
		Body ChangeFindings
	}
	add(s, route{
		id: "change-findings", method: http.MethodPost, path: "/api/v1/findings/changes", needs: identity.FindingsWrite, tag: "findings",
		summary: "Change all findings that fit", more: more,
	}, func(ctx context.Context, in *findings) (*bulkChange, error) {
		return s.changeFindings(ctx, &in.Body, in.Mutation)
	})
	type some struct {
		Mutation
		Body ChangeCases
	}
	add(s, route{
		id: "change-cases", method: http.MethodPost, path: "/api/v1/cases/changes", needs: identity.CasesWrite, tag: "cases",
		summary: "Change all cases that fit", more: more + " Acknowledging and closing a case does the same to its findings that are not closed yet.",
	}, func(ctx context.Context, in *some) (*bulkChange, error) {
		return s.changeCases(ctx, &in.Body, in.Mutation)
	})
	add(s, route{
		id: "get-change", method: http.MethodGet, path: "/api/v1/changes/{id}", needs: identity.FindingsRead, tag: "changes",
		summary: "A change of many", errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *ChangeID) (*bulkChange, error) {
		x, err := s.bulk(ctx, in.ID)
		return &bulkChange{viewBulk(x)}, err
	})
	type undo struct {
		ChangeID
		Mutation
	}
	add(s, route{
		id: "undo-change", method: http.MethodPost, path: "/api/v1/changes/{id}/undo", needs: identity.FindingsWrite, tag: "changes",
		summary: "Take a change of many back, once", more: "What somebody has changed since stays, and is not counted as restored. A change of cases also needs cases:write.",
		errors: []int{http.StatusNotFound, http.StatusConflict},
	}, func(ctx context.Context, in *undo) (*bulkChange, error) { return s.undoChange(ctx, in.ID, in.Mutation) })
}

func (s *Server) changeFindings(ctx context.Context, in *ChangeFindings, m Mutation) (*bulkChange, error) {
	if in.Query == nil {
		if in.IDs == nil {
			return nil, fmt.Errorf("%w: neither ids nor a query: say what is to be changed", state.ErrInvalid)
		}
		in.Query = &FindingQuery{}
	}
	f, err := in.Query.filter(principal(ctx).Tenant)
	if err != nil {
		return nil, err
	}
	if f.IDs, err = parseIDs(in.IDs); err != nil {
		return nil, err
	}
	x, err := s.State.Changes.Findings(ctx, f, in.Change.edit(), m.cause(ctx), in.Preview)
	return s.changed(ctx, x, err)
}

func (s *Server) changeCases(ctx context.Context, in *ChangeCases, m Mutation) (*bulkChange, error) {
	if in.Query == nil {
		if in.IDs == nil {
			return nil, fmt.Errorf("%w: neither ids nor a query: say what is to be changed", state.ErrInvalid)
		}
		in.Query = &CaseQuery{}
	}
	f, err := in.Query.filter(principal(ctx).Tenant)
	if err != nil {
		return nil, err
	}
	if f.IDs, err = parseIDs(in.IDs); err != nil {
		return nil, err
	}
	x, err := s.State.Changes.Cases(ctx, f, in.Change.edit(), m.cause(ctx), in.Preview)
	return s.changed(ctx, x, err)
}

// changed tells those that follow of a change, once for all of it.
func (s *Server) changed(ctx context.Context, x state.BulkChange, err error) (*bulkChange, error) {
	if err != nil {
		return nil, err
	}
	v := viewBulk(x)
	if v.Undo != "" {
		s.publish(ctx, x.Tenant, NoticeChange, v)
	}
	return &bulkChange{v}, nil
}

func (s *Server) undoChange(ctx context.Context, id string, m Mutation) (*bulkChange, error) {
	x, err := s.bulk(ctx, id)
	if err != nil {
		return nil, err
	}
	if me := principal(ctx); x.Kind == "case" && !identity.Allows(me.Scopes, identity.CasesWrite) {
		return nil, newProblem(http.StatusForbidden, "forbidden", fmt.Sprintf("the token %q has not the permission %s", me.Name, identity.CasesWrite))
	}
	x, err = s.State.Changes.Undo(ctx, x.Tenant, x.ID, m.cause(ctx))
	return s.changed(ctx, x, err)
}

// bulk returns the change that a request is about.
func (s *Server) bulk(ctx context.Context, text string) (state.BulkChange, error) {
	id, err := event.ParseID(text)
	if err != nil {
		return state.BulkChange{}, err
	}
	return s.State.Changes.Get(ctx, principal(ctx).Tenant, id)
}

// parseIDs reads ids, each once.
func parseIDs(texts []string) ([]event.ID, error) {
	if texts == nil {
		return nil, nil
	}
	ids, seen := make([]event.ID, 0, len(texts)), make(map[event.ID]bool, len(texts))
	for _, text := range texts {
		id, err := event.ParseID(text)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", state.ErrInvalid, err)
		}
		if !seen[id] {
			ids, seen[id] = append(ids, id), true
		}
	}
	return ids, nil
}

func (e *Edit) edit() cases.Edit {
	return cases.Edit{
		State: cases.State(e.State), Verdict: cases.Verdict(e.Verdict), Reason: e.Reason, Expires: nanoseconds(e.Expires), Assignee: e.Assignee, Note: e.Note,
	}
}

func viewBulk(x state.BulkChange) BulkChange {
	e := x.Edit
	v := BulkChange{
		Undo: idText(x.ID), Kind: x.Kind, Actor: x.Actor, At: when(x.At), Count: x.Applied, States: x.States, Skipped: x.Skipped, Undone: when(x.Undone), Restored: x.Restored,
		Change: Edit{string(e.State), string(e.Verdict), e.Reason, when(e.Expires), e.Assignee, e.Note},
	}
	if v.Skipped == nil {
		v.Skipped = map[string]int{}
	}
	return v
}
