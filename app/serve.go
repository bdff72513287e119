// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gambeson/telemetry"
)

// serveCommand builds `gambeson serve`.
func serveCommand(p *program) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Run the platform: take events in, keep them, find attacks in them, make cases",
		Long: `Serve opens the doors for senders, keeps every record that it acknowledges, reads and judges the records as they
pass, and makes cases of what it finds. Everything is in one folder: --data. The first start prints an address, once,
at which the first administrator gets a token. With --stdin it also takes what another program writes to it, and goes
on when that ends: journalctl --follow --output json | gambeson serve --data DIR --stdin journal. An interrupt ends it in order: nothing acknowledged is lost, then or at a
crash.`,
		Args: cobra.NoArgs,
		RunE: runs(func(ctx context.Context, _ []string) error { return p.serve(ctx) }),
	}
	p.dataFlag(cmd)
	cmd.Flags().String("stdin", "", "take standard input too, a record a line, as the source `NAME`")
	p.bind(cmd.Flags().Lookup("stdin"), "ingest.stdin.source")
	return cmd
}

// serve runs the command.
func (p *program) serve(ctx context.Context) error {
	c, _, err := p.settings()
	if err != nil {
		return err
	}
	if c.Data == "" {
		return usageErrorf("name a folder for everything that is kept with --data DIR", "no data folder")
	}
	if c.Ingest.Stdin.Source != "" && p.configFile == "-" {
		return usageErrorf("write the configuration to a file", "standard input is the configuration and the source %s", c.Ingest.Stdin.Source)
	}
	log, err := telemetry.NewLogger(p.Stderr, c.Log)
	if err != nil {
		return err
	}
	p.boundGarbage()
	x, err := openPlatform(ctx, c, log, secretsIn(p.LookupEnv))
	if err != nil {
		return err
	}
	if err := x.openInput(p.Stdin); err != nil {
		return errors.Join(err, x.close())
	}
	address, err := x.api.Setup(ctx, c.Tenant)
	if err != nil {
		return errors.Join(err, x.close())
	}
	if address != "" {
		fmt.Fprintf(p.Stderr, "Set up the first administrator, once, at %s\n", address)
	}
	fmt.Fprintf(p.Stderr, "Gambeson runs: API %s, data %s\n", x.api.URL(), c.Data)
	supervised := make(chan struct{})
	stopping, stop := context.WithCancel(ctx)
	go func() { defer close(supervised); x.supervise(stopping) }()
	err = x.run(ctx)
	stop()
	<-supervised
	return errors.Join(err, x.close())
}
