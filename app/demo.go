// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"gambeson/app/demo"
	"gambeson/event"
)

// demoCommand builds `gambeson demo`.
func demoCommand(p *program) *cobra.Command {
	export := ""
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Watch an attack being found in a day's logs",
		Long: `Demo makes up the logs of a company's working day, with one intrusion in them, finds it with the own rules
and behaviour detection, and sums up what was found. The logs are temporary; --export keeps them instead, one folder a
source, with the truth about each record of the intrusion in ` + demo.TruthFile + `.`,
		Args: cobra.NoArgs,
		RunE: runs(func(ctx context.Context, _ []string) error { return p.demo(ctx, export) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&export, "export", "", "write the logs to `DIR`, a new or empty folder, and do nothing else")
	flags.Uint64("seed", demo.DefaultParams().Seed, "`NUMBER` that decides all that is left to chance")
	flags.Int("events", demo.DefaultParams().Events, "make at least `N` records")
	p.bind(flags.Lookup("seed"), "demo.seed")
	p.bind(flags.Lookup("events"), "demo.events")
	return cmd
}

// demo runs the command.
func (p *program) demo(ctx context.Context, export string) error {
	c, _, err := p.settings()
	if err != nil {
		return err
	}
	if export != "" {
		return p.exportDemo(ctx, export, c.Demo.params())
	}
	out := formatTable // what is shown is for people, in a pipe too
	if _, set := p.LookupEnv("GAMBESON_OUTPUT"); set || p.output != "" {
		if out, err = p.formatFor(formatTable, formatJSON, formatNDJSON, formatCSV); err != nil {
			return err
		}
	}
	dir, err := os.MkdirTemp("", "gambeson-demo-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			fmt.Fprintf(p.Stderr, "gambeson: remove the temporary folder: %v\n", err)
		}
	}()
	if err := p.writeDemo(ctx, dir, c.Demo.params()); err != nil {
		return err
	}
	return p.scanDemo(ctx, c, dir, out)
}

// exportDemo writes the logs for others to use.
func (p *program) exportDemo(ctx context.Context, dir string, params demo.Params) error {
	err := p.writeDemo(ctx, dir, params)
	switch {
	case errors.Is(err, demo.ErrNotEmpty):
		return usageErrorf("name a folder that does not exist yet", "%w", err)
	case err != nil:
		return err
	}
	fmt.Fprintf(p.Stderr, "hint: `gambeson scan %s` finds the intrusion\n", dir)
	return nil
}

// writeDemo makes the logs.
func (p *program) writeDemo(ctx context.Context, dir string, params demo.Params) error {
	started := time.Now()
	export, err := demo.NewExport(dir)
	if err != nil {
		return err
	}
	count := 0
	err = demo.Generate(ctx, params, func(r *demo.Record) error {
		count++
		return export.Write(r)
	})
	if err := errors.Join(err, export.Close()); err != nil {
		return err
	}
	fmt.Fprintf(p.Stderr, "Made %s records of %d sources in %.1f s.\n", grouped(int64(count)), len(demo.Sources()), time.Since(started).Seconds())
	return nil
}

// scanDemo finds the intrusion in dir.
func (p *program) scanDemo(ctx context.Context, c *Config, dir string, out format) error {
	c.prepareScan()
	e, err := p.scanEngine(c, scanFlags{})
	if err != nil {
		return err
	}
	s, err := newScan(p, c, e, out, event.SeverityFatal+1)
	if err != nil {
		return err
	}
	return s.run(ctx, []string{dir})
}
