// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gambeson/api/client"
	"gambeson/cases"
)

// maxPage is the largest part of a list that is asked for.
const maxPage = 500

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
	p.askFlags(below...)
	return group("case", "Work on cases", below...)
}

// short is as much of an id as people need.
func short(id string) string { return id[:min(len(id), 12)] }

// caseID checks the digits that name a case.
func caseID(digits string) (string, error) {
	digits = strings.ToLower(digits)
	if len(digits) < 4 || len(digits) > 32 || strings.Trim(digits, "0123456789abcdef") != "" {
		return "", usageErrorf("`gambeson case list` shows them", "case %q: want 4 to 32 hex digits of its id", digits)
	}
	return digits, nil
}

func caseListCommand(p *program) *cobra.Command {
	wanted, limit := "", 0
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List cases, the newest first",
		Args:  cobra.NoArgs,
		RunE: runs(func(ctx context.Context, _ []string) error {
			var wants client.ListCasesParams
			switch wanted {
			case "open":
				wants.State = []string{string(cases.New), string(cases.Acknowledged)}
			case "all":
				wants.Merged = true
			default:
				st, err := cases.ParseState(wanted)
				if err != nil {
					return usageErrorf("one of: open, new, acknowledged, closed, all", "--state: %w", err)
				}
				wants.State = []string{string(st)}
			}
			if limit < 1 {
				return usageErrorf("", "--limit must be at least 1")
			}
			return p.ask(ctx, false, func(ctx context.Context, s *session) error { return p.listCases(ctx, s, wants, limit) })
		}),
	}
	cmd.Flags().StringVar(&wanted, "state", "open", "cases in this `STATE`: open, new, acknowledged, closed, all")
	cmd.Flags().IntVar(&limit, "limit", 100, "at most `N` cases")
	return cmd
}

func (p *program) listCases(ctx context.Context, s *session, wants client.ListCasesParams, limit int) error {
	out, err := p.rows("case", "state", "severity", "first", "findings", "techniques", "assignee", "title")
	if err != nil {
		return err
	}
	wants.Limit = int64(min(limit+1, maxPage))
	for c, err := range s.AllCases(ctx, wants) {
		if err != nil {
			return err
		}
		if out.count == limit {
			defer fmt.Fprintln(p.Stderr, "hint: there are more; --limit shows them")
			break
		}
		status := c.State
		if c.MergedInto != "" {
			status = "merged into " + short(c.MergedInto)
		}
		if err := out.write(c, short(c.ID), status, c.Severity, momentOf(c.First), strconv.FormatInt(c.Findings, 10),
			strconv.Itoa(len(c.Techniques)), c.Assignee, c.Title); err != nil {
			return err
		}
	}
	return out.close()
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
			id, err := caseID(args[0])
			if err != nil {
				return err
			}
			return p.ask(ctx, false, func(ctx context.Context, s *session) error { return p.changeCase(ctx, s, id, ch) })
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

func (p *program) changeCase(ctx context.Context, s *session, id string, ch cases.Change) error {
	answer, err := s.ChangeCase(ctx, client.ChangeCaseParams{ID: id, Body: client.Change{
		Kind: string(ch.Kind), Verdict: string(ch.Verdict), Reason: ch.Reason, Assignee: ch.Assignee, Text: ch.Text,
	}})
	if err != nil {
		return caseError(err)
	}
	x := answer.Value
	return p.object(x, "case", x.ID, "state", x.State, "verdict", x.Verdict, "reason", x.Reason, "assignee", x.Assignee)
}

// caseError says where a case stands that refuses a change.
func caseError(err error) error {
	if problem, ok := errors.AsType[*client.ProblemError](err); ok && problem.Kind() == "transition" {
		return usageErrorf("`gambeson case show` says where it stands", "%w", err)
	}
	return err
}
