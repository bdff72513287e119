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
type consumer struct {
	*platform
	name  string
	shard bus.Shard
	epoch string
	done  bus.Position
	// take deals with messages and keeps the checkpoint with what follows from
	// them.
	take func(ctx context.Context, messages []bus.Message, cp *state.Checkpoint) error
}

// limits of a consumer.
const (
	consumerBytes  = 4 << 20
	consumerCommit = time.Second
)

// begin makes the consumer known to the log and finds out where it goes on.
func (c *consumer) begin(ctx context.Context, snapshot func(*state.Checkpoint) error) error {
	if err := c.log.Commit(ctx, c.name, c.shard, 0); err != nil {
		return fmt.Errorf("%s: attach to %s: %w", c.name, c.shard, err)
	}
	epoch, err := c.log.Epoch(ctx, c.shard)
	if err != nil {
		return fmt.Errorf("%s: epoch of %s: %w", c.name, c.shard, err)
	}
	c.epoch = epoch
	get := c.state.Checkpoints.Position
	if snapshot != nil {
		get = c.state.Checkpoints.Snapshot
	}
	cp, err := get(ctx, c.name, uint32(c.shard.Number))
	switch {
	case errors.Is(err, state.ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("%s: %w", c.name, err)
	case cp.Epoch != epoch:
		c.logger.Warn("the log was made again: reading it from its beginning", "consumer", c.name)
		return nil
	}
	c.done = bus.Position(cp.Position)
	if snapshot != nil {
		return snapshot(&cp)
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
	committed, at := c.done, time.Now()
	for {
		messages, err := c.next(ctx)
		if err != nil {
			return fmt.Errorf("read %s: %w", c.shard, err)
		}
		if len(messages) > 0 {
			last := messages[len(messages)-1].Position
			cp := &state.Checkpoint{Consumer: c.name, Shard: uint32(c.shard.Number), Epoch: c.epoch, Position: uint64(last)}
			if err := c.take(ctx, messages, cp); err != nil {
				return err
			}
			c.done = last
		}
		if committed == c.done || len(messages) > 0 && time.Since(at) < consumerCommit {
			continue
		}
		if err := c.log.Commit(ctx, c.name, c.shard, c.done); err != nil {
			return fmt.Errorf("commit: %w", err)
		}
		committed, at = c.done, time.Now()
	}
}

// next returns the next messages, or none after a quiet time.
func (c *consumer) next(ctx context.Context) ([]bus.Message, error) {
	quiet, cancel := context.WithTimeout(ctx, consumerCommit)
	defer cancel()
	messages, err := c.log.Read(quiet, c.shard, c.done, consumerBytes)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return nil, nil
	}
	return messages, err
}
