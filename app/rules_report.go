// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"cmp"
	"io"
	"slices"

	"gambeson/sigma"
)

// writeProblemsSARIF writes what is wrong with rules for code scanning.
func writeProblemsSARIF(w io.Writer, problems []sigma.Problem) error {
	r, err := newSARIF(w)
	if err != nil {
		return err
	}
	for _, p := range problems {
		n := note{rule: p.Code, level: sarifLevel(p.Severity), message: p.Message, path: p.File, line: p.Line, column: p.Column}
		if p.Hint != "" {
			n.message += "; " + p.Hint
		}
		if err := r.add(n); err != nil {
			return err
		}
	}
	return r.close()
}

func sarifLevel(s sigma.Severity) string {
	switch s {
	case sigma.Error:
		return "error"
	case sigma.Warning:
		return "warning"
	default:
		return "note"
	}
}

// writeProblemsJUnit writes a check for each rule that can be evaluated, and
// one for each file that has an error.
func writeProblemsJUnit(w io.Writer, set *sigma.Set) error {
	failed := make(map[string]*check)
	var checks []*check
	for _, p := range set.Problems {
		if p.Severity != sigma.Error {
			continue
		}
		c := failed[p.File]
		if c == nil {
			c = &check{suite: p.File, name: "rules of the file"}
			failed[p.File] = c
			checks = append(checks, c)
		}
		c.failures = append(c.failures, p.String())
	}
	for _, r := range set.Rules {
		checks = append(checks, &check{suite: r.File, name: r.Title, skipped: r.Inactive})
	}
	slices.SortStableFunc(checks, func(a, b *check) int { return cmp.Compare(a.suite, b.suite) })
	all := make([]check, len(checks))
	for i, c := range checks {
		all[i] = *c
	}
	return writeJUnit(w, all)
}
