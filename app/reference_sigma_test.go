// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"strings"
	"testing"

	"gambeson/sigma"
)

// TestReferenceLogSources compares docs/reference/logsources.md with the table that rules are routed by.
func TestReferenceLogSources(t *testing.T) {
	var b strings.Builder
	b.WriteString(`# Log sources

<!-- Generated from the table of package sigma; make generate writes it again. -->

Which events a Sigma rule meets is decided by its log source. Every dimension that the rule names (product, service,
category) must have a row here, of the rule's product where both name one, in which the event is. An event is in a row by
its format and, where the row names them, its channel (of Windows' event log, or the program of a syslog line), its event
id and its OCSF class.

A rule that names no log source meets every event. A rule whose log source is not here meets none, and
` + "`gambeson rules check`" + ` says so. An event whose format is in no row meets only rules that name no log source.

With ` + "`scan --logsource-fields`" + ` this table is not used: an event's own fields product, service and category are its log source,
a rule is left out only where both name a dimension and differ.

| product | service | category | events |
|---|---|---|---|
`)
	for _, s := range sigma.LogSources() {
		var origins []string
		for _, o := range s.Origins {
			origins = append(origins, originText(o))
		}
		if s.Field != "" {
			origins = append(origins, fmt.Sprintf("where %s is %s", s.Field, strings.Join(s.Values, " or ")))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", s.Product, s.Service, s.Category, strings.Join(origins, "; "))
	}
	golden(t, "../docs/reference/logsources.md", b.String())
}

func originText(o sigma.Origin) string {
	text := o.Format
	if len(o.Channels) > 0 {
		text += " " + strings.Join(o.Channels, ", ")
	}
	if len(o.EventIDs) > 0 {
		text += " event " + strings.Trim(strings.Join(strings.Fields(fmt.Sprint(o.EventIDs)), ", "), "[]")
	}
	if len(o.Classes) > 0 {
		text += " class " + strings.Trim(strings.Join(strings.Fields(fmt.Sprint(o.Classes)), ", "), "[]")
	}
	return text
}
