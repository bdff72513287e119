// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gambeson/bus"
	"gambeson/event"
)

// commitEvery is how long a reader may work before it commits.
const commitEvery = time.Second

// reader processes one raw shard.
type reader struct {
	*Pipeline
	shard     bus.Shard
	stage     Stage
	batch     event.Batch
	out       Output
	done      bus.Position // processed
	committed bus.Position
	at        time.Time // of the last commit
	ticks     int       // since the last message
	quiet     time.Duration
}

// read processes the raw shard n until ctx ends.
func (p *Pipeline) read(ctx context.Context, n int) error {
	stage, err := p.Stage()
	if err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	r := &reader{Pipeline: p, shard: bus.Shard{Stream: bus.Raw, Number: n}, stage: stage, at: time.Now()}
	r.done, err = p.Log.Committed(ctx, Group, r.shard)
	if err != nil {
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
		for i := range messages {
			if err := r.process(ctx, &messages[i]); err != nil {
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
	body := encode(observed{Reader: r.shard.Number, Idle: int64(r.quiet)})
	for n := range r.config.Judges {
		to := bus.Shard{Stream: bus.Observation, Number: n}
		if err := r.append(ctx, to, from.id("tick", to, r.ticks), body); err != nil {
			return fmt.Errorf("append a tick: %w", err)
		}
	}
	r.ticks++
	r.quiet = min(2*r.quiet, max(longestTick, r.config.IdleTick))
	return nil
}

// process appends what follows from the message m.
func (r *reader) process(ctx context.Context, m *bus.Message) error {
	r.out.Reset()
	if err := r.batch.UnmarshalBinary(m.Body); err != nil {
		r.out.DeadLetters = append(r.out.DeadLetters, DeadLetter{
			Stream: r.shard.String(), Position: uint64(m.Position), Received: m.Time.UnixNano(),
			Class: "batch", Reason: err.Error(), Data: m.Body,
		})
	} else {
		r.out.follow(&r.batch)
		r.stage.Process(&r.batch, &r.out)
	}
	from := place{shard: r.shard, epoch: r.epochs[r.shard], at: m.Position}
	if err := r.appendObservations(ctx, from, &r.out); err != nil {
		return err
	}
	if err := r.appendOutput(ctx, from, &r.out); err != nil {
		return err
	}
	r.Meter.processed(&r.out, r.batch.Received)
	r.done, r.ticks, r.quiet = m.Position, 0, r.config.IdleTick
	return nil
}

func (r *reader) commit(ctx context.Context) error {
	r.at = time.Now()
	if r.done == r.committed {
		return nil
	}
	if err := r.Log.Commit(ctx, Group, r.shard, r.done); err != nil {
		return fmt.Errorf("commit %s: %w", r.shard, err)
	}
	r.committed = r.done
	return nil
}

// ignoreClosed drops the errors of a log that is going away.
func ignoreClosed(err error) error {
	if errors.Is(err, bus.ErrClosed) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}
