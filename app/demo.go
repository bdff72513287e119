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
)

// demoFlags are the flags of `gambeson demo`.
type demoFlags struct {
	export string
	once   bool
}

// demoCommand builds `gambeson demo`.
func demoCommand(p *program) *cobra.Command {
	var f demoFlags
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Watch an attack being found in a day's logs",
		Long: `Demo makes up a company's working day with one intrusion in it, runs the whole platform in a temporary folder,
sends the day through its doors, and tells the case that came of it. On a terminal the platform then runs on until Ctrl-C.
--export writes the logs as files instead, one folder a source, with the truth about each record of the intrusion in
` + demo.TruthFile + `.`,
		Args: cobra.NoArgs,
		RunE: runs(func(ctx context.Context, _ []string) error { return p.demo(ctx, f) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&f.export, "export", "", "write the logs to `DIR`, a new or empty folder, and do nothing else")
	flags.BoolVar(&f.once, "once", false, "end when everything is found, and print a summary as one JSON object")
	flags.Uint64("seed", demo.DefaultParams().Seed, "`NUMBER` that decides all that is left to chance")
	flags.Int("events", demo.DefaultParams().Events, "make at least `N` records")
	p.bind(flags.Lookup("seed"), "demo.seed")
	p.bind(flags.Lookup("events"), "demo.events")
	p.dataFlag(cmd)
	return cmd
}

// demo runs the command.
func (p *program) demo(ctx context.Context, f demoFlags) error {
	c, _, err := p.settings()
	if err != nil {
		return err
	}
	if f.export != "" {
		return p.exportDemo(ctx, f.export, c.Demo.params())
	}
	if c.Data != "" {
		return p.runDemo(ctx, c, c.Data, f.once)
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
	return p.runDemo(ctx, c, dir, f.once)
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
