// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"gambeson/event"
	"gambeson/identity"
	"gambeson/state"
)

// A Reprocessing is a time range of records that is processed again, as the API shows it.
type Reprocessing struct {
	ID     string    `json:"id"`
	State  string    `json:"state" enum:"running,done,failed"`
	Error  string    `json:"error,omitempty" doc:"Why it failed. What was done by then stands."`
	Source string    `json:"source,omitempty" doc:"Whose records; absent for those of all sources."`
	From   time.Time `json:"from" doc:"Records received from then on,"`
	To     time.Time `json:"to" doc:"and before that."`
	// CompleteFrom is set where the log has not all of the range.
	CompleteFrom time.Time `json:"complete_from,omitzero" doc:"Where the log had given up a part of the range: from when on it has all of it."`
	Actor        string    `json:"actor"`
	Reason       string    `json:"reason,omitempty"`
	Created      time.Time `json:"created"`
	Finished     time.Time `json:"finished,omitzero"`
	Progress     float64   `json:"progress" minimum:"0" maximum:"1" doc:"How much of the log has been looked at."`
	Records      int64     `json:"records" doc:"Records that were processed again."`
	Findings     int64     `json:"findings" doc:"Findings that are new."`
	Letters      int64     `json:"deadletters" doc:"Dead letters that can be read now."`
}

// NewReprocessing says what is to be processed again.
type NewReprocessing struct {
	From   time.Time `json:"from" doc:"Records received from then on,"`
	To     time.Time `json:"to" doc:"and before that."`
	Source string    `json:"source,omitempty" maxLength:"128" doc:"Records of this source only."`
}

type beginReprocessing struct {
	Mutation
	Body NewReprocessing
}

type oneReprocessing struct{ Body Reprocessing }

func (s *Server) reprocessRoutes() {
	add(s, route{
		id: "begin-reprocessing", method: http.MethodPost, path: "/api/v1/reprocess", needs: identity.DeadLettersWrite, tag: "deadletters",
		summary: "Process the records of a time range again, after a parser was mended", status: http.StatusAccepted,
		more: "What follows has the ids it had, so only what is new appears; dead letters that can be read now are marked as replayed. " +
			"One runs at a time (409), and goes on after a restart. complete_from says where the log has given up a part of the range.",
		errors: []int{http.StatusConflict, http.StatusServiceUnavailable},
	}, s.beginReprocessing)
	type list struct{ Body List[Reprocessing] }
	add(s, route{
		id: "list-reprocessings", method: http.MethodGet, path: "/api/v1/reprocess", needs: identity.DeadLettersRead, tag: "deadletters",
		summary: "What was processed again, the last begun first", errors: []int{http.StatusBadRequest},
	}, func(ctx context.Context, in *Page) (*list, error) {
		after, err := openCursor("reprocessings", in.After)
		if err != nil {
			return nil, err
		}
		all, next, err := s.State.Reprocessings.List(ctx, principal(ctx).Tenant, after, in.Limit)
		return &list{List[Reprocessing]{views(all, ReprocessingOf), cursor("reprocessings", next)}}, err
	})
	type byID struct {
		ID string `path:"id" pattern:"^[0-9a-f]{32}$" doc:"Its id."`
	}
	add(s, route{
		id: "get-reprocessing", method: http.MethodGet, path: "/api/v1/reprocess/{id}", needs: identity.DeadLettersRead, tag: "deadletters",
		summary: "How far a reprocessing has come", errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *byID) (*oneReprocessing, error) {
		id, err := event.ParseID(in.ID)
		if err != nil {
			return nil, err
		}
		x, err := s.State.Reprocessings.Get(ctx, principal(ctx).Tenant, id)
		return &oneReprocessing{ReprocessingOf(x)}, err
	})
}

func (s *Server) beginReprocessing(ctx context.Context, in *beginReprocessing) (*oneReprocessing, error) {
	if s.Again == nil {
		return nil, newProblem(http.StatusServiceUnavailable, "unavailable", "this part of the platform takes no records in")
	}
	for _, t := range [...]time.Time{in.Body.From, in.Body.To} {
		if t.Year() < 1970 || t.Year() > 2261 { // what nanoseconds since 1970 can say
			return nil, fmt.Errorf("%w: no record was received in the year %d", state.ErrInvalid, t.Year())
		}
	}
	x, err := s.Again.Begin(ctx, state.Reprocessing{
		Tenant: principal(ctx).Tenant, Source: in.Body.Source, Since: in.Body.From.UnixNano(), Until: in.Body.To.UnixNano(),
	}, in.cause(ctx))
	return &oneReprocessing{ReprocessingOf(x)}, err
}

// ReprocessingOf shows a reprocessing.
func ReprocessingOf(x state.Reprocessing) Reprocessing {
	v := Reprocessing{
		ID: x.ID.String(), State: x.State, Error: x.Error, Source: x.Source, From: when(x.Since), To: when(x.Until), CompleteFrom: when(x.CompleteFrom),
		Actor: x.Actor, Reason: x.Reason, Created: when(x.Created), Finished: when(x.Finished), Records: x.Records, Findings: x.Findings, Letters: x.Letters,
	}
	done, all := uint64(0), uint64(0)
	for _, s := range x.Shards {
		done += s.Done
		all += s.Through
	}
	if v.Progress = 1; all > 0 {
		v.Progress = min(1, float64(done)/float64(all))
	}
	return v
}
