// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"net/http"
	"time"

	"gambeson/cases"
	"gambeson/event"
	"gambeson/identity"
	"gambeson/state"
)

// A Story is a case as one page tells it.
type Story struct {
	Case     Case     `json:"case"`
	Headline Headline `json:"headline"`
	Chain    []Phase  `json:"chain" nullable:"false" doc:"What was done, by tactic, in the order of ATT&CK's matrix; what has no tactic is last."`
	Cast     []Player `json:"cast" nullable:"false" doc:"Whom and what it is about, those of most findings first."`
	// Findings have both clocks: first and last, and recorded.
	Findings []Finding `json:"findings" nullable:"false" doc:"What happened, by event time: first and last is when it happened, recorded when it was found. None without findings:read."`
	Entries  []Entry   `json:"entries" nullable:"false" doc:"What was done about it, in order."`
	// Partial is set where the case has more findings.
	Partial bool `json:"partial" doc:"Whether the case has more findings than are told: chain and cast are of those. list-case-findings has all."`
}

// A Headline is what a sentence about a case is made of.
type Headline struct {
	Title     string   `json:"title" doc:"Of the first finding of the highest severity."`
	Attackers []Player `json:"attackers" nullable:"false" doc:"Where it comes from, and the accounts that act."`
	Victims   []Player `json:"victims" nullable:"false" doc:"What it is done to, or where; with those that attack then themselves."`
	Tactics   []string `json:"tactics" nullable:"false" doc:"The names of the tactics, in order."`
	Seconds   float64  `json:"seconds" doc:"From the first event to the last."`
}

// A Phase is what serves one tactic.
type Phase struct {
	Tactic string `json:"tactic,omitempty" doc:"ATT&CK's short name; absent where there is none."`
	ID     string `json:"id,omitempty" doc:"ATT&CK's id of the tactic."`
	Name   string `json:"name,omitempty"`
	Moves  []Move `json:"moves" nullable:"false"`
}

// A Move is a technique that was used.
type Move struct {
	Technique string    `json:"technique" doc:"ATT&CK's id."`
	Name      string    `json:"name,omitempty"`
	Tactics   []string  `json:"tactics" nullable:"false" doc:"All that it may serve; it stands under the first."`
	Findings  int       `json:"findings"`
	First     time.Time `json:"first"`
	Last      time.Time `json:"last"`
}

// A Player is somebody or something in a story.
type Player struct {
	Kind     string    `json:"kind"`
	Value    string    `json:"value"`
	Side     string    `json:"side" enum:"attacker,victim,pivot,actor,involved" doc:"What it is, as far as its roles tell; a pivot is first the one, then the other."`
	Roles    []string  `json:"roles" nullable:"false"`
	Findings int       `json:"findings"`
	First    time.Time `json:"first"`
	Last     time.Time `json:"last"`
}

// headlined is how many players of a side a headline has.
const headlined = 3

func (s *Server) storyRoutes() {
	type story struct{ Body Story }
	attack := cases.NewAttack()
	add(s, route{
		id: "get-case-story", method: http.MethodGet, path: "/api/v1/cases/{id}/story", needs: identity.CasesRead, tag: "cases",
		summary: "A case as one page tells it: its steps, whom it is about, what happened and what was done",
		more:    "The findings themselves only with findings:read.", errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *CaseID) (*story, error) {
		c, err := s.find(ctx, *in)
		if err != nil {
			return nil, err
		}
		findings, next, err := s.State.Findings.OfCase(ctx, c.Tenant, c.ID, state.Cursor{}, state.MaxPage)
		if err != nil {
			return nil, err
		}
		entries, err := s.State.Cases.Entries(ctx, c.Tenant, c.ID)
		if err != nil {
			return nil, err
		}
		v := viewStory(&c, attack.Tell(findings))
		v.Findings, v.Entries, v.Partial = []Finding{}, views(entries, viewEntry), next != (state.Cursor{})
		if identity.Allows(principal(ctx).Scopes, identity.FindingsRead) {
			v.Findings = views(findings, viewFinding)
		}
		return &story{v}, nil
	})
}

func viewStory(c *cases.Case, told cases.Story) Story {
	v := Story{Case: viewCase(c), Chain: views(told.Chain, viewPhase), Cast: views(told.Cast, viewPlayer)}
	h := Headline{Title: c.Title, Attackers: []Player{}, Victims: []Player{}, Tactics: []string{}, Seconds: time.Duration(c.Last - c.First).Seconds()}
	for _, p := range v.Cast {
		switch side := cases.Side(p.Side); {
		case (side == cases.Attacker || side == cases.Performer) && len(h.Attackers) < headlined:
			h.Attackers = append(h.Attackers, p)
		case (side == cases.Victim || side == cases.Pivot) && len(h.Victims) < headlined:
			h.Victims = append(h.Victims, p)
		}
	}
	for _, p := range v.Chain {
		if p.Name != "" {
			h.Tactics = append(h.Tactics, p.Name)
		}
	}
	v.Headline = h
	return v
}

func viewPhase(p cases.Phase) Phase {
	return Phase{p.Tactic.Key, p.Tactic.ID, p.Tactic.Name, views(p.Moves, func(m cases.Move) Move {
		return Move{m.ID, m.Name, some(m.Tactics), m.Findings, when(m.First), when(m.Last)}
	})}
}

func viewPlayer(p cases.Player) Player {
	roles := views(p.Roles, func(r event.Role) string { return string(r) })
	return Player{string(p.Kind), p.Value, string(p.Side), roles, p.Findings, when(p.First), when(p.Last)}
}
