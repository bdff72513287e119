// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"gambeson/detect/rules/pack"
	"gambeson/event"
	"gambeson/sigma"
	"gambeson/telemetry"
)

// scanFlags are the flags of `gambeson scan`.
type scanFlags struct {
	rules  []string
	fields bool
	stats  bool
	failOn string
	format string
}

// scanCommand builds `gambeson scan`.
func scanCommand(p *program) *cobra.Command {
	var f scanFlags
	cmd := &cobra.Command{
		Use:   "scan PATH…",
		Short: "Find attacks in logs, without a server",
		Long: `Scan reads files and folders, and what is inside .gz, .zip and .tar.gz: EVTX, JSON in lines, arrays and
documents, and lines of logs, whose format it recognizes. A dash reads standard input. Findings are written as OCSF
Detection Findings, one a line; a terminal gets a summary.`,
		Args: cobra.MinimumNArgs(1),
		RunE: runs(func(ctx context.Context, args []string) error { return p.scan(ctx, f, args) }),
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&f.rules, "rules", nil, "Sigma rules in `DIR`, in place of the own rules and behaviour detection (repeatable)")
	flags.BoolVar(&f.fields, "logsource-fields", false, "take an event's log source from its own fields product, service and category")
	flags.StringVar(&f.failOn, "fail-on", "", "exit 1 if a finding is of this `LEVEL` or above: informational, low, medium, high, critical")
	flags.StringVar(&f.format, "format", "", "read every record as this `NAME` of a format instead of recognizing it")
	flags.BoolVar(&f.stats, "stats", false, "write what was read and what it cost as one JSON object, the last line of standard error")
	flags.Int("workers", 0, "files that are read at the same time, `N` (default: the number of CPUs)")
	p.bind(flags.Lookup("workers"), "scan.workers")
	return cmd
}

// scan runs the command.
func (p *program) scan(ctx context.Context, f scanFlags, paths []string) error {
	c, _, err := p.settings()
	if err != nil {
		return err
	}
	out, err := p.formatFor(formatTable, formatJSON, formatNDJSON, formatCSV)
	if err != nil {
		return err
	}
	failOn := event.SeverityFatal + 1
	if f.failOn != "" {
		var ok bool
		if failOn, ok = event.ParseSeverity(f.failOn); !ok {
			return usageErrorf("one of: informational, low, medium, high, critical", "--fail-on: unknown level %q", f.failOn)
		}
	}
	c.prepareScan()
	e, err := p.scanEngine(c, f)
	if err != nil {
		return err
	}
	s, err := newScan(p, c, e, out, failOn)
	if err != nil {
		return err
	}
	s.stats.LoadSeconds = cpuSeconds()
	err = s.run(ctx, paths)
	if f.stats {
		s.writeStats()
	}
	if err == nil && e.rules.Failed() {
		err = &exitError{code: exitUsage, err: fmt.Errorf("%s left out", plural(int64(countErrors(e.rules)), "rule")), hint: "`gambeson rules check` says what is wrong with them"}
	}
	return err
}

// prepareScan settles what the configuration leaves to the machine.
func (c *Config) prepareScan() {
	debug.SetMemoryLimit(int64(c.Scan.MemoryLimit) * 3 / 4)
	if c.Scan.Workers == 0 {
		c.Scan.Workers = runtime.GOMAXPROCS(0)
	}
}

// scanEngine loads the rules and makes the engine.
func (p *program) scanEngine(c *Config, f scanFlags) (*engine, error) {
	log, err := telemetry.NewLogger(p.Stderr, c.Log)
	if err != nil {
		return nil, err
	}
	if f.rules == nil {
		f.rules = c.Rules.Dirs
	}
	set, err := loadRules(f.rules, c.Rules.Pack)
	if err != nil {
		return nil, err
	}
	for _, x := range set.Problems {
		if x.Severity == sigma.Error {
			fmt.Fprintf(p.Stderr, "gambeson: %s\n", x)
		}
	}
	c.Detect.Rules.LogSourceFields = c.Detect.Rules.LogSourceFields || f.fields
	return newEngine(c, engineOptions{rules: set, own: len(f.rules) == 0, format: f.format, log: log})
}

// loadRules reads the rules in dirs or, where there are none, our own.
func loadRules(dirs []string, own bool) (*sigma.Set, error) {
	switch {
	case len(dirs) > 0:
		return sigma.Load(sigma.Options{}, dirs...)
	case own:
		return sigma.LoadFS(sigma.Options{}, pack.FS())
	default:
		return &sigma.Set{}, nil
	}
}

func countErrors(set *sigma.Set) int {
	n := 0
	for _, x := range set.Problems {
		if x.Severity == sigma.Error {
			n++
		}
	}
	return n
}
