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

// append writes a message that follows from another, as long as it takes: a
// log that is full or away now takes messages again by itself.
func (p *Pipeline) append(ctx context.Context, to bus.Shard, id bus.ID, body []byte) error {
	const longest = 5 * time.Second
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, longest) {
		_, err := p.Log.Append(ctx, to, id, body)
		if !away(err) {
			return err
		}
		p.Logger.Warn("the log does not take a message", "shard", to.String(), "error", err)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// appendObservations appends what the message at from gave to each judge, and
// how far its reader has come to all of them.
func (p *Pipeline) appendObservations(ctx context.Context, from place, out *Output) error {
	if len(out.Observations) == 0 {
		return nil
	}
	byShard := make([][]Observation, p.config.Judges)
	for _, o := range out.Observations {
		n := shardOf(o.Key, p.config.Judges)
		byShard[n] = append(byShard[n], o)
	}
	for n, all := range byShard {
		to := bus.Shard{Stream: bus.Observation, Number: n}
		pieces := parts(all, func(o *Observation) int { return len(o.Key) + len(o.Data) })
		if len(pieces) == 0 {
			pieces = [][]Observation{nil}
		}
		for i, piece := range pieces {
			body := encode(observed{Reader: from.shard.Number, Newest: out.Newest, Observations: piece})
			if err := p.append(ctx, to, from.id("observation", to, i), body); err != nil {
				return fmt.Errorf("append observations: %w", err)
			}
		}
	}
	return nil
}

// away reports whether the log is full, or away, for now.
func away(err error) bool { return errors.Is(err, bus.ErrFull) || errors.Is(err, bus.ErrUnavailable) }

// waitForLog waits before a log is read again that was away.
func (p *Pipeline) waitForLog(quiet context.Context, from bus.Shard, err error) {
	p.Logger.Warn("the log does not give messages", "shard", from.String(), "error", err)
	<-quiet.Done()
}

// appendOutput appends findings and dead letters that follow from the message
// at from.
func (p *Pipeline) appendOutput(ctx context.Context, from place, out *Output) error {
	const perFinding = 4096
	finding := bus.Shard{Stream: bus.Finding}
	found := parts(out.Findings, func(**event.Finding) int { return perFinding })
	facts := parts(out.Facts, func(f *[]byte) int { return len(*f) })
	for i := range max(len(found), len(facts)) {
		var x Found
		if i < len(facts) {
			x.Facts = facts[i]
		}
		if i < len(found) {
			x.Findings = found[i]
		}
		if err := p.append(ctx, finding, from.id("finding", finding, i), encode(x)); err != nil {
			return fmt.Errorf("append findings: %w", err)
		}
	}
	letters := bus.Shard{Stream: bus.DeadLetter}
	for i, part := range parts(out.DeadLetters, func(d *DeadLetter) int { return len(d.Data) + len(d.Reason) + 512 }) {
		if err := p.append(ctx, letters, from.id("deadletter", letters, i), encode(part)); err != nil {
			return fmt.Errorf("append dead letters: %w", err)
		}
	}
	return nil
}
