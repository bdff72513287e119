// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gambeson/detect/rules"
	"gambeson/detect/scenario"
	"gambeson/sigma"
)

// scenarioResult is what `gambeson rules test` says of one scenario.
type scenarioResult struct {
	Scenario string   `json:"scenario"`
	Rules    int      `json:"rules"`
	Passed   bool     `json:"passed"`
	Problems []string `json:"problems"`
}

// rulesTestCommand builds `gambeson rules test`.
func rulesTestCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "test PATH...",
		Short: "Run the scenarios of rules",
		Long: `Test runs scenarios: txtar files with the records that rules must find (match.*), must not find (nomatch.*), or
whose findings are listed. A scenario tests the rules in it or, where it has none, the rule file of the same name beside
it. The exit code is 1 where a scenario fails.`,
		Args: cobra.MinimumNArgs(1),
		RunE: runs(func(_ context.Context, paths []string) error {
			f, err := p.formatFor(formatTable, formatJSON, formatNDJSON, formatCSV, formatJUnit)
			if err != nil {
				return err
			}
			files, err := scenarioFiles(paths)
			if err != nil {
				return err
			}
			if len(files) == 0 {
				return withHint(errors.New("no scenario (*.txtar) at these paths"), "docs/how-to/add-detector.md shows one")
			}
			results := make([]scenarioResult, len(files))
			failed := 0
			for i, name := range files {
				if results[i] = testScenario(name); !results[i].Passed {
					failed++
				}
			}
			if err := p.writeScenarios(f, results); err != nil {
				return err
			}
			fmt.Fprintf(p.Stderr, "%s, %d failed\n", count(len(results), "scenario"), failed)
			if failed > 0 {
				return checkFailed()
			}
			return nil
		}),
	}
}

// scenarioFiles returns the scenarios at paths and below them, in order.
func scenarioFiles(paths []string) ([]string, error) {
	var out []string
	for _, p := range paths {
		if _, err := os.Stat(p); err != nil {
			return nil, err
		}
		err := filepath.WalkDir(p, func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && filepath.Ext(name) == ".txtar" {
				out = append(out, name)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// testScenario runs one scenario; what keeps it from running is its problem.
func testScenario(name string) scenarioResult {
	r := scenarioResult{Scenario: filepath.ToSlash(name), Problems: []string{}}
	problems, n, err := runScenario(name)
	if err != nil {
		problems = append(problems, err.Error())
	}
	r.Rules, r.Passed = n, len(problems) == 0
	r.Problems = append(r.Problems, problems...)
	return r
}

func runScenario(name string) (problems []string, tested int, err error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, 0, err
	}
	s, err := scenario.Parse(name, data)
	if err != nil {
		return nil, 0, err
	}
	if len(s.Rules) == 0 {
		if s.Rules, err = rulesBeside(name); err != nil {
			return nil, 0, err
		}
	}
	set, err := scenarioRules(s.Rules)
	if err != nil {
		return nil, 0, err
	}
	reader, room, err := scenarioRoom(rules.Name, set)
	if err != nil {
		return nil, 0, err
	}
	problems, err = s.Check(reader, room, ruleIDs(set))
	return problems, len(set.Rules), err
}

// rulesBeside reads the rule file that a scenario is about.
func rulesBeside(name string) (map[string][]byte, error) {
	base := strings.TrimSuffix(name, filepath.Ext(name))
	for _, ext := range []string{".yml", ".yaml"} {
		data, err := os.ReadFile(base + ext)
		if err == nil {
			return map[string][]byte{filepath.Base(base + ext): data}, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return nil, fmt.Errorf("the scenario has no rule, and %s.yml is not beside it", filepath.Base(base))
}

func ruleIDs(set *sigma.Set) []string {
	ids := make([]string, len(set.Rules))
	for i, r := range set.Rules {
		ids[i] = r.ID
	}
	return ids
}

func (p *program) writeScenarios(f format, results []scenarioResult) error {
	if f == formatJUnit {
		checks := make([]check, len(results))
		for i, r := range results {
			checks[i] = check{suite: filepath.ToSlash(filepath.Dir(r.Scenario)), name: filepath.Base(r.Scenario), failures: r.Problems}
		}
		return writeJUnit(p.Stdout, checks)
	}
	rows, err := p.rows("result", "scenario", "problem")
	if err != nil {
		return err
	}
	for _, r := range results {
		verdict := "ok"
		if !r.Passed {
			verdict = "FAILED"
		}
		if err := rows.write(r, verdict, r.Scenario, strings.Join(r.Problems, "; ")); err != nil {
			return err
		}
	}
	return rows.close()
}
