// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"testing"

	"gambeson/event/ocsf"
)

func TestFindingIsOCSF(t *testing.T) {
	r, err := ocsf.Load()
	if err != nil {
		t.Fatal(err)
	}
	f := Finding{
		ID: NewID("finding", "r", "1", "e"), Tenant: "default", Title: "A title", Message: `matched because "x" was <y>`,
		Analytic: Analytic{UID: "5b1e", Name: "A rule", Version: "1", Type: AnalyticRule}, Severity: SeverityHigh,
		Attacks: []Attack{{"T1059.001"}, {"T1003"}}, First: 1e18, Last: 1e18 + 5e9,
		Evidence: []Evidence{{NewID("event", "1"), "logs/a.zip!b.json", 7}, {Event: NewID("event", "2")}},
		Entities: []FindingEntity{
			{Kind: User, Role: Actor, Value: "m.weber"}, {Kind: Host, Role: Device, Value: "ws1"}, {Kind: Process, Role: Target, Value: "{guid}"}, {Kind: File, Role: Target, Value: `C:\a`},
			{Kind: Address, Role: Source, Value: "10.0.0.1"}, {Kind: Domain, Role: Destination, Value: "example.org"}, {Kind: CloudResource, Role: Target, Value: "arn:x"}, {Kind: Workload, Role: Target, Value: "pod"}, {Kind: API, Role: Target, Value: "Put"},
		},
	}
	doc := f.AppendOCSF(nil)
	for _, p := range r.Validate(doc) {
		t.Errorf("%v\n%s", p, doc)
	}
	f.Attacks, f.Evidence, f.Entities = nil, nil, nil
	for _, p := range r.Validate(f.AppendOCSF(nil)) {
		t.Errorf("bare: %v", p)
	}
}
