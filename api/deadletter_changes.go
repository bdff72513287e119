// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"errors"
	"net/http"

	"gambeson/identity"
	"gambeson/state"
)

// lettersAtOnce is how many dead letters one request changes at most: each that is replayed is an append to the log.
const lettersAtOnce = 500

// ChangeLetters is what is done to the dead letters that wait and fit.
type ChangeLetters struct {
	Action  string `json:"action" enum:"replay,drop"`
	Source  string `json:"source,omitempty" maxLength:"128" doc:"Only those of this source."`
	Class   string `json:"class,omitempty" maxLength:"128" doc:"Only those whose error is of this kind."`
	Preview bool   `json:"preview,omitempty" doc:"Count what would be changed, and change nothing."`
	After   string `json:"after,omitempty" maxLength:"256" doc:"The cursor that the part before ended with."`
}

// A LetterChange says what a change of dead letters did.
type LetterChange struct {
	Count   int               `json:"count" doc:"How many it changed, or would."`
	Gone    int               `json:"gone" doc:"How many it could not replay, because the log has them no more. They wait until they are dropped."`
	Classes []DeadLetterCount `json:"classes" nullable:"false" doc:"The count by the kind of the error."`
	Next    string            `json:"next,omitempty" doc:"The cursor for the next part; absent where nothing is left."`
}

func (s *Server) letterChangeRoutes() {
	type change struct {
		Mutation
		Body ChangeLetters
	}
	type done struct{ Body LetterChange }
	add(s, route{
		id: "change-deadletters", method: http.MethodPost, path: "/api/v1/deadletters/changes", needs: identity.DeadLettersWrite, tag: "deadletters",
		summary: "Send all waiting dead letters that fit through again, or give them up",
		more: "Part by part, the last received first: ask again with the cursor until there is none. Only what waits is changed, so a part that is " +
			"sent again does no harm. The audit trail has one entry for each part.",
		errors: []int{http.StatusBadRequest, http.StatusServiceUnavailable},
	}, func(ctx context.Context, in *change) (*done, error) {
		out, err := s.changeLetters(ctx, &in.Body, in.Mutation)
		return &done{out}, err
	})
}

func (s *Server) changeLetters(ctx context.Context, in *ChangeLetters, m Mutation) (LetterChange, error) {
	out := LetterChange{Classes: []DeadLetterCount{}}
	f := state.DeadLetterFilter{Tenant: principal(ctx).Tenant, Source: in.Source, Class: in.Class, State: state.DeadWaiting, Limit: lettersAtOnce}
	if in.Preview {
		list, err := s.State.DeadLetters.Counts(ctx, f)
		counts := viewCounts(list)
		out.Count, out.Classes = counts.Total, counts.Classes
		return out, err
	}
	as := state.DeadDropped
	if in.Action == "replay" {
		as = state.DeadReplayed
		if s.Letters == nil {
			return out, newProblem(http.StatusServiceUnavailable, "unavailable", "this part of the platform takes no records in")
		}
	}
	var err error
	if f.After, err = openCursor("deadletters", in.After); err != nil {
		return out, err
	}
	list, next, err := s.State.DeadLetters.List(ctx, f)
	if err != nil {
		return out, err
	}
	if as == state.DeadReplayed {
		if list, out.Gone, err = s.replayAll(ctx, list); err != nil {
			return out, err
		}
	}
	marked, err := s.State.DeadLetters.MarkAll(ctx, f, list, as, m.cause(ctx))
	if err != nil {
		return out, err
	}
	counts := viewCounts(marked)
	out.Count, out.Classes, out.Next = counts.Total, counts.Classes, cursor("deadletters", next)
	s.DeadLettersChanged(f.Tenant)
	return out, nil
}

// replayAll sends records through again, and returns those that were sent and how many the log has no more. They are
// marked after: what a crash or an error leaves unmarked is sent once more, which changes nothing.
func (s *Server) replayAll(ctx context.Context, list []state.DeadLetter) (sent []state.DeadLetter, gone int, err error) {
	for _, x := range list {
		err := s.Letters.Replay(ctx, x)
		if errors.Is(err, state.ErrNotFound) {
			gone++
			continue
		}
		if err != nil {
			return sent, gone, err
		}
		sent = append(sent, x)
	}
	return sent, gone, nil
}
