// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gambeson/api/client"
	"gambeson/cases"
	"gambeson/event"
)

// caseStory is a case with all that happened.
type caseStory struct {
	client.Case
	Timeline []momentView `json:"timeline"`
}

// momentView is a line of a case's story: a finding at its event time, or a
// change at the time it was made.
type momentView struct {
	Time    time.Time       `json:"time"`
	Finding *client.Finding `json:"finding,omitempty"`
	Change  *client.Entry   `json:"change,omitempty"`
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
			id, err := caseID(args[0])
			if err != nil {
				return err
			}
			return p.ask(ctx, false, func(ctx context.Context, s *session) error {
				story, err := readStory(ctx, s, id)
				if err != nil {
					return err
				}
				if f == formatTable {
					return writeStory(p.Stdout, story)
				}
				return p.object(story)
			})
		}),
	}
}

// readStory reads a case, all its findings and what was done about it. Of equal
// times findings come first, then the order given.
func readStory(ctx context.Context, s *session, id string) (*caseStory, error) {
	c, err := s.GetCase(ctx, client.GetCaseParams{ID: id})
	if err != nil {
		return nil, err
	}
	story := &caseStory{Case: c.Value}
	for f, err := range s.AllCaseFindings(ctx, client.ListCaseFindingsParams{ID: c.Value.ID, Limit: maxPage}) {
		if err != nil {
			return nil, err
		}
		story.Timeline = append(story.Timeline, momentView{Time: f.First, Finding: &f})
	}
	entries, err := s.ListCaseEntries(ctx, client.ListCaseEntriesParams{ID: c.Value.ID})
	if err != nil {
		return nil, err
	}
	for _, e := range entries.Items {
		story.Timeline = append(story.Timeline, momentView{Time: e.At, Change: &e})
	}
	slices.SortStableFunc(story.Timeline, func(a, b momentView) int { return a.Time.Compare(b.Time) })
	return story, nil
}

// writeStory tells a case to a person.
func writeStory(out io.Writer, c *caseStory) error {
	var b strings.Builder
	line := func(label, text string) {
		fmt.Fprintf(&b, "%-12s%s\n", label, printable(text))
	}
	line("case", c.ID)
	line("title", c.Title)
	line("severity", c.Severity)
	line("state", standing(&c.Case))
	if c.Assignee != "" {
		line("assignee", c.Assignee)
	}
	line("time", momentOf(c.First)+" to "+momentOf(c.Last))
	line("findings", fmt.Sprintf("%s, of %s", count(int(c.Findings), "finding"), count(len(c.Analytics), "analytic")))
	line("techniques", strings.Join(c.Techniques, " "))
	line("sources", strings.Join(c.Sources, " "))
	for i, e := range c.Entities {
		label := ""
		if i == 0 {
			label = "about"
		}
		line(label, fmt.Sprintf("%s %s (%s)", e.Kind, e.Value, count(int(e.Findings), "finding")))
	}
	for _, m := range c.Timeline {
		writeMoment(&b, &m)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// standing is a case's state with its verdict.
func standing(c *client.Case) string {
	switch {
	case c.MergedInto != "":
		return "merged into " + c.MergedInto
	case c.State == string(cases.Closed):
		return fmt.Sprintf("closed: %s, %s", c.Verdict, c.Reason)
	default:
		return c.State
	}
}

// maxShownEvents is how many events of a finding are named to a person.
const maxShownEvents = 3

func writeMoment(b *strings.Builder, m *momentView) {
	b.WriteByte('\n')
	if m.Finding != nil {
		writeFinding(b, m.Finding)
		return
	}
	fmt.Fprintf(b, "%s  %s by %s", momentOf(m.Time), m.Change.Action, printable(m.Change.Actor))
	for _, text := range []string{m.Change.Text, m.Change.Reason} {
		if text != "" {
			fmt.Fprintf(b, ": %s", printable(text))
		}
	}
	b.WriteByte('\n')
}

func writeFinding(b *strings.Builder, f *client.Finding) {
	fmt.Fprintf(b, "%s  %s  %s  %s\n", momentOf(f.First), f.Severity, printable(f.Title), strings.Join(f.Techniques, " "))
	var about []string
	for _, e := range f.Entities {
		switch event.EntityKind(e.Kind) {
		case event.User, event.Host, event.Address, event.Workload, event.CloudResource, event.Domain:
			about = append(about, fmt.Sprintf("%s %s", e.Kind, e.Value))
		case event.File:
			if event.Role(e.Role) == event.Target {
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
		fmt.Fprintf(b, "    evidence  event %s of %s\n", printable(e.Event), printable(e.Source))
	}
}
