// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"strconv"
	"time"

	"gambeson/event"
)

// maxEvidence is the largest number of events that a finding names: the newest.
const maxEvidence = 50

// verdict is what a detector says; finding makes a finding of it.
type verdict struct {
	rule     event.Analytic
	severity event.Severity
	attacks  []string
	title    string
	message  string
	// entity and window are what the finding is about: with rule and version
	// they make its id.
	entity   string
	window   int64
	evidence []attempt // in event-time order, f's own event not among them
}

func analytic(name, title string) event.Analytic {
	return event.Analytic{UID: "gambeson.uba." + name, Name: title, Version: "1", Type: event.AnalyticBehavioral}
}

// finding makes the finding that the verdict at f is.
func (v verdict) finding(f *fact) *event.Finding {
	out := &event.Finding{
		ID:       event.NewID("finding", v.rule.UID, v.rule.Version, f.Tenant, v.entity, strconv.FormatInt(v.window, 10)),
		Tenant:   f.Tenant,
		Analytic: v.rule,
		Title:    v.title,
		Message:  v.message,
		Severity: v.severity,
		First:    f.Time, Last: f.Time,
		Entities: entities(f),
	}
	for _, a := range v.attacks {
		out.Attacks = append(out.Attacks, event.Attack{Technique: a})
	}
	all := insert(append([]attempt(nil), v.evidence...), attempt{Time: f.Time, Of: f.Of}, len(v.evidence)+1)
	out.First, out.Last = all[0].Time, all[len(all)-1].Time
	for _, x := range newest(all, maxEvidence) {
		out.Evidence = append(out.Evidence, x.Of)
	}
	return out
}

func entities(f *fact) []event.FindingEntity {
	role := event.Target
	if f.Kind == call {
		role = event.Actor
	}
	var out []event.FindingEntity
	for _, x := range []event.FindingEntity{
		{Kind: event.User, Role: role, Value: f.User},
		{Kind: event.Address, Role: event.Source, Value: f.Address},
		{Kind: event.Host, Role: event.Device, Value: f.Device, Path: "device.uid"},
		{Kind: event.Host, Role: event.Destination, Value: f.Host},
		{Kind: event.API, Role: event.Target, Value: f.Operation},
	} {
		if x.Value != "" && !(x.Role == event.Destination && x.Value == f.Device) {
			out = append(out, x)
		}
	}
	return out
}

// span writes a length of time in whole seconds, as people say it.
func span(ns int64) string { return time.Duration(ns).Round(time.Second).String() }

// plural writes a number with its noun.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
