// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"strings"
	"testing"

	"gambeson/event"
	"gambeson/normalize"
)

// TestReferenceFormats compares docs/reference/formats.md with what the formats say of themselves.
func TestReferenceFormats(t *testing.T) {
	f := event.NewFields()
	all := recordFormats(f)
	if err := f.Freeze(); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(`# Formats

<!-- Generated from the formats' own tables; make generate writes it again. -->

What is read, in which forms, and what it becomes. A record's format is recognized; ` + "`scan --format NAME`" + ` declares it. Besides
the attributes below every event has the header (class, times, product, log name, id), and the whole record as the source sent
it under ` + "`unmapped`" + `. Rules see the source's own field names and the OCSF paths.

EVTX files are read as the export form of Windows events.

`)
	b.WriteString("| format | name | forms | kinds of events |\n|---|---|---|---|\n")
	for _, x := range all {
		i := x.Info()
		fmt.Fprintf(&b, "| [%s](formats/%s.md) | `%s` | %s | %d |\n", i.Title, i.Name, i.Name, cell(strings.Join(i.Shapes, "; ")), len(i.Mappings))
		var page strings.Builder
		describe(&page, i)
		golden(t, "../docs/reference/formats/"+i.Name+".md", page.String())
	}
	golden(t, "../docs/reference/formats.md", b.String())
}

func describe(b *strings.Builder, i normalize.Info) {
	fmt.Fprintf(b, "# %s\n\n<!-- Generated from the format's own tables; make generate writes it again. -->\n\n", i.Title)
	fmt.Fprintf(b, "`--format %s`. [What every event has besides](../formats.md).\n", i.Name)
	list(b, "Forms", i.Shapes)
	list(b, "Written from", i.Sources)
	for _, m := range i.Mappings {
		class := m.Class.Caption()
		if class == "" {
			class = "Base Event"
		}
		fmt.Fprintf(b, "\n## %s\n\nClass %s (%d), activity %d", cell(m.Kind), class, m.Class, m.Activity)
		if len(m.Components) > 0 {
			fmt.Fprintf(b, "; ATT&CK data components: %s", strings.Join(m.Components, ", "))
		}
		b.WriteString(".\n")
		if len(m.Fields) == 0 {
			continue
		}
		b.WriteString("\n| field | attribute | as |\n|---|---|---|\n")
		for _, x := range m.Fields {
			from := "–"
			if x.From != "" {
				from = "`" + cell(x.From) + "`"
			}
			fmt.Fprintf(b, "| %s | `%s` | %s |\n", from, x.To, cell(x.As.Name))
		}
	}
}

func list(b *strings.Builder, what string, items []string) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n\n", what)
	for _, s := range items {
		fmt.Fprintf(b, "- %s\n", s)
	}
}

// cell makes a text fit into a cell of a table.
func cell(s string) string { return strings.NewReplacer("|", `\|`, "\n", " ", "<", "&lt;").Replace(s) }

// TestFormatsKnowTheirOwn shows that every format's scenarios are recognized as its own among all formats.
func TestFormatsKnowTheirOwn(t *testing.T) {
	f := event.NewFields()
	all := recordFormats(f)
	if err := f.Freeze(); err != nil {
		t.Fatal(err)
	}
	for _, x := range all {
		t.Run(x.Info().Name, func(t *testing.T) { recognizeScenarios(t, f, all, x.Info().Name) })
	}
}
