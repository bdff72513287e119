// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"golang.org/x/sync/errgroup"

	"gambeson/bus"
	"gambeson/event"
)

// Group is the name under which the pipeline's positions are kept in the log.
const Group = "pipeline"

// Log is what the pipeline needs of the log.
type Log interface {
	bus.Appender
	bus.Reader
	bus.Positions
	bus.Inspector
}

// Deps are what the pipeline is given.
type Deps struct {
	Log Log
	// Stage makes the stage of one reader, Judge the judge of one shard.
	Stage func() (Stage, error)
	Judge func(shard int) (Judge, error)
	// Dir is the folder for snapshots.
	Dir    string
	Logger *slog.Logger
	Meter  *Meter
	// Tenant is the operator's: it owns dead letters that nobody can tell the tenant of.
	Tenant string
	// Span begins to measure what a judge does with the observations of one
	// batch, told by the id of its first event; the function that it returns ends
	// that with what came of it. nil for nothing.
	Span func(id event.ID) func(*Output)
}

// A Pipeline takes records from the log and puts back what follows from them.
type Pipeline struct {
	Deps
	config Config
	epochs map[bus.Shard]string
}

// New returns a pipeline; nothing runs before [Pipeline.Run].
func New(d Deps, c Config) (*Pipeline, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("pipeline: %w", err)
	}
	if d.Meter == nil {
		d.Meter = &Meter{}
	}
	return &Pipeline{Deps: d, config: c}, nil
}

// Run processes until ctx ends or the log is closed, and returns nil then. Any
// other error means that it cannot go on: the log is damaged, or a snapshot is.
// What was processed is committed before it returns, where the log still takes
// it.
func (p *Pipeline) Run(ctx context.Context) error {
	if err := p.attach(ctx); err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	for n := range p.config.Judges {
		g.Go(func() error { return p.judge(ctx, n) })
	}
	for n := range p.config.Shards {
		g.Go(func() error { return p.read(ctx, n) })
	}
	err := g.Wait()
	if errors.Is(err, context.Canceled) || errors.Is(err, bus.ErrClosed) {
		return nil
	}
	return err
}

// attach makes the group known in all shards, so that nothing is trimmed
// before it was read, and learns their epochs.
func (p *Pipeline) attach(ctx context.Context) error {
	for _, s := range p.inputs() {
		if err := p.Log.Commit(ctx, Group, s, 0); err != nil {
			return fmt.Errorf("attach to %s: %w", s, err)
		}
	}
	all, err := p.Log.Stats(ctx)
	if err != nil {
		return fmt.Errorf("attach to the log: %w", err)
	}
	p.epochs = make(map[bus.Shard]string)
	for _, s := range all {
		p.epochs[s.Shard] = s.Epoch
	}
	return nil
}

func (p *Pipeline) inputs() []bus.Shard {
	var out []bus.Shard
	for n := range p.config.Shards {
		out = append(out, bus.Shard{Stream: bus.Raw, Number: n})
	}
	for n := range p.config.Judges {
		out = append(out, bus.Shard{Stream: bus.Observation, Number: n})
	}
	return out
}
