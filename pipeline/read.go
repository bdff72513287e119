// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gambeson/bus"
	"gambeson/event"
)

// commitEvery is how long a reader may work before it commits.
const commitEvery = time.Second

// window is how many messages are processed at once, at most: what follows from them is in memory together.
const window = 256

// reader processes one raw shard.
type reader struct {
	*Pipeline
	shard     bus.Shard
	stages    []Stage  // one for each worker
	results   []result // one for each message of a window
	done      bus.Position
	committed bus.Position
	at        time.Time // of the last commit
	ticks     int       // since the last message
	quiet     time.Duration
}

// result is what a message gave.
type result struct {
	batch event.Batch
	out   Output
}

// read processes the raw shard n until ctx ends.
func (p *Pipeline) read(ctx context.Context, n int) error {
	r := &reader{Pipeline: p, shard: bus.Shard{Stream: bus.Raw, Number: n}, at: time.Now()}
	for range p.config.workers() {
		stage, err := p.Stage()
		if err != nil {
			return fmt.Errorf("stage: %w", err)
		}
		r.stages = append(r.stages, stage)
	}
	var err error
	if r.done, err = p.Log.Committed(ctx, Group, r.shard); err != nil {
		return fmt.Errorf("read %s: %w", r.shard, err)
	}
	r.committed = r.done
	r.quiet = p.config.IdleTick
	err = r.run(ctx)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitEvery)
	defer cancel()
	return errors.Join(err, ignoreClosed(r.commit(last)))
}

func (r *reader) run(ctx context.Context) error {
	for {
		messages, err := r.next(ctx)
		if err != nil {
			return err
		}
		for some := range slices.Chunk(messages, window) {
			if err := r.process(ctx, some); err != nil {
				return err
			}
		}
		if time.Since(r.at) >= commitEvery || len(messages) == 0 {
			if err := r.commit(ctx); err != nil {
				return err
			}
		}
	}
}

// next returns the next messages, or none after a quiet time.
func (r *reader) next(ctx context.Context) ([]bus.Message, error) {
	quiet, cancel := context.WithTimeout(ctx, r.quiet)
	defer cancel()
	messages, err := r.Log.Read(quiet, r.shard, r.done, r.config.ReadBytes)
	switch {
	case err == nil:
		return messages, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, r.tick(ctx)
	case away(err):
		r.waitForLog(quiet, r.shard, err)
		return nil, ctx.Err()
	default:
		return nil, fmt.Errorf("read %s: %w", r.shard, err)
	}
}

// longestTick is how long a reader that has nothing to read stays silent.
const longestTick = time.Minute

// tick says in the log how long there was nothing to read: after a short time
// first, then after longer and longer ones.
func (r *reader) tick(ctx context.Context) error {
	if r.done == 0 {
		return nil // nothing was ever read: there is no time to move on
	}
	from := place{shard: r.shard, epoch: r.epochs[r.shard], at: r.done}
	body := (&observed{Reader: r.shard.Number, Idle: int64(r.quiet)}).encode()
	var following following
	for n := range r.config.Judges {
		to := bus.Shard{Stream: bus.Observation, Number: n}
		following.add(to, from.id("tick", to, r.ticks), body)
	}
	if err := r.appendAll(ctx, following); err != nil {
		return fmt.Errorf("append a tick: %w", err)
	}
	r.ticks++
	r.quiet = min(2*r.quiet, max(longestTick, r.config.IdleTick))
	return nil
}

// process appends what follows from messages, in their order.
func (r *reader) process(ctx context.Context, messages []bus.Message) error {
	for len(r.results) < len(messages) {
		r.results = append(r.results, result{})
	}
	results := r.results[:len(messages)]
	r.stageAll(messages, results)
	var following following
	for i := range results {
		from := place{shard: r.shard, epoch: r.epochs[r.shard], at: messages[i].Position}
		r.addObservations(&following, from, &results[i].out)
		following.addOutput(from, &results[i].out)
	}
	if err := r.appendAll(ctx, following); err != nil {
		return err
	}
	for i := range results {
		r.Meter.processed(&results[i].out, results[i].batch.Received)
		results[i].out.Reset() // what it points to may go, and the messages
		clear(results[i].batch.Records)
	}
	r.done, r.ticks, r.quiet = messages[len(messages)-1].Position, 0, r.config.IdleTick
	return nil
}

// stageAll has the workers process messages, whoever is free the next one: a stage keeps nothing that another message's
// result depends on.
func (r *reader) stageAll(messages []bus.Message, results []result) {
	var next atomic.Int64
	work := func(s Stage) {
		for i := next.Add(1) - 1; i < int64(len(messages)); i = next.Add(1) - 1 {
			r.stage(s, &messages[i], &results[i])
		}
	}
	var others sync.WaitGroup
	for _, s := range r.stages[1:min(len(r.stages), len(messages))] {
		others.Go(func() { work(s) })
	}
	work(r.stages[0])
	others.Wait()
}

// stage has a stage process one message.
func (r *reader) stage(s Stage, m *bus.Message, x *result) {
	x.out.Reset()
	if err := x.batch.UnmarshalBinary(m.Body); err != nil {
		x.out.DeadLetters = append(x.out.DeadLetters, DeadLetter{
			Tenant: r.Tenant, Stream: r.shard.String(), Position: uint64(m.Position), Received: m.Time.UnixNano(),
			Event: event.NewID("no batch", string(m.Body)), // its bytes are all there is of it, wherever it lies
			Class: ClassBatch, Reason: err.Error(), Data: m.Body,
		})
		return
	}
	x.out.follow(&x.batch)
	s.Process(&x.batch, &x.out)
}

func (r *reader) commit(ctx context.Context) error {
	r.at = time.Now()
	if r.done == r.committed {
		return nil
	}
	switch err := r.Log.Commit(ctx, Group, r.shard, r.done); {
	case err == nil:
		r.committed = r.done
	case away(err): // another time: what is not committed is read again after a crash, and known
		r.Logger.Warn("a position is not committed", "shard", r.shard.String(), "error", err)
	default:
		return fmt.Errorf("commit %s: %w", r.shard, err)
	}
	return nil
}

// ignoreClosed drops the errors of a log that is going away.
func ignoreClosed(err error) error {
	if errors.Is(err, bus.ErrClosed) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}
