// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package entra

import (
	"fmt"

	"gambeson/event"
	"gambeson/normalize"
)

// Format reads Entra ID logs. It is safe for use by many goroutines.
type Format struct {
	shape      *event.Shape
	slots      slots
	mappings   [kinds]*normalize.Compiled
	activities map[string]what
	verbs      map[string]uint8
	factors    []factor
}

// New returns the format over the table f, which MUST NOT be frozen yet.
func New(f *event.Fields) *Format {
	a := &Format{
		shape:      f.Shape().Flatten("properties"),
		slots:      newSlots(f),
		activities: activities(),
		verbs:      verbs(),
		factors:    factors(),
	}
	for _, n := range names() {
		n.alias(a.shape)
	}
	for i, m := range mappings() {
		a.mappings[i] = m.Compile(f)
	}
	return a
}

// Info describes the format.
func (a *Format) Info() normalize.Info {
	return normalize.Info{
		Name: "entra", Title: "Microsoft Entra ID", Vendor: "Microsoft", Product: "Entra ID",
		Shapes: []string{
			"Microsoft Graph signIn, directoryAudit, riskDetection", "Azure diagnostic settings (category, properties)",
			"Log Analytics rows of SigninLogs, AuditLogs and their siblings",
		},
		Mappings: mappings(),
		Sources: []string{
			"https://learn.microsoft.com/graph/api/resources/signin",
			"https://learn.microsoft.com/graph/api/resources/directoryaudit",
			"https://learn.microsoft.com/graph/api/resources/riskdetection",
			"https://learn.microsoft.com/azure/azure-monitor/reference/tables/signinlogs",
			"https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
		},
	}
}

// Claim is sure of a record that names its log, and of one that has the fields
// which only Graph's objects have.
func (a *Format) Claim(e *event.Event) normalize.Confidence {
	if familyOf(e.Root()) == none {
		return normalize.No
	}
	return normalize.Sure
}

// family is the kind of log that a record is of.
type family uint8

const (
	none family = iota
	signIns
	audits
	risks
)

// familyOf finds out the family by the log's name or by the fields.
func familyOf(root event.Node) family {
	var has struct{ created, app, client, activity, by, risk, level, properties bool }
	named := none
	for c := range root.Children() {
		switch string(c.Key()) {
		case "category", "Category", "Type":
			if f := byName(c.Text()); f != none {
				named = f
			}
		case "properties":
			has.properties = c.Kind() == event.Object
		case "TimeGenerated":
			has.properties = true
		case "createdDateTime":
			has.created = true
		case "appId", "appDisplayName":
			has.app = true
		case "clientAppUsed", "conditionalAccessStatus", "signInEventTypes", "deviceDetail":
			has.client = true
		case "activityDateTime":
			has.activity = true
		case "initiatedBy", "targetResources":
			has.by = true
		case "riskEventType":
			has.risk = true
		case "riskLevel":
			has.level = true
		}
	}
	switch {
	case named != none && has.properties:
		return named
	case has.created && has.app && has.client:
		return signIns
	case has.activity && has.by:
		return audits
	case has.risk && has.level && (has.activity || has.properties):
		return risks
	}
	return none
}

// byName knows the categories of diagnostic settings and the tables' names.
func byName(b []byte) family {
	switch string(b) {
	case "SignInLogs", "SigninLogs", "NonInteractiveUserSignInLogs", "ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs",
		"AADNonInteractiveUserSignInLogs", "AADServicePrincipalSignInLogs", "AADManagedIdentitySignInLogs":
		return signIns
	case "AuditLogs":
		return audits
	case "UserRiskEvents", "AADUserRiskEvents", "ServicePrincipalRiskEvents":
		return risks
	}
	return none
}

// Read binds the record's fields under all their names and maps them.
func (a *Format) Read(e *event.Event) error {
	fam := familyOf(e.Root())
	if fam == none {
		return fmt.Errorf("%w: neither a sign-in, an audit nor a risk event", normalize.ErrMalformed)
	}
	e.BindShape(a.shape)
	s := &a.slots
	for _, slot := range [...]event.Slot{s.created, s.activityTime, s.time, s.generated} {
		var ok bool
		if e.Time, ok = normalize.ParseTime(e.Get(slot).Text()); ok {
			break
		}
	}
	if e.Time == 0 {
		return fmt.Errorf("%w: no time", normalize.ErrMalformed)
	}
	switch fam {
	case signIns:
		a.readSignIn(e)
	case audits:
		a.readAudit(e)
	default:
		a.readRisk(e)
	}
	return nil
}

// member returns the list or object that has the name in one of its shapes.
func member(e *event.Event, graph, table string) event.Node {
	r := e.Root()
	if p := r.Child("properties"); p.Kind() == event.Object {
		r = p
	}
	if n := r.Child(graph); n.Exists() {
		return n
	}
	return r.Child(table)
}

func (a *Format) readRisk(e *event.Event) {
	e.Channel = "UserRiskEvents"
	e.Severity = riskSeverity(e.Get(a.slots.riskLevel).Text())
	e.Activity = 1
	a.mappings[riskKind].Apply(e)
	a.location(e, &a.slots.evidence)
}

func riskSeverity(level []byte) event.Severity {
	switch string(level) {
	case "low":
		return event.SeverityLow
	case "medium":
		return event.SeverityMedium
	case "high":
		return event.SeverityHigh
	}
	return event.SeverityInformational
}
