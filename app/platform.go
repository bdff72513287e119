// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"gambeson/api"
	"gambeson/bus/jetstream"
	"gambeson/bus/retain"
	"gambeson/console"
	"gambeson/ingest"
	"gambeson/pipeline"
	"gambeson/sigma"
	"gambeson/state"
	"gambeson/telemetry"
)

// platform is everything that runs in `gambeson serve`, in data order.
type platform struct {
	config   *Config
	logger   *slog.Logger
	log      *jetstream.Log
	state    *state.DB
	metrics  *telemetry.Provider
	acceptor *ingest.Acceptor
	doors    []door
	meter    *pipeline.Meter
	pipeline *pipeline.Pipeline
	holdings *holdings
	readers  []*consumer
	again    *reprocessor
	janitor  *retain.Janitor
	api      *api.Server
	respond  []responder
}

// drainTime is how long a part may take to end in order.
const drainTime = 15 * time.Second

// openPlatform opens what is kept and makes the parts; nothing runs before
// [platform.run]. The caller closes it.
func openPlatform(ctx context.Context, c *Config, logger *slog.Logger, secret secrets) (x *platform, err error) {
	c = fitConnections(c, openFiles(), logger)
	x = &platform{config: c, logger: logger, meter: &pipeline.Meter{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, x.close())
		}
	}()
	if err := x.openCore(ctx); err != nil {
		return x, err
	}
	if x.readers, err = x.consumers(ctx); err != nil {
		return x, err
	}
	if err := x.openReprocessor(ctx); err != nil {
		return x, err
	}
	if err := x.openJanitor(); err != nil {
		return x, err
	}
	if err := x.openDoors(ctx); err != nil {
		return x, err
	}
	if err := x.observe(); err != nil {
		return x, err
	}
	if err := x.openResponders(secret); err != nil {
		return x, err
	}
	return x, x.openAPI(ctx)
}

// openCore opens what is kept, and what processes it.
func (x *platform) openCore(ctx context.Context) error {
	c, logger := x.config, x.logger
	var err error
	if x.state, err = state.Open(ctx, state.Deps{Logger: logger, Channels: c.Respond.Notify.Channels()}, filepath.Join(c.Data, stateFolder)); err != nil {
		return withHint(err, "is another server running on this folder?")
	}
	if x.log, err = jetstream.Open(filepath.Join(c.Data, "log"), jetstream.Deps{Log: logger}, c.Bus); err != nil {
		return fmt.Errorf("open the log: %w", err)
	}
	if x.metrics, err = startTelemetry(ctx, c, logger); err != nil {
		return err
	}
	set, err := loadRules(c.Rules.Dirs, c.Rules.Pack)
	if err != nil {
		return err
	}
	logProblems(logger, set)
	engine, err := newEngine(c, engineOptions{rules: set, own: len(c.Rules.Dirs) == 0, log: logger})
	if err != nil {
		return err
	}
	return x.openPipeline(engine)
}

func startTelemetry(ctx context.Context, c *Config, logger *slog.Logger) (*telemetry.Provider, error) {
	build, _ := debug.ReadBuildInfo()
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return telemetry.Start(ctx, telemetry.Deps{Version: versionOf(build).Version, Instance: host, Log: logger}, c.Telemetry)
}

func logProblems(logger *slog.Logger, set *sigma.Set) {
	for _, p := range set.Problems {
		if p.Severity == sigma.Error {
			logger.Warn("rule left out", "rule", p.String())
		}
	}
}

func (x *platform) openPipeline(e *engine) error {
	dir := filepath.Join(x.config.Data, stateFolder, "judges")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("folder for snapshots: %w", err)
	}
	x.holdings = newHoldings(e)
	var err error
	x.pipeline, err = pipeline.New(pipeline.Deps{
		Log: x.log, Dir: dir, Logger: x.logger, Meter: x.meter, Tenant: x.config.Tenant,
		Stage: func() (pipeline.Stage, error) { return &tracedStage{e.newStage(), x.metrics.Tracer("pipeline")}, nil },
		Judge: func(shard int) (pipeline.Judge, error) {
			j, err := e.newJudge(x.config.Detect)
			if err == nil {
				x.holdings.measure(shard, j)
			}
			return j, err
		},
		Span: judgeSpan(x.metrics.Tracer("pipeline")),
	}, x.config.Pipeline)
	return err
}

func (x *platform) openDoors(ctx context.Context) error {
	var err error
	x.acceptor, err = ingest.New(x.appender(), x.logger, x.config.Ingest.Common)
	if err != nil {
		return err
	}
	if err := x.recallSources(ctx); err != nil {
		return err
	}
	return x.addDoors(doors(x.doorDeps(), x.config.ingest()))
}

// openInput lets what is read be a door too, where the configuration names a
// source for it.
func (x *platform) openInput(in io.Reader) error {
	return x.addDoors(inputs(x.doorDeps(), in, x.config.ingest()))
}

func (x *platform) doorDeps() ingest.Deps {
	return ingest.Deps{
		Acceptor: x.acceptor, Senders: newSenders(x.state.Sources), Log: x.logger,
		Dir: filepath.Join(x.config.Data, stateFolder), KeysDir: filepath.Join(x.config.Data, "keys"),
	}
}

func (x *platform) addDoors(all []newDoor) error {
	for _, newDoor := range all {
		d, err := newDoor()
		if err != nil {
			return err
		}
		x.doors = append(x.doors, d)
	}
	return nil
}

func (x *platform) openAPI(ctx context.Context) error {
	var err error
	x.api, err = api.New(api.Deps{
		State: x.state, Health: x, Senders: activity{x.acceptor}, Again: x.again, Feed: api.NewFeed(),
		Letters: &letters{func() (*jetstream.Log, error) { return x.log, nil }},
		Metrics: x.metrics.Handler(), Meter: x.metrics.Meter("api"), KeysDir: filepath.Join(x.config.Data, "keys"),
		Console: console.Handler(), SocketDir: socketDir(x.config.Data), Log: x.logger,
	}, x.config.API)
	if err != nil {
		return err
	}
	return x.api.Listen(ctx)
}

// run runs all parts until ctx ends or one of them cannot go on. They are
// started in data order's reverse, so that nothing comes in before what is
// behind it is there, and stopped from the doors on.
func (x *platform) run(ctx context.Context) error {
	inner, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	g, inner := errgroup.WithContext(inner)
	g.Go(func() error { return x.api.Run(inner) })
	for _, r := range x.respond {
		g.Go(func() error { return r.Run(inner) })
	}
	for _, r := range x.readers {
		g.Go(func() error { return r.run(inner) })
	}
	g.Go(func() error { return x.expire(inner) })
	g.Go(func() error { return x.pipeline.Run(inner) })
	g.Go(func() error { return x.again.Run(inner) })
	g.Go(func() error { return x.janitor.Run(inner) })
	g.Go(func() error { return ignoreCanceled(x.acceptor.Watch(inner)) })
	g.Go(func() error { return x.rememberSources(inner) })
	g.Go(func() error { return x.watch(inner) })
	for _, d := range x.doors {
		g.Go(func() error { return ignoreCanceled(d.Run(inner)) })
	}
	g.Go(func() error {
		select {
		case <-ctx.Done():
		case <-inner.Done():
		}
		err := x.closeDoors()
		stop()
		return err
	})
	return ignoreCanceled(g.Wait())
}

// closeDoors answers what has begun and takes nothing more.
func (x *platform) closeDoors() error {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	g := errgroup.Group{}
	for _, d := range x.doors {
		g.Go(func() error { return d.Shutdown(ctx) })
	}
	return errors.Join(g.Wait(), x.acceptor.Shutdown(ctx))
}

// close closes what is open, from the last part to the first.
func (x *platform) close() error {
	var errs []error
	if x.metrics != nil {
		ctx, cancel := context.WithTimeout(context.Background(), drainTime)
		defer cancel()
		errs = append(errs, x.metrics.Shutdown(ctx))
	}
	if x.log != nil {
		errs = append(errs, x.log.Close())
	}
	if x.state != nil {
		errs = append(errs, x.state.Close())
	}
	return errors.Join(errs...)
}

func ignoreCanceled(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
