// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"cmp"
	"slices"
	"strings"

	"gambeson/event"
)

// A Story is what the findings of a case say together.
type Story struct {
	// Chain are the steps by tactic, in the order of ATT&CK's matrix; those
	// without a tactic are last.
	Chain []Phase
	// Cast are whom and what the findings are about, those of most findings
	// first; processes, files and calls are details of the findings.
	Cast []Player
}

// A Phase is what serves one tactic.
type Phase struct {
	// Tactic is empty for what the table of ATT&CK does not have.
	Tactic Tactic
	Moves  []Move
}

// A Move is a technique that was used.
type Move struct {
	Technique
	// Findings is how many show it, First and Last when.
	Findings    int
	First, Last int64
}

// A Player is somebody or something in a story.
type Player struct {
	Kind  event.EntityKind
	Value string
	// Roles are those that the findings give it, sorted.
	Roles []event.Role
	Side  Side
	// Findings is how many name it, First and Last when.
	Findings    int
	First, Last int64
}

// Side is what a player is in a story, as far as its roles tell.
type Side string

// The sides.
const (
	Attacker  Side = "attacker" // where it comes from
	Victim    Side = "victim"   // what it is done to, or where
	Pivot     Side = "pivot"    // first the one, then the other
	Performer Side = "actor"    // an account that acts: an attacker's, or taken over
	Involved  Side = "involved"
)

// Tell puts a story together of findings. A technique that serves several
// tactics is in the phase of the first of them.
func (a *Attack) Tell(findings []Finding) Story {
	return Story{a.chain(findings), cast(findings)}
}

func (a *Attack) chain(findings []Finding) []Phase {
	moves := map[string]*Move{}
	for i := range findings {
		f := &findings[i]
		for _, x := range f.Attacks {
			m := moves[x.Technique]
			if m == nil {
				m = &Move{Technique: a.Technique(x.Technique), First: f.First, Last: f.Last}
				moves[x.Technique] = m
			}
			m.Findings++
			m.First, m.Last = min(m.First, f.First), max(m.Last, f.Last)
		}
	}
	var out []Phase
	take := func(t Tactic) {
		p := Phase{Tactic: t}
		for id, m := range moves {
			if t.Key == "" || len(m.Tactics) > 0 && m.Tactics[0] == t.Key {
				p.Moves = append(p.Moves, *m)
				delete(moves, id)
			}
		}
		if len(p.Moves) > 0 {
			slices.SortFunc(p.Moves, func(a, b Move) int { return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.ID, b.ID)) })
			out = append(out, p)
		}
	}
	for _, t := range a.Tactics {
		take(t)
	}
	take(Tactic{})
	return out
}

func cast(findings []Finding) []Player {
	type key struct {
		kind  event.EntityKind
		value string
	}
	players := map[key]*Player{}
	counted := map[*Player]int{} // by the finding that counted it last, from 1
	for i := range findings {
		f := &findings[i]
		for _, e := range f.Entities {
			if !shown(e) {
				continue
			}
			k := key{e.Kind, strings.ToLower(e.Value)}
			p := players[k]
			if p == nil {
				p = &Player{Kind: e.Kind, Value: e.Value, First: f.First, Last: f.Last}
				players[k] = p
			}
			if at, has := slices.BinarySearch(p.Roles, e.Role); !has {
				p.Roles = slices.Insert(p.Roles, at, e.Role)
			}
			if counted[p] != i+1 {
				p.Findings++
				counted[p] = i + 1
			}
			p.First, p.Last = min(p.First, f.First), max(p.Last, f.Last)
		}
	}
	out := make([]Player, 0, len(players))
	for _, p := range players {
		p.Side = sideOf(p)
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b Player) int {
		return cmp.Or(cmp.Compare(b.Findings, a.Findings), cmp.Compare(a.First, b.First), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	return out
}

// sideOf tells a player's side by its roles.
func sideOf(p *Player) Side {
	has := func(r ...event.Role) bool {
		return slices.ContainsFunc(r, func(x event.Role) bool { return slices.Contains(p.Roles, x) })
	}
	from, at := has(event.Source), has(event.Target, event.Destination, event.Device)
	switch {
	case p.Kind == event.User && has(event.Actor):
		return Performer
	case from && at:
		return Pivot
	case from:
		return Attacker
	case at:
		return Victim
	default:
		return Involved
	}
}
