// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/nats-io/nats.go/jetstream"

	"gambeson/bus"
)

// Epoch returns what is in the metadata of the shard's stream.
func (l *Log) Epoch(_ context.Context, shard bus.Shard) (string, error) {
	s, err := l.shard(shard)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.epoch, nil
}

// Stats asks the server how much space each shard takes.
func (l *Log) Stats(ctx context.Context) (all []bus.Stats, err error) {
	err = l.with(func(e *engine) error {
		for _, s := range l.all() {
			stream, err := e.js.Stream(ctx, s.name)
			if errors.Is(err, jetstream.ErrStreamNotFound) {
				continue // it is being made
			}
			if err != nil {
				return l.ended(ctx, fmt.Errorf("stats of %s: %w", s.id, err))
			}
			s.mu.Lock()
			stats := bus.Stats{Shard: s.id, Epoch: s.epoch, First: s.first, Last: s.last, Bytes: stream.CachedInfo().State.Bytes, Lost: uint64(max(s.lost, len(s.gaps)))}
			s.mu.Unlock()
			stats.Groups = l.positions.stats(s.id, stats.Last)
			all = append(all, stats)
		}
		return nil
	})
	return all, err
}

func (p *positions) stats(shard bus.Shard, last bus.Position) []bus.GroupStats {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []bus.GroupStats
	for group, at := range p.groups {
		if committed, in := at[shard]; in {
			all = append(all, bus.GroupStats{Group: group, Committed: committed, Lag: uint64(last - min(last, committed))})
		}
	}
	slices.SortFunc(all, func(a, b bus.GroupStats) int { return cmp.Compare(a.Group, b.Group) })
	return all
}
