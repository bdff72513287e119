// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"gambeson/bus"
	"gambeson/event"
	"gambeson/pipeline"
	"gambeson/state"
)

// reprocessGroup holds what is still to be processed again in the log.
const reprocessGroup = "reprocess"

// reprocessor processes time ranges again, one at a time. What it does and how far it has come is in the state, so that a
// start goes on where the last one was. It implements [api.Reprocessor].
type reprocessor struct {
	*platform
	mu   sync.Mutex // held to begin and to end one
	wake chan struct{}
}

// openReprocessor makes it, and holds in the log what one that runs has still to read. It is called before anything is
// trimmed.
func (x *platform) openReprocessor(ctx context.Context) error {
	x.again = &reprocessor{platform: x, wake: make(chan struct{}, 1)}
	_, err := x.state.Reprocessings.Running(ctx)
	switch {
	case errors.Is(err, state.ErrNotFound):
		return x.log.Forget(ctx, reprocessGroup)
	case err != nil:
		return err
	}
	x.again.wake <- struct{}{}
	return x.again.hold(ctx)
}

// hold keeps raw as it is.
func (r *reprocessor) hold(ctx context.Context) error {
	for n := range r.config.Pipeline.Shards {
		if err := r.log.Commit(ctx, reprocessGroup, bus.Shard{Stream: bus.Raw, Number: n}, 0); err != nil {
			return fmt.Errorf("hold records: %w", err)
		}
	}
	return nil
}

// Begin implements [api.Reprocessor]. It finds out what the log has of the range, and returns at once.
func (r *reprocessor) Begin(ctx context.Context, x state.Reprocessing, cause state.Cause) (state.Reprocessing, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, err := r.state.Reprocessings.Running(ctx)
	if errors.Is(err, state.ErrNotFound) {
		if err := r.hold(ctx); err != nil {
			return x, err
		}
	}
	begun, err := r.begin(ctx, x, cause)
	if err != nil || begun.State != state.ReprocessRunning {
		if _, running := r.state.Reprocessings.Running(ctx); errors.Is(running, state.ErrNotFound) {
			err = errors.Join(err, r.log.Forget(ctx, reprocessGroup))
		}
		return begun, err
	}
	select {
	case r.wake <- struct{}{}:
	default: // it is awake
	}
	return begun, nil
}

func (r *reprocessor) begin(ctx context.Context, x state.Reprocessing, cause state.Cause) (state.Reprocessing, error) {
	all, err := r.log.Stats(ctx)
	if err != nil {
		return x, err
	}
	gone := len(all) > 0
	for _, s := range all {
		if s.Shard.Stream != bus.Raw || s.First > s.Last {
			continue
		}
		i := slices.IndexFunc(s.Groups, func(g bus.GroupStats) bool { return g.Group == pipeline.Group })
		if i < 0 {
			continue // nothing of it has been processed
		}
		x.Shards = append(x.Shards, state.ReprocessShard{
			Shard: uint32(s.Shard.Number), Epoch: s.Epoch, Done: uint64(s.First - 1), Through: uint64(s.Groups[i].Committed),
		})
		from, err := r.keptFrom(ctx, &s)
		if err != nil {
			return x, err
		}
		gone = gone && from >= x.Until
		if from > x.Since {
			x.CompleteFrom = max(x.CompleteFrom, from)
		}
	}
	if gone && x.CompleteFrom > 0 {
		return x, fmt.Errorf("%w: the log has given up all of the range: it has records received from %s on", state.ErrInvalid, moment(x.CompleteFrom))
	}
	return r.state.Reprocessings.Begin(ctx, x, cause)
}

// keptFrom returns from when on a shard has all that was received; 0 where nothing was trimmed.
func (r *reprocessor) keptFrom(ctx context.Context, s *bus.Stats) (int64, error) {
	if s.First <= 1 {
		return 0, nil
	}
	messages, err := r.log.Read(ctx, s.Shard, s.First-1, 1)
	if err != nil {
		return 0, err
	}
	var b event.Batch
	if b.UnmarshalBinary(messages[0].Body) != nil {
		return messages[0].Time.UnixNano(), nil //nolint:nilerr // no batch: when the log wrote it says as much
	}
	return b.Received, nil
}

// Run works until ctx ends or the log is closed.
func (r *reprocessor) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-r.wake:
		}
		if err := r.caughtUp(ctx); err != nil {
			return ignoreStopped(ctx, err)
		}
		if err := r.work(ctx); err != nil {
			return ignoreStopped(ctx, err)
		}
	}
}

// ignoreStopped drops the errors of a platform that stops.
func ignoreStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil || errors.Is(err, bus.ErrClosed) {
		return nil //nolint:nilerr // it goes on at the next start
	}
	return err
}

// caughtUp waits until the state knows all findings and dead letters that there are now: what is known is not made again.
func (r *reprocessor) caughtUp(ctx context.Context) error {
	ends := make(map[bus.Shard]bus.Position)
	all, err := r.log.Stats(ctx)
	for _, s := range all {
		if s.Shard.Stream == bus.Finding || s.Shard.Stream == bus.DeadLetter {
			ends[s.Shard] = s.Last
		}
	}
	tick := time.NewTicker(consumerCommit / 4)
	defer tick.Stop()
	for err == nil && len(ends) > 0 {
		all, err = r.log.Stats(ctx)
		for _, s := range all {
			if !slices.ContainsFunc(s.Groups, func(g bus.GroupStats) bool { return g.Committed < ends[s.Shard] }) {
				delete(ends, s.Shard)
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return err
}

// work does what is to be done, and ends it.
func (r *reprocessor) work(ctx context.Context) error {
	x, err := r.state.Reprocessings.Running(ctx)
	if errors.Is(err, state.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	r.logger.Info("processing records again", "reprocessing", x.ID.String(), "from", moment(x.Since), "to", moment(x.Until), "records_of", x.Source)
	for err = r.readAgain(ctx, &x); errors.Is(err, bus.ErrUnavailable) && ctx.Err() == nil; err = r.readAgain(ctx, &x) {
		select {
		case <-time.After(consumerCommit): // the log comes back by itself
		case <-ctx.Done():
		}
	}
	if ctx.Err() != nil || errors.Is(err, bus.ErrClosed) {
		return err
	}
	if err != nil {
		r.logger.Error("processing records again failed", "reprocessing", x.ID.String(), "error", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.state.Reprocessings.Finish(ctx, &x, err); err != nil {
		return err
	}
	r.logger.Info("records were processed again", "reprocessing", x.ID.String(), "records", x.Records, "findings", x.Findings, "letters", x.Letters)
	return r.log.Forget(ctx, reprocessGroup)
}

// readAgain processes what is left of the shards, and keeps how far it has come.
func (r *reprocessor) readAgain(ctx context.Context, x *state.Reprocessing) error {
	for i := range x.Shards {
		s := &x.Shards[i]
		shard := bus.Shard{Stream: bus.Raw, Number: int(s.Shard)}
		epoch, err := r.log.Epoch(ctx, shard)
		if err != nil {
			return err
		}
		if epoch != s.Epoch {
			return fmt.Errorf("%s was made again meanwhile", shard)
		}
		again := pipeline.Again{
			ID: x.ID.String(), Tenant: x.Tenant, Source: x.Source, From: x.Since, To: x.Until,
			Shard: shard, After: bus.Position(s.Done), Through: bus.Position(s.Through),
		}
		err = r.pipeline.ReadAgain(ctx, again, againIndex{r.state}, func(step pipeline.AgainStep) error {
			s.Done = uint64(step.Done)
			x.Records += int64(step.Records)
			x.Findings += int64(step.Findings)
			x.Letters += int64(len(step.Read))
			if err := r.state.Reprocessings.Advance(ctx, x, step.Read); err != nil {
				return err
			}
			return r.log.Commit(ctx, reprocessGroup, shard, step.Done)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// againIndex knows what the state knows. It implements [pipeline.AgainIndex].
type againIndex struct{ db *state.DB }

// Letters implements [pipeline.AgainIndex].
func (x againIndex) Letters(ctx context.Context, tenant string, events []event.ID) (map[event.ID]bool, error) {
	states, err := x.db.DeadLetters.States(ctx, tenant, events)
	out := make(map[event.ID]bool, len(states))
	for id, s := range states {
		out[id] = s == state.DeadWaiting
	}
	return out, err
}

// Findings implements [pipeline.AgainIndex].
func (x againIndex) Findings(ctx context.Context, tenant string, ids []event.ID) (map[event.ID]bool, error) {
	return x.db.Findings.Known(ctx, tenant, ids)
}
