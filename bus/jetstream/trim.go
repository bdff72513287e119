// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"gambeson/bus"
)

// Trim removes whole groups of messages from the front.
func (l *Log) Trim(ctx context.Context, shard bus.Shard, through bus.Position) error {
	s, err := l.shard(shard)
	if err != nil {
		return err
	}
	s.mu.Lock()
	first, last, lastSeq := s.first, s.last, s.lastSeq
	s.mu.Unlock()
	if through > last {
		return fmt.Errorf("%w: trim %s up to %d, it ends at %d", bus.ErrInvalid, shard, through, last)
	}
	if err := l.positions.passed(shard, through); err != nil {
		return err
	}
	if through < first || lastSeq == 0 {
		return nil
	}
	return l.with(func(e *engine) error {
		seq := lastSeq
		if through < last {
			if seq, err = s.seek(e, through); err != nil {
				return err
			}
		}
		if err := s.saveIDs(); err != nil { // those of what goes, too
			return fmt.Errorf("%w: trim %s: %w", bus.ErrUnavailable, shard, err)
		}
		stream, err := e.js.Stream(ctx, s.name)
		if err != nil {
			return l.ended(ctx, fmt.Errorf("trim %s: %w", shard, err))
		}
		if err := stream.Purge(ctx, jetstream.WithPurgeSequence(seq)); err != nil {
			return l.ended(ctx, fmt.Errorf("trim %s: %w", shard, err))
		}
		h, err := s.headerAt(e, seq, lastSeq)
		if err != nil {
			return l.ended(ctx, fmt.Errorf("trim %s: %w", shard, err))
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if seq > s.firstSeq {
			s.first, s.firstSeq = h.first, seq
		}
		return nil
	})
}
