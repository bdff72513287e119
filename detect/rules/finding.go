// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gambeson/event"
	"gambeson/sigma"
)

var technique = regexp.MustCompile(`^attack\.(t\d{4}(?:\.\d{3})?)$`)

// limits of what a message quotes.
const (
	maxReasons = 6
	maxQuoted  = 200
	maxKept    = 24 // conditions that are kept one by one
)

// template is what all findings of a rule have in common.
type template struct {
	rule     *sigma.Rule
	analytic event.Analytic
	attacks  []event.Attack
}

func newTemplate(r *sigma.Rule) *template {
	t := &template{rule: r, analytic: event.Analytic{UID: r.ID, Name: r.Title, Version: r.Version, Type: event.AnalyticRule}}
	for _, tag := range r.Tags {
		m := technique.FindStringSubmatch(strings.ToLower(tag))
		if m == nil {
			continue
		}
		if a := (event.Attack{Technique: strings.ToUpper(m[1])}); !slices.Contains(t.attacks, a) {
			t.attacks = append(t.attacks, a)
		}
	}
	return t
}

// finding makes the finding of a match. Findings of one event share its
// entities.
func (t *template) finding(e *event.Event, m sigma.Match, entities []event.FindingEntity) *event.Finding {
	return &event.Finding{
		ID:       event.FindingID(t.rule.ID, t.rule.Version, e.ID),
		Tenant:   e.Tenant,
		Analytic: t.analytic,
		Title:    t.rule.Title,
		Message:  message(m.Reasons),
		Reasons:  reasons(m.Reasons),
		Severity: event.Severity(t.rule.Level),
		Attacks:  t.attacks,
		First:    e.Time,
		Last:     e.Time,
		Evidence: []event.Evidence{event.EvidenceOf(e)},
		Entities: entities,
	}
}

// reasons keeps the conditions that decided, as many as a person reads.
func reasons(matched []sigma.Reason) []event.Reason {
	var out []event.Reason
	for _, r := range matched[:min(len(matched), maxKept)] {
		out = append(out, event.Reason{Field: r.Field, Value: r.Value, Asked: r.Asked})
	}
	return out
}

// message says in one sentence why the rule matched.
func message(reasons []sigma.Reason) string {
	if len(reasons) == 0 {
		return "Nothing that the rule excludes is in the event."
	}
	var stack [512]byte
	b := stack[:0]
	for i, r := range reasons {
		switch {
		case i == maxReasons:
			b = append(b, ", and "...)
			b = strconv.AppendInt(b, int64(len(reasons)-i), 10)
			return string(append(b, " more."...))
		case i > 0:
			b = append(b, ", "...)
		}
		switch {
		case r.Field == "":
			b = appendQuoted(append(b, "a value of the event is "...), r.Value)
		case r.Value == "":
			b = append(append(append(b, r.Field...), ' '), r.Asked...)
		default:
			b = appendQuoted(append(append(b, r.Field...), " is "...), r.Value)
		}
	}
	return string(append(b, '.'))
}

// appendQuoted quotes a value with control characters written out; a long one
// is cut.
func appendQuoted(b []byte, s string) []byte {
	if len(s) > maxQuoted {
		if r := []rune(s); len(r) > maxQuoted {
			s = string(r[:maxQuoted]) + "…"
		}
	}
	return strconv.AppendQuote(b, s)
}
