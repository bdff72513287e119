// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gambeson/bus"
	"gambeson/state"
)

// consumer reads one shard of the log into the state. How far it has come is
// kept with what it wrote, in one transaction, so that nothing is taken twice
// or left out.
//
// A consumer with a memory of its own keeps a snapshot of it now and then. The
// log is told the position of the snapshot and not of what was written: what is
// between the two must be read again after a crash, so it must not be trimmed.
type consumer struct {
	*platform
	name  string
	shard bus.Shard
	epoch string
	done  bus.Position // taken
	kept  bus.Position // what a start can go on from: committed to the log
	// take deals with messages and keeps the checkpoint with what follows from
	// them.
	take func(ctx context.Context, messages []bus.Message, cp *state.Checkpoint) error
	// memory is what the consumer knows besides the state; nil for nothing.
	memory snapshotter
}

// snapshotter is a memory of what a consumer knows besides the state.
type snapshotter interface {
	snapshot() ([]byte, error)
	restore(data []byte) error
}

// limits of a consumer.
const (
	consumerBytes  = 1 << 20
	consumerCommit = time.Second
)

// begin makes the consumer known to the log and finds out where it goes on.
func (c *consumer) begin(ctx context.Context) error {
	if err := c.log.Commit(ctx, c.name, c.shard, 0); err != nil {
		return fmt.Errorf("%s: attach to %s: %w", c.name, c.shard, err)
	}
	epoch, err := c.log.Epoch(ctx, c.shard)
	if err != nil {
		return fmt.Errorf("%s: epoch of %s: %w", c.name, c.shard, err)
	}
	c.epoch = epoch
	if err := c.restore(ctx); err != nil {
		return err
	}
	c.done = c.kept
	return c.agree(ctx)
}

// restore finds what is kept, if it is of this log.
func (c *consumer) restore(ctx context.Context) error {
	get := c.state.Checkpoints.Position
	if c.memory != nil {
		get = c.state.Checkpoints.Snapshot
	}
	cp, err := get(ctx, c.name, uint32(c.shard.Number))
	switch {
	case errors.Is(err, state.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", c.name, err)
	case cp.Epoch != c.epoch:
		c.logger.Warn("the log was made again: reading it from its beginning", "consumer", c.name)
		return nil
	}
	if c.memory != nil {
		if err := c.memory.restore(cp.Snapshot); err != nil {
			return fmt.Errorf("%s: restore: %w", c.name, err)
		}
	}
	c.kept = bus.Position(cp.Position)
	return nil
}

// agree makes the log know what the state knows. It may be behind, where the
// program ended between the two; or further than the state, which was restored
// from a copy, or is gone: then it goes back. Nothing is trimmed yet when it is
// called. What is gone already the consumer goes on without, see next.
func (c *consumer) agree(ctx context.Context) error {
	committed, err := c.log.Committed(ctx, c.name, c.shard)
	if err != nil || committed == c.kept {
		return err
	}
	if committed > c.kept {
		c.logger.Warn("the state is older than the log: reading again", "consumer", c.name, "shard", c.shard.String(),
			"from", uint64(c.kept), "committed", uint64(committed))
		if err := c.log.Forget(ctx, c.name); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	if err := c.log.Commit(ctx, c.name, c.shard, c.kept); err != nil {
		return fmt.Errorf("%s: %w", c.name, err)
	}
	return nil
}

// run reads until ctx ends or the log is closed.
func (c *consumer) run(ctx context.Context) error {
	err := c.follow(ctx)
	if errors.Is(err, bus.ErrClosed) || ctx.Err() != nil {
		return nil //nolint:nilerr // the platform stops
	}
	return fmt.Errorf("%s: %w", c.name, err)
}

func (c *consumer) follow(ctx context.Context) error {
	committed, at := c.kept, time.Now()
	for {
		messages, err := c.next(ctx)
		if err != nil {
			return fmt.Errorf("read %s: %w", c.shard, err)
		}
		if err := c.keep(ctx, messages); err != nil {
			return err
		}
		if committed == c.kept || len(messages) > 0 && time.Since(at) < consumerCommit {
			continue
		}
		at = time.Now()
		switch err := c.log.Commit(ctx, c.name, c.shard, c.kept); {
		case err == nil:
			committed = c.kept
		case unavailable(err): // another time: until then the log keeps more than it has to
			c.logger.Warn("a position is not committed", "consumer", c.name, "error", err)
		default:
			return fmt.Errorf("commit: %w", err)
		}
	}
}

// unavailable reports whether the log or the state is away for now, as with a full disk.
func unavailable(err error) bool {
	return errors.Is(err, state.ErrUnavailable) || errors.Is(err, bus.ErrUnavailable) || errors.Is(err, bus.ErrFull)
}

// longestWait is how long something that is away is left alone.
const longestWait = 5 * time.Second

// insist does what writes to the state, again and again while it is away: with a full disk, nothing else is to be done
// than to wait, and what waits is in the log.
func (x *platform) insist(ctx context.Context, what string, do func() error) error {
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, longestWait) {
		err := do()
		if !unavailable(err) {
			return err
		}
		x.logger.Warn("the state does not take what follows from the log", "consumer", what, "error", err)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// keep takes messages, and keeps the memory with them where that is due. It is
// always due in a quiet time: nothing then has to be read again.
func (c *consumer) keep(ctx context.Context, messages []bus.Message) error {
	cp := &state.Checkpoint{Consumer: c.name, Shard: uint32(c.shard.Number), Epoch: c.epoch, Position: uint64(c.done)}
	if len(messages) == 0 {
		if c.kept == c.done {
			return nil
		}
		if err := c.remember(cp); err != nil {
			return err
		}
		if err := c.insist(ctx, c.name, func() error { return c.state.Checkpoints.Save(ctx, cp) }); err != nil {
			return err
		}
		c.kept = c.done
		return nil
	}
	last := messages[len(messages)-1].Position
	cp.Position = uint64(last)
	if err := c.take(ctx, messages, cp); err != nil {
		return err
	}
	c.done = last
	if c.memory == nil || cp.Snapshot != nil {
		c.kept = last
	}
	return nil
}

// remember puts the memory into a checkpoint.
func (c *consumer) remember(cp *state.Checkpoint) (err error) {
	if c.memory == nil {
		return nil
	}
	if cp.Snapshot, err = c.memory.snapshot(); err != nil {
		return fmt.Errorf("%s: snapshot: %w", c.name, err)
	}
	return nil
}

// next returns the next messages, or none after a quiet time.
func (c *consumer) next(ctx context.Context) ([]bus.Message, error) {
	quiet, cancel := context.WithTimeout(ctx, consumerCommit)
	defer cancel()
	messages, err := c.log.Read(quiet, c.shard, c.done, consumerBytes)
	if trimmed, ok := errors.AsType[*bus.TrimmedError](err); ok {
		c.logger.Error("the log has no longer what the state lacks: going on without it", "consumer", c.name, "shard", c.shard.String(),
			"after", uint64(trimmed.After), "resume", uint64(trimmed.Resume))
		c.done = trimmed.Resume
		return nil, nil
	}
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return nil, nil
	}
	if unavailable(err) { // until it is healed
		c.logger.Warn("the log does not give messages", "consumer", c.name, "error", err)
		<-quiet.Done()
		return nil, nil
	}
	return messages, err
}
