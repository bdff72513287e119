// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gambeson/cases"
	"gambeson/event"
	"gambeson/state"
)

// caseCommand builds `gambeson case`.
func caseCommand(p *program) *cobra.Command {
	below := []*cobra.Command{
		caseListCommand(p), caseShowCommand(p),
		caseChangeCommand(p, "ack", "Say that somebody looks at a case", cases.Acknowledge),
		caseChangeCommand(p, "assign", "Give a case to somebody", cases.Assign),
		caseChangeCommand(p, "note", "Write a note on a case", cases.Annotate),
		caseChangeCommand(p, "close", "Close a case with a verdict and a reason", cases.Close),
		caseChangeCommand(p, "reopen", "Make a closed case new again", cases.Reopen),
	}
	p.dataFlag(below...)
	for _, cmd := range below {
		p.tenantFlag(cmd)
	}
	return group("case", "Work on cases", below...)
}

// caseView is a case as it is shown.
type caseView struct {
	ID         event.ID       `json:"id"`
	Tenant     string         `json:"tenant"`
	Title      string         `json:"title"`
	Severity   string         `json:"severity"`
	State      cases.State    `json:"state"`
	Verdict    cases.Verdict  `json:"verdict,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	Assignee   string         `json:"assignee,omitempty"`
	MergedInto event.ID       `json:"merged_into,omitzero"`
	First      string         `json:"first"`
	Last       string         `json:"last"`
	Opened     string         `json:"opened"`
	Updated    string         `json:"updated"`
	Version    uint64         `json:"version"`
	Findings   int            `json:"findings"`
	Techniques []string       `json:"techniques"`
	Sources    []string       `json:"sources"`
	Entities   []cases.Entity `json:"entities"`
}

func viewCase(c *cases.Case) caseView {
	return caseView{
		ID: c.ID, Tenant: c.Tenant, Title: c.Title, Severity: c.Severity.String(), State: c.State, Verdict: c.Verdict, Reason: c.Reason,
		Assignee: c.Assignee, MergedInto: c.MergedInto, First: moment(c.First), Last: moment(c.Last), Opened: moment(c.Opened),
		Updated: moment(c.Updated), Version: c.Version, Findings: c.Findings, Techniques: c.Techniques, Sources: c.Sources, Entities: c.Entities,
	}
}

// shortID is as much of an id as people need.
func shortID(id event.ID) string { return id.String()[:12] }

func caseListCommand(p *program) *cobra.Command {
	wanted, limit := "", 0
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List cases, the newest first",
		Args:  cobra.NoArgs,
		RunE: runs(func(ctx context.Context, _ []string) error {
			f := state.CaseFilter{Limit: limit}
			switch wanted {
			case "open":
				f.States = []cases.State{cases.New, cases.Acknowledged}
			case "all":
				f.Merged = true
			default:
				s, err := cases.ParseState(wanted)
				if err != nil {
					return usageErrorf("one of: open, new, acknowledged, closed, all", "--state: %w", err)
				}
				f.States = []cases.State{s}
			}
			if limit < 1 || limit > state.MaxPage {
				return usageErrorf("", "--limit must be 1 to %d", state.MaxPage)
			}
			return p.withState(ctx, false, func(c *Config, db *state.DB) error {
				f.Tenant = c.Tenant
				return p.listCases(ctx, db, f)
			})
		}),
	}
	cmd.Flags().StringVar(&wanted, "state", "open", "cases in this `STATE`: open, new, acknowledged, closed, all")
	cmd.Flags().IntVar(&limit, "limit", 100, "at most `N` cases")
	return cmd
}

func (p *program) listCases(ctx context.Context, db *state.DB, f state.CaseFilter) error {
	list, next, err := db.Cases.List(ctx, f)
	if err != nil {
		return err
	}
	out, err := p.rows("case", "state", "severity", "first", "findings", "techniques", "assignee", "title")
	if err != nil {
		return err
	}
	for i := range list {
		c := &list[i]
		status := string(c.State)
		if c.Merged() {
			status = "merged into " + shortID(c.MergedInto)
		}
		if err := out.write(viewCase(c), shortID(c.ID), status, c.Severity.String(), moment(c.First), strconv.Itoa(c.Findings),
			strconv.Itoa(len(c.Techniques)), c.Assignee, c.Title); err != nil {
			return err
		}
	}
	if err := out.close(); err != nil {
		return err
	}
	if next != (state.Cursor{}) {
		fmt.Fprintf(p.Stderr, "hint: there are more; --limit shows up to %d\n", state.MaxPage)
	}
	return nil
}

// caseChangeCommand builds a command that changes a case.
func caseChangeCommand(p *program, name, short string, kind cases.ChangeKind) *cobra.Command {
	ch := cases.Change{Kind: kind}
	use, needs := name+" CASE", cobra.ExactArgs(1)
	switch kind {
	case cases.Assign:
		use, needs = "assign CASE [NAME]", cobra.RangeArgs(1, 2)
	case cases.Annotate:
		use, needs = "note CASE TEXT", cobra.ExactArgs(2)
	}
	verdict := ""
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  needs,
		RunE: runs(func(ctx context.Context, args []string) error {
			ch := ch
			if len(args) == 2 {
				ch.Assignee = args[1]
				if kind == cases.Annotate {
					ch.Assignee, ch.Text = "", args[1]
				}
			}
			ch.Verdict = cases.Verdict(verdict)
			if err := ch.Validate(); err != nil {
				return usageErrorf(closeHint(kind), "%w", err)
			}
			return p.withState(ctx, false, func(c *Config, db *state.DB) error { return p.changeCase(ctx, c, db, args[0], ch) })
		}),
	}
	if kind == cases.Close {
		cmd.Flags().StringVar(&verdict, "verdict", "", "what it was, a `VERDICT`: "+verdictNames())
	}
	cmd.Flags().StringVar(&ch.Reason, "reason", "", "why, for whoever reads the case later")
	return cmd
}

func closeHint(kind cases.ChangeKind) string {
	if kind != cases.Close {
		return ""
	}
	return "--verdict is one of " + verdictNames() + "; --reason says why"
}

func verdictNames() string {
	names := make([]string, len(cases.Verdicts()))
	for i, v := range cases.Verdicts() {
		names[i] = string(v)
	}
	return strings.Join(names, ", ")
}

func (p *program) changeCase(ctx context.Context, c *Config, db *state.DB, digits string, ch cases.Change) error {
	id, err := db.Cases.Resolve(ctx, c.Tenant, digits)
	if err != nil {
		return err
	}
	x, err := db.Cases.Change(ctx, c.Tenant, id, 0, ch, p.cause(ch.Reason))
	if err != nil {
		return caseError(err)
	}
	return p.object(viewCase(&x), "case", x.ID.String(), "state", string(x.State), "verdict", string(x.Verdict), "reason", x.Reason, "assignee", x.Assignee)
}
