// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma_test

import (
	"testing"

	"gambeson/sigma"
)

// TestMeets covers what each kind of log source meets and does not.
func TestMeets(t *testing.T) {
	const sysmon = "Microsoft-Windows-Sysmon/Operational"
	type origin struct {
		format, channel string
		id, class       uint32
	}
	table := sigma.LogSources()
	for _, c := range []struct {
		product, service, category string
		event                      origin
		want                       bool
	}{
		{"", "", "", origin{"line", "", 0, 0}, true},
		{"windows", "", "", origin{"windows", "Anything", 7, 0}, true},
		{"windows", "", "", origin{"auditd", "", 0, 1007}, false},
		{"windows", "security", "", origin{"windows", "SECURITY", 4624, 0}, true},
		{"windows", "security", "", origin{"windows", "System", 4624, 0}, false},
		{"windows", "", "process_creation", origin{"windows", sysmon, 1, 0}, true},
		{"windows", "", "process_creation", origin{"windows", "Security", 4688, 0}, true},
		{"windows", "", "process_creation", origin{"windows", "Security", 4689, 0}, false},
		{"windows", "security", "process_creation", origin{"windows", sysmon, 1, 0}, false},
		{"windows", "", "registry_event", origin{"windows", sysmon, 14, 0}, true},
		{"windows", "", "registry_set", origin{"windows", sysmon, 12, 0}, false},
		{"windows", "", "ps_script", origin{"windows", "PowerShellCore/Operational", 4104, 0}, true},
		{"linux", "", "process_creation", origin{"auditd", "", 0, 1007}, true},
		{"linux", "", "process_creation", origin{"auditd", "", 0, 3002}, false},
		{"linux", "", "process_creation", origin{"linux", "Linux-Sysmon/Operational", 1, 0}, true},
		{"linux", "auditd", "", origin{"auditd", "", 0, 3002}, true},
		{"linux", "sshd", "", origin{"linux", "sshd", 0, 0}, true},
		{"linux", "sudo", "", origin{"linux", "sshd", 0, 0}, false},
		{"", "", "process_creation", origin{"windows", sysmon, 1, 0}, true},
		{"", "", "process_creation", origin{"ocsf", "", 0, 1007}, true},
		{"aws", "cloudtrail", "", origin{"cloudtrail", "", 0, 6003}, true},
		{"aws", "guardduty", "", origin{"cloudtrail", "", 0, 6003}, false},
		{"azure", "signinlogs", "", origin{"entra", "SignInLogs", 0, 3002}, true},
		{"kubernetes", "audit", "application", origin{"k8saudit", "", 0, 6003}, true},
		{"okta", "okta", "", origin{"okta", "", 0, 3002}, true},
		{"", "", "webserver", origin{"nginx", "", 0, 4002}, true},
		{"", "", "proxy", origin{"nginx", "", 0, 4002}, false},
		{"macos", "", "process_creation", origin{"windows", sysmon, 1, 0}, false},
		{"windows", "", "", origin{"json", "", 0, 0}, false},
	} {
		l := sigma.LogSource{Product: c.product, Service: c.service, Category: c.category}
		if got := table.Meets(l, c.event.format, c.event.channel, c.event.id, c.event.class); got != c.want {
			t.Errorf("%s meets %v: %v, want %v", l, c.event, got, c.want)
		}
	}
}

// TestKnows covers which log sources something here produces.
func TestKnows(t *testing.T) {
	table := sigma.LogSources()
	for l, want := range map[sigma.LogSource]bool{
		{}:                      true,
		{Product: "windows"}:    true,
		{Product: "macos"}:      false,
		{Category: "webserver"}: true,
		{Category: "proxy"}:     false,
		{Product: "windows", Service: "security"}:                 true,
		{Product: "windows", Service: "auditd"}:                   false,
		{Product: "linux", Category: "registry_set"}:              false,
		{Product: "windows", Category: "process_creation"}:        true,
		{Product: "aws", Service: "cloudtrail", Category: "none"}: false,
	} {
		if got := table.Knows(l); got != want {
			t.Errorf("%s is known: %v, want %v", l, got, want)
		}
	}
}

// TestRoutedMatch covers what a route takes from the header and what it asks
// of a field: registry keys that are made and deleted have one event id.
func TestRoutedMatch(t *testing.T) {
	for _, c := range []struct {
		category, record string
		id               uint32
		want             bool
	}{
		{"registry_add", `{"A":1,"EventType":"CreateKey"}`, 12, true},
		{"registry_add", `{"A":1,"EventType":"DeleteKey"}`, 12, false},
		{"registry_add", `{"A":1}`, 12, false},
		{"registry_add", `{"A":1,"EventType":"CreateKey"}`, 13, false},
		{"registry_delete", `{"A":1,"EventType":"DeleteValue"}`, 12, true},
		{"registry_delete", `{"A":1,"EventType":"CreateKey"}`, 12, false},
		{"registry_event", `{"A":1,"EventType":"RenameKey"}`, 14, true},
	} {
		text := "logsource: {product: windows, category: " + c.category + "}\ndetection:\n  s: {A: 1}\n  condition: s\n"
		engine, e, shape := jsonEngine(t, sigma.Parse("f.yml", []byte(text), sigma.Options{}).Rules, sigma.CompileOptions{})
		load(t, e, shape, []byte(c.record))
		e.Format, e.Channel, e.EventID = "windows", "Microsoft-Windows-Sysmon/Operational", c.id
		if got := len(engine.NewMatcher().Match(e)) == 1; got != c.want {
			t.Errorf("%s on event %d %s: %v, want %v", c.category, c.id, c.record, got, c.want)
		}
	}
}

// TestEventLogSource covers routing by the event's own fields.
func TestEventLogSource(t *testing.T) {
	text := "id: 00000000-0000-4000-8000-000000000001\nlogsource: {product: windows, category: process_creation}\ndetection:\n  s: {A: 1}\n  condition: s\n"
	r := sigma.Parse("f.yml", []byte(text), sigma.Options{}).Rules[0]
	for record, want := range map[string]bool{
		`{"A":1}`:                     true,
		`{"A":1,"product":"Windows"}`: true,
		`{"A":1,"product":"linux"}`:   false,
		`{"A":1,"product":"windows","category":"file_event"}`:                          false,
		`{"A":1,"product":"windows","service":"sysmon","category":"process_creation"}`: true,
		`{"A":1,"service":"x"}`: true,
	} {
		engine, e, shape := jsonEngine(t, []*sigma.Rule{r}, sigma.CompileOptions{EventLogSource: true})
		load(t, e, shape, []byte(record))
		if got := len(engine.NewMatcher().Match(e)) == 1; got != want {
			t.Errorf("%s: %v, want %v", record, got, want)
		}
	}
}
