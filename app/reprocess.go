// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"gambeson/api"
	"gambeson/api/client"
	"gambeson/bus/jetstream"
	"gambeson/pipeline"
	"gambeson/state"
	"gambeson/telemetry"
)

// reprocessOrder is what the command is told.
type reprocessOrder struct {
	from, to, source, reason string
	wait                     bool
}

// reprocessCommand builds `gambeson reprocess`.
func reprocessCommand(p *program) *cobra.Command {
	var o reprocessOrder
	cmd := &cobra.Command{
		Use:   "reprocess",
		Short: "Process the records of a time range again, after a parser was mended",
		Long: `Reprocess reads the records that were received in a time range from the log again. What follows has the ids it had,
so only what is new appears; dead letters that can be read now are marked as replayed. While a server runs on the data
folder it is the server that does it, beside what arrives. One range is processed at a time; a server goes on with it
after a restart.`,
		Args: cobra.NoArgs,
		RunE: runs(func(ctx context.Context, _ []string) error { return p.reprocess(ctx, &o) }),
	}
	flags := cmd.Flags()
	flags.StringVar(&o.from, "from", "", "records received from this `TIME` on: 2026-03-02T09:00:00Z, or 24h for so long ago")
	flags.StringVar(&o.to, "to", "0s", "and before this `TIME`")
	flags.StringVar(&o.source, "source", "", "records of the source `NAME` only")
	flags.StringVar(&o.reason, "reason", "", "why, for the audit trail")
	flags.BoolVar(&o.wait, "wait", false, "wait until the server is done")
	p.askFlags(cmd)
	return cmd
}

func (p *program) reprocess(ctx context.Context, o *reprocessOrder) error {
	now := time.Now()
	from, err := parseMoment("--from", o.from, now)
	if err != nil {
		return err
	}
	to, err := parseMoment("--to", o.to, now)
	if err != nil {
		return err
	}
	if !from.Before(to) {
		return usageErrorf("", "--from must be before --to")
	}
	order := client.BeginReprocessingParams{Reason: o.reason, Body: client.NewReprocessing{From: from, To: to, Source: o.source}}
	return p.askOr(ctx, false, func(ctx context.Context, s *session) error {
		done, err := s.BeginReprocessing(ctx, order)
		for err == nil && o.wait && done.State == state.ReprocessRunning {
			if err = pause(ctx, 500*time.Millisecond); err == nil {
				done, err = s.GetReprocessing(ctx, client.GetReprocessingParams{ID: done.ID})
			}
		}
		if err != nil {
			return err
		}
		return p.showReprocessing(&done)
	}, func(ctx context.Context, c *Config) error { return p.reprocessHere(ctx, c, order) })
}

// showReprocessing shows how far one has come; that it failed is an error.
func (p *program) showReprocessing(x *client.Reprocessing) error {
	if !x.CompleteFrom.IsZero() {
		fmt.Fprintf(p.Stderr, "warning: the log has given up what was received before %s\n", x.CompleteFrom.Format(time.RFC3339Nano))
	}
	err := p.object(x, "reprocessing", x.ID, "state", x.State, "records", strconv.FormatInt(x.Records, 10),
		"new findings", strconv.FormatInt(x.Findings, 10), "dead letters read", strconv.FormatInt(x.DeadLetters, 10))
	if err == nil && x.Error != "" {
		err = errors.New(printable(x.Error))
	}
	return err
}

// parseMoment reads a time, or how long ago it is.
func parseMoment(flag, text string, now time.Time) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	ago, err := time.ParseDuration(text)
	if err != nil || ago < 0 {
		return now, usageErrorf("a time as 2026-03-02T09:00:00Z, or 24h for so long ago", "%s %q is no time", flag, text)
	}
	return now.Add(-ago), nil
}

// reprocessHere does it in this process, over a folder that no server has. What follows reaches the cases when one runs.
func (p *program) reprocessHere(ctx context.Context, c *Config, order client.BeginReprocessingParams) (err error) {
	log, err := telemetry.NewLogger(p.Stderr, c.Log)
	if err != nil {
		return err
	}
	x := &platform{config: c, logger: log, meter: &pipeline.Meter{}}
	defer func() { err = errors.Join(err, x.close()) }()
	if err := x.openCore(ctx); err != nil {
		return err
	}
	if err := x.openReprocessor(ctx); err != nil {
		return err
	}
	server, err := api.New(api.Deps{
		State: x.state, Again: x.again, Log: log, Letters: &letters{func() (*jetstream.Log, error) { return x.log, nil }},
	}, c.API)
	if err != nil {
		return err
	}
	return p.askLocal(ctx, c, client.Handler(server.Local()), func(ctx context.Context, s *session) error {
		begun, err := s.BeginReprocessing(ctx, order)
		if err != nil {
			return err
		}
		if err := x.again.work(ctx); err != nil {
			return err
		}
		done, err := s.GetReprocessing(ctx, client.GetReprocessingParams{ID: begun.ID})
		if err != nil {
			return err
		}
		return p.showReprocessing(&done)
	})
}
