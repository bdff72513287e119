// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gambeson/sigma"
)

// rulesCommand builds `gambeson rules`.
func rulesCommand(p *program) *cobra.Command {
	return group("rules", "Work on detection rules", rulesCheckCommand(p), rulesTestCommand(p))
}

// rulesReport is what `gambeson rules check` says.
type rulesReport struct {
	Files        int             `json:"files"`
	Rules        int             `json:"rules"`
	Correlations int             `json:"correlations"`
	Filters      int             `json:"filters"`
	Problems     []sigma.Problem `json:"problems"`
}

// rulesCheckCommand builds `gambeson rules check`.
func rulesCheckCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "check PATH...",
		Short: "Say what is wrong with rules",
		Long: `Check reads the Sigma rules in files and folders and reports every problem with file, line, column and how to
mend it. An error is what cannot be parsed or evaluated; all else is a warning or an info. The exit code is 1 where
there is an error.`,
		Args: cobra.MinimumNArgs(1),
		RunE: runs(func(_ context.Context, paths []string) error {
			f, err := p.formatFor(formatTable, formatJSON, formatNDJSON, formatCSV, formatSARIF, formatJUnit)
			if err != nil {
				return err
			}
			set, err := sigma.Load(sigma.Options{}, paths...)
			if err != nil {
				return err
			}
			report := rulesReport{set.Files, set.Detections, set.Correlations, set.Filters, set.Problems}
			if report.Problems == nil {
				report.Problems = []sigma.Problem{}
			}
			if err := p.writeRulesReport(f, set, report); err != nil {
				return err
			}
			if set.Failed() {
				return checkFailed()
			}
			return nil
		}),
	}
}

func (p *program) writeRulesReport(f format, set *sigma.Set, report rulesReport) error {
	switch f {
	case formatSARIF:
		return writeProblemsSARIF(p.Stdout, report.Problems)
	case formatJUnit:
		return writeProblemsJUnit(p.Stdout, set)
	case formatTable, formatCSV:
		return p.writeProblems(report)
	default:
		return p.object(report)
	}
}

// writeProblems writes one row a problem and, for people, how many there are.
func (p *program) writeProblems(report rulesReport) error {
	r, err := p.rows("severity", "where", "code", "problem", "hint")
	if err != nil {
		return err
	}
	counts := make(map[sigma.Severity]int)
	for _, x := range report.Problems {
		counts[x.Severity]++
		where := fmt.Sprintf("%s:%d:%d", x.File, x.Line, x.Column)
		if err := r.write(x, x.Severity.String(), where, x.Code, x.Message, x.Hint); err != nil {
			return err
		}
	}
	if err := r.close(); err != nil {
		return err
	}
	words := []string{
		count(report.Rules, "rule"), count(report.Files, "file"), count(counts[sigma.Error], "error"),
		count(counts[sigma.Warning], "warning"), count(counts[sigma.Info], "info"),
	}
	fmt.Fprintln(p.Stderr, strings.Join(words, ", "))
	return nil
}

// count says how many of a noun there are.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
