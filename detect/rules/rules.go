// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"
	"log/slog"
	"slices"

	"gambeson/detect"
	"gambeson/event"
	"gambeson/sigma"
)

// Name is the room's name.
const Name = "rules"

// Deps are what the room is given.
type Deps struct {
	// Rules are the loaded rules.
	Rules []*sigma.Rule
	// Fields is the table that the rules' fields get their slots in; it MUST NOT
	// be frozen before [New] has returned, unless it holds those fields already.
	Fields *event.Fields
	// IsOCSF tells field names that are OCSF attribute paths; nil means none is.
	IsOCSF func(name string) bool
	// Log takes what is worth telling about the rules as a whole.
	Log *slog.Logger
}

// Room is the room of Sigma rules. It implements [detect.Room].
type Room struct {
	engine   *sigma.Engine
	findings map[*sigma.Rule]*template
}

// New compiles the rules that c lets run.
func New(d Deps, c Config) (*Room, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", Name, err)
	}
	least, _ := sigma.ParseLevel(c.MinLevel)
	var run []*sigma.Rule
	for _, r := range d.Rules {
		if (r.Level == sigma.LevelNone || r.Level >= least) && !slices.Contains(c.Disabled, r.ID) {
			run = append(run, r)
		}
	}
	engine, problems := sigma.Compile(run, d.Fields, sigma.CompileOptions{IsOCSF: d.IsOCSF, EventLogSource: c.LogSourceFields})
	for _, p := range problems {
		d.Log.Warn("rule left out", "file", p.File, "line", p.Line, "reason", p.Message)
	}
	d.Log.Debug("rules compiled", "rules", engine.Rules(), "predicates", engine.Predicates())
	room := &Room{engine: engine, findings: make(map[*sigma.Rule]*template, len(run))}
	for _, r := range run {
		room.findings[r] = newTemplate(r)
	}
	return room, nil
}

// Name implements [detect.Room].
func (r *Room) Name() string { return Name }

// Rules returns the number of rules that can match.
func (r *Room) Rules() int { return r.engine.Rules() }

// Inspector implements [detect.Room].
func (r *Room) Inspector() detect.Inspector {
	return &inspector{room: r, matcher: r.engine.NewMatcher()}
}

type inspector struct {
	room    *Room
	matcher *sigma.Matcher
}

// Inspect implements [detect.Inspector].
func (i *inspector) Inspect(e *event.Event, out *detect.Results) {
	matches := i.matcher.Match(e)
	if len(matches) == 0 {
		return
	}
	entities := event.FindingEntities(e)
	for _, m := range matches {
		out.Findings = append(out.Findings, i.room.findings[m.Rule].finding(e, m, entities))
	}
}
