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

func (t *template) finding(e *event.Event, m sigma.Match) *event.Finding {
	return &event.Finding{
		ID:       event.FindingID(t.rule.ID, t.rule.Version, e.ID),
		Tenant:   e.Tenant,
		Analytic: t.analytic,
		Title:    t.rule.Title,
		Message:  message(m.Reasons),
		Severity: event.Severity(t.rule.Level),
		Attacks:  t.attacks,
		First:    e.Time,
		Last:     e.Time,
		Evidence: []event.Evidence{event.EvidenceOf(e)},
		Entities: event.FindingEntities(e),
	}
}

// message says in one sentence why the rule matched.
func message(reasons []sigma.Reason) string {
	var b strings.Builder
	for i, r := range reasons {
		switch {
		case i == maxReasons:
			b.WriteString(", and " + strconv.Itoa(len(reasons)-i) + " more")
			return b.String() + "."
		case i > 0:
			b.WriteString(", ")
		}
		switch {
		case r.Field == "":
			b.WriteString("a value of the event is " + quote(r.Value))
		case r.Value == "":
			b.WriteString(r.Field + " " + r.Asked)
		default:
			b.WriteString(r.Field + " is " + quote(r.Value))
		}
	}
	if b.Len() == 0 {
		return "Nothing that the rule excludes is in the event."
	}
	return b.String() + "."
}

// quote quotes a value with control characters written out; a long one is cut.
func quote(s string) string {
	if r := []rune(s); len(r) > maxQuoted {
		s = string(r[:maxQuoted]) + "…"
	}
	return strconv.Quote(s)
}
