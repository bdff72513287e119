// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gambeson/cases"
	"gambeson/event"
	"gambeson/state"
)

// caseStory is a case with all that happened.
type caseStory struct {
	caseView
	Timeline []momentView `json:"timeline"`
}

// momentView is a line of a case's story.
type momentView struct {
	Time string `json:"time"`
	// Finding is an OCSF Detection Finding; Links say why it is in the case.
	Finding json.RawMessage `json:"finding,omitempty"`
	Links   []cases.Link    `json:"links,omitempty"`
	Change  *cases.Entry    `json:"change,omitempty"`
}

func caseShowCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "show CASE",
		Short: "Tell a case: what happened, in order, to whom, and the events that show it",
		Long: `Show tells a case in the order of event time: each finding with whom and what it is about, why it belongs to the
case, and the ids of the events that show it; and what was done about it. CASE is the case's id, or its first digits.`,
		Args: cobra.ExactArgs(1),
		RunE: runs(func(ctx context.Context, args []string) error {
			f, err := p.formatFor(formatTable, formatJSON, formatNDJSON)
			if err != nil {
				return err
			}
			return p.withState(ctx, false, func(c *Config, db *state.DB) error {
				id, err := db.Cases.Resolve(ctx, c.Tenant, args[0])
				if err != nil {
					return err
				}
				x, err := db.Cases.Get(ctx, c.Tenant, id)
				if err != nil {
					return err
				}
				moments, err := readTimeline(ctx, db, &x)
				if err != nil {
					return err
				}
				if f == formatTable {
					return writeStory(p.Stdout, &x, moments)
				}
				return p.object(storyOf(&x, moments))
			})
		}),
	}
}

// caseError gives a refusal of a case's state its exit code.
func caseError(err error) error {
	if errors.Is(err, cases.ErrTransition) || errors.Is(err, cases.ErrInvalid) {
		return usageErrorf("`gambeson case show` says where it stands", "%w", err)
	}
	return err
}

// readTimeline reads all findings of a case and what was done about it.
func readTimeline(ctx context.Context, db *state.DB, c *cases.Case) ([]cases.Moment, error) {
	var all []cases.Finding
	for after := (state.Cursor{}); ; {
		page, next, err := db.Findings.OfCase(ctx, c.Tenant, c.ID, after, 0)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if next == (state.Cursor{}) {
			break
		}
		after = next
	}
	entries, err := db.Cases.Entries(ctx, c.Tenant, c.ID)
	if err != nil {
		return nil, err
	}
	return cases.Timeline(all, entries), nil
}

func storyOf(c *cases.Case, moments []cases.Moment) caseStory {
	s := caseStory{caseView: viewCase(c), Timeline: make([]momentView, len(moments))}
	for i, m := range moments {
		v := momentView{Time: moment(m.At), Change: m.Entry}
		if f := m.Finding; f != nil {
			v.Finding, v.Links = f.AppendOCSF(nil), f.Links
		}
		s.Timeline[i] = v
	}
	return s
}

// writeStory tells a case to a person.
func writeStory(out io.Writer, c *cases.Case, moments []cases.Moment) error {
	var b strings.Builder
	line := func(label, text string) {
		fmt.Fprintf(&b, "%-12s%s\n", label, printable(text))
	}
	line("case", c.ID.String())
	line("title", c.Title)
	line("severity", c.Severity.String())
	line("state", standing(c))
	if c.Assignee != "" {
		line("assignee", c.Assignee)
	}
	line("time", moment(c.First)+" to "+moment(c.Last))
	line("findings", fmt.Sprintf("%s, of %s", count(c.Findings, "finding"), count(len(c.Analytics), "analytic")))
	line("techniques", strings.Join(c.Techniques, " "))
	line("sources", strings.Join(c.Sources, " "))
	for i, e := range c.Entities {
		label := ""
		if i == 0 {
			label = "about"
		}
		line(label, fmt.Sprintf("%s %s (%s)", e.Kind, e.Value, count(e.Findings, "finding")))
	}
	for _, m := range moments {
		writeMoment(&b, &m)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// standing is a case's state with its verdict.
func standing(c *cases.Case) string {
	switch {
	case c.Merged():
		return "merged into " + c.MergedInto.String()
	case c.State == cases.Closed:
		return fmt.Sprintf("closed: %s, %s", c.Verdict, c.Reason)
	default:
		return string(c.State)
	}
}

// maxShownEvents is how many events of a finding are named to a person.
const maxShownEvents = 3

func writeMoment(b *strings.Builder, m *cases.Moment) {
	b.WriteByte('\n')
	if m.Finding != nil {
		writeFinding(b, m.Finding)
		return
	}
	fmt.Fprintf(b, "%s  %s by %s", moment(m.At), m.Entry.Action, printable(m.Entry.Actor))
	for _, text := range []string{m.Entry.Text, m.Entry.Reason} {
		if text != "" {
			fmt.Fprintf(b, ": %s", printable(text))
		}
	}
	b.WriteByte('\n')
}

func writeFinding(b *strings.Builder, f *cases.Finding) {
	var techniques []string
	for _, a := range f.Attacks {
		techniques = append(techniques, a.Technique)
	}
	fmt.Fprintf(b, "%s  %s  %s  %s\n", moment(f.First), f.Severity, printable(f.Title), strings.Join(techniques, " "))
	var about []string
	for _, e := range f.Entities {
		switch e.Kind {
		case event.User, event.Host, event.Address, event.Workload, event.CloudResource, event.Domain:
			about = append(about, fmt.Sprintf("%s %s", e.Kind, e.Value))
		case event.File:
			if e.Role == event.Target {
				about = append(about, "file "+e.Value)
			}
		}
	}
	if len(about) > 0 {
		fmt.Fprintf(b, "    about     %s\n", printable(strings.Join(about, ", ")))
	}
	if f.Message != "" && f.Message != f.Title {
		fmt.Fprintf(b, "    why       %s\n", printable(f.Message))
	}
	var shared []string
	for _, l := range f.Links {
		shared = append(shared, fmt.Sprintf("%s %s", l.Kind, l.Value))
	}
	if len(shared) > 0 {
		fmt.Fprintf(b, "    joins by  %s\n", printable(strings.Join(shared, ", ")))
	}
	for i, e := range f.Evidence {
		if i == maxShownEvents {
			fmt.Fprintf(b, "              and %d more\n", len(f.Evidence)-i)
			break
		}
		fmt.Fprintf(b, "    evidence  event %s of %s\n", e.Event, printable(e.Source))
	}
}
