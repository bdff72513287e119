// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"net/http"
	"time"
	"unicode/utf8"

	"gambeson/event"
	"gambeson/identity"
	"gambeson/state"
)

// A DeadLetter is a record that could not be read, as the API shows it.
type DeadLetter struct {
	ID       string    `json:"id" doc:"The id of the event that it would have been."`
	Source   string    `json:"source"`
	Format   string    `json:"format,omitempty"`
	Class    string    `json:"class" doc:"The kind of the error, as it is counted."`
	Message  string    `json:"message" doc:"The error."`
	Bytes    int64     `json:"bytes"`
	Received time.Time `json:"received"`
	State    string    `json:"state" enum:"waiting,replayed,dropped"`
	// Text is the record, where it is text; Data otherwise.
	Text string `json:"text,omitempty" doc:"The record as it was sent, where it is UTF-8. Only of a single dead letter."`
	Data []byte `json:"data,omitempty" doc:"The record as it was sent, where it is not UTF-8, in base64. Only of a single dead letter."`
}

// DeadLetterCounts is how many dead letters there are.
type DeadLetterCounts struct {
	Total   int               `json:"total"`
	Classes []DeadLetterCount `json:"classes" nullable:"false" doc:"By the kind of the error."`
}

// A DeadLetterCount is how many dead letters have an error of one kind.
type DeadLetterCount struct {
	Class string `json:"class" doc:"The kind of the error, as it is counted."`
	Count int    `json:"count"`
}

// LetterID is the dead letter that a request is about.
type LetterID struct {
	ID string `path:"id" pattern:"^[0-9a-f]{32}$" doc:"The dead letter's id."`
}

type listLetters struct {
	Page
	LetterFilter
}

// LetterFilter says which dead letters a request is about.
type LetterFilter struct {
	Source string `query:"source" maxLength:"128" doc:"Only those of this source."`
	Class  string `query:"class" maxLength:"128" doc:"Only those whose error is of this kind."`
	State  string `query:"state" enum:"waiting,replayed,dropped" doc:"Only those in this state."`
}

type letterList struct{ Body List[DeadLetter] }

type oneLetter struct{ Body DeadLetter }

type changeLetter struct {
	LetterID
	Mutation
}

func (s *Server) deadLetterRoutes() {
	add(s, route{
		id: "list-deadletters", method: http.MethodGet, path: "/api/v1/deadletters", needs: identity.DeadLettersRead, tag: "deadletters",
		summary: "What could not be read, the last received first", errors: []int{http.StatusBadRequest},
	}, func(ctx context.Context, in *listLetters) (*letterList, error) {
		after, err := openCursor("deadletters", in.After)
		if err != nil {
			return nil, err
		}
		f := in.filter(ctx)
		f.After, f.Limit = after, in.Limit
		list, next, err := s.State.DeadLetters.List(ctx, f)
		return &letterList{List[DeadLetter]{views(list, viewLetter), cursor("deadletters", next)}}, err
	})
	type counts struct{ Body DeadLetterCounts }
	add(s, route{
		id: "count-deadletters", method: http.MethodGet, path: "/api/v1/deadletters/counts", needs: identity.DeadLettersRead, tag: "deadletters",
		summary: "How many could not be read, by the kind of the error",
	}, func(ctx context.Context, in *LetterFilter) (*counts, error) {
		list, err := s.State.DeadLetters.Counts(ctx, in.filter(ctx))
		return &counts{viewCounts(list)}, err
	})
	add(s, route{
		id: "get-deadletter", method: http.MethodGet, path: "/api/v1/deadletters/{id}", needs: identity.DeadLettersRead, tag: "deadletters",
		summary: "A dead letter with its record", errors: []int{http.StatusNotFound},
	}, s.getLetter)
	add(s, route{
		id: "replay-deadletter", method: http.MethodPost, path: "/api/v1/deadletters/{id}/replay", needs: identity.DeadLettersWrite, tag: "deadletters",
		summary: "Send a dead letter through again, unchanged", errors: []int{http.StatusNotFound},
	}, s.replayLetter)
	add(s, route{
		id: "drop-deadletter", method: http.MethodPost, path: "/api/v1/deadletters/{id}/drop", needs: identity.DeadLettersWrite, tag: "deadletters",
		summary: "Give a dead letter up", errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *changeLetter) (*oneLetter, error) {
		x, err := s.letter(ctx, in.LetterID)
		if err != nil {
			return nil, err
		}
		return s.mark(ctx, x, state.DeadDropped, in.Mutation)
	})
}

// filter is what the state is asked for.
func (f *LetterFilter) filter(ctx context.Context) state.DeadLetterFilter {
	return state.DeadLetterFilter{Tenant: principal(ctx).Tenant, Source: f.Source, Class: f.Class, State: f.State}
}

func viewCounts(list []state.ClassCount) DeadLetterCounts {
	out := DeadLetterCounts{Classes: views(list, func(c state.ClassCount) DeadLetterCount { return DeadLetterCount{c.Class, c.Count} })}
	for _, c := range list {
		out.Total += c.Count
	}
	return out
}

// letter returns the dead letter that a request is about.
func (s *Server) letter(ctx context.Context, in LetterID) (state.DeadLetter, error) {
	id, err := event.ParseID(in.ID)
	if err != nil {
		return state.DeadLetter{}, err
	}
	return s.State.DeadLetters.Get(ctx, principal(ctx).Tenant, id)
}

func (s *Server) getLetter(ctx context.Context, in *LetterID) (*oneLetter, error) {
	x, err := s.letter(ctx, *in)
	if err != nil {
		return nil, err
	}
	v := viewLetter(x)
	if s.Letters == nil {
		return &oneLetter{v}, nil
	}
	data, err := s.Letters.Read(ctx, x)
	if err != nil {
		return nil, err
	}
	if utf8.Valid(data) {
		v.Text = string(data)
	} else {
		v.Data = data
	}
	return &oneLetter{v}, nil
}

// replayLetter sends the record first and marks it then: after a crash between the two it is sent again, which changes
// nothing.
func (s *Server) replayLetter(ctx context.Context, in *changeLetter) (*oneLetter, error) {
	x, err := s.letter(ctx, in.LetterID)
	if err != nil {
		return nil, err
	}
	if s.Letters == nil {
		return nil, newProblem(http.StatusServiceUnavailable, "unavailable", "this part of the platform takes no records in")
	}
	if x.State == state.DeadWaiting {
		if err := s.Letters.Replay(ctx, x); err != nil {
			return nil, err
		}
	}
	return s.mark(ctx, x, state.DeadReplayed, in.Mutation)
}

func (s *Server) mark(ctx context.Context, x state.DeadLetter, as string, m Mutation) (*oneLetter, error) {
	if err := s.State.DeadLetters.Mark(ctx, x.Tenant, x.ID, x.Position, as, m.cause(ctx)); err != nil {
		return nil, err
	}
	s.DeadLettersChanged(x.Tenant)
	x, err := s.State.DeadLetters.Get(ctx, x.Tenant, x.ID)
	return &oneLetter{viewLetter(x)}, err
}

func viewLetter(x state.DeadLetter) DeadLetter {
	return DeadLetter{
		ID: x.ID.String(), Source: x.Source, Format: x.Format, Class: x.Class, Message: x.Message, Bytes: x.Bytes,
		Received: when(x.Received), State: x.State,
	}
}
