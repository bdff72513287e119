// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"gambeson/api"
	"gambeson/pipeline"
	"gambeson/state"
	"gambeson/telemetry"
)

// reprocessOrder is what the command is told.
type reprocessOrder struct {
	from, to, source, reason string
	wait                     bool
	remote                   remoteFlags
}

// reprocessCommand builds `gambeson reprocess`.
func reprocessCommand(p *program) *cobra.Command {
	var o reprocessOrder
	cmd := &cobra.Command{
		Use:   "reprocess",
		Short: "Process the records of a time range again, after a parser was mended",
		Long: `Reprocess reads the records that were received in a time range from the log again. What follows has the ids it had,
so only what is new appears; dead letters that can be read now are marked as replayed. While a server runs on the data
folder it is the server that does it: name it with --server. One range is processed at a time; a server goes on with it
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
	o.remote.add(cmd)
	p.dataFlag(cmd)
	p.tenantFlag(cmd)
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
	order := api.NewReprocessing{From: from, To: to, Source: o.source}
	r, err := o.remote.open(p)
	if err != nil {
		return err
	}
	var done api.Reprocessing
	if r != nil {
		done, err = r.reprocess(ctx, order, o.reason, o.wait)
	} else {
		done, err = p.reprocessHere(ctx, order, o.reason)
	}
	if err != nil {
		return stateError(err)
	}
	if !done.CompleteFrom.IsZero() {
		fmt.Fprintf(p.Stderr, "warning: the log has given up what was received before %s\n", done.CompleteFrom.Format(time.RFC3339Nano))
	}
	err = p.object(done, "reprocessing", done.ID, "state", done.State, "records", strconv.FormatInt(done.Records, 10),
		"new findings", strconv.FormatInt(done.Findings, 10), "dead letters read", strconv.FormatInt(done.Letters, 10))
	if err == nil && done.Error != "" {
		err = errors.New(done.Error)
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
func (p *program) reprocessHere(ctx context.Context, order api.NewReprocessing, reason string) (done api.Reprocessing, err error) {
	c, _, err := p.settings()
	if err != nil {
		return done, err
	}
	if c.Data == "" {
		return done, usageErrorf("name the platform's data folder with --data DIR, or its server with --server URL", "no data folder")
	}
	if _, err := os.Stat(filepath.Join(c.Data, stateFolder)); errors.Is(err, fs.ErrNotExist) {
		return done, withHint(fmt.Errorf("%s is no data folder: %w", c.Data, err), "`gambeson serve --data "+c.Data+"` makes one")
	}
	log, err := telemetry.NewLogger(p.Stderr, c.Log)
	if err != nil {
		return done, err
	}
	x := &platform{config: c, logger: log, meter: &pipeline.Meter{}}
	defer func() { err = errors.Join(err, x.close()) }()
	err = x.openCore(ctx)
	if errors.Is(err, state.ErrInUse) {
		return done, withHint(err, "a server runs on this folder: ask it with --server URL --token-file FILE")
	}
	if err != nil {
		return done, err
	}
	if err := x.openReprocessor(ctx); err != nil {
		return done, err
	}
	begun, err := x.again.Begin(ctx, state.Reprocessing{
		Tenant: c.Tenant, Source: order.Source, Since: order.From.UnixNano(), Until: order.To.UnixNano(),
	}, p.cause(reason))
	if err != nil {
		return done, err
	}
	if err := x.again.work(ctx); err != nil {
		return done, err
	}
	begun, err = x.state.Reprocessings.Get(ctx, begun.Tenant, begun.ID)
	return api.ReprocessingOf(begun), err
}

// reprocess has a server do it.
func (r *remote) reprocess(ctx context.Context, order api.NewReprocessing, reason string, wait bool) (done api.Reprocessing, err error) {
	const path = "/api/v1/reprocess"
	if err := r.do(ctx, http.MethodPost, path, reason, order, &done); err != nil {
		return done, err
	}
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for wait && done.State == state.ReprocessRunning {
		select {
		case <-ctx.Done():
			return done, ctx.Err()
		case <-tick.C:
		}
		if err := r.do(ctx, http.MethodGet, path+"/"+done.ID, "", nil, &done); err != nil {
			return done, err
		}
	}
	return done, nil
}
