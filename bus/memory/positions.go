// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"gambeson/bus"
)

// Committed returns where a group is.
func (l *Log) Committed(_ context.Context, group string, in bus.Shard) (p bus.Position, err error) {
	if err := bus.CheckGroup(group); err != nil {
		return 0, err
	}
	err = l.with(in, func(*shard) error {
		p = l.store.groups[group][in]
		return nil
	})
	return p, err
}

// Commit moves a group forward.
func (l *Log) Commit(_ context.Context, group string, in bus.Shard, p bus.Position) error {
	if err := bus.CheckGroup(group); err != nil {
		return err
	}
	return l.with(in, func(s *shard) error {
		if p > s.last() {
			return fmt.Errorf("%w: commit %d of %s, it ends at %d", bus.ErrInvalid, p, in, s.last())
		}
		at := l.store.groups[group]
		if at == nil {
			at = map[bus.Shard]bus.Position{}
			l.store.groups[group] = at
		}
		at[in] = max(at[in], p)
		return nil
	})
}

// Forget removes a group.
func (l *Log) Forget(_ context.Context, group string) error {
	if err := bus.CheckGroup(group); err != nil {
		return err
	}
	l.store.mu.Lock()
	defer l.store.mu.Unlock()
	if l.closed {
		return bus.ErrClosed
	}
	delete(l.store.groups, group)
	return nil
}

// Trim removes messages from the front, but for the last.
func (l *Log) Trim(_ context.Context, id bus.Shard, through bus.Position) error {
	return l.with(id, func(s *shard) error {
		if through > s.last() {
			return fmt.Errorf("%w: trim %s up to %d, it ends at %d", bus.ErrInvalid, id, through, s.last())
		}
		for group, at := range l.store.groups {
			if p, in := at[id]; in && p < through {
				return fmt.Errorf("%w: %s is at %d of %s, behind %d", bus.ErrNotConsumed, group, p, id, through)
			}
		}
		n := int(min(through+1, s.last())) - int(s.first)
		if n <= 0 {
			return nil
		}
		for _, m := range s.messages[:n] {
			s.bytes -= uint64(len(m.Body))
		}
		s.messages = slices.Clone(s.messages[n:])
		s.first += bus.Position(n)
		return nil
	})
}

// Epoch is new with each store.
func (l *Log) Epoch(_ context.Context, id bus.Shard) (epoch string, err error) {
	err = l.with(id, func(s *shard) error {
		epoch = s.epoch
		return nil
	})
	return epoch, err
}

// Stats counts the bytes of bodies, and one for each message.
func (l *Log) Stats(context.Context) ([]bus.Stats, error) {
	l.store.mu.Lock()
	defer l.store.mu.Unlock()
	if l.closed {
		return nil, bus.ErrClosed
	}
	var all []bus.Stats
	for id, s := range l.store.shards {
		stats := bus.Stats{Shard: id, Epoch: s.epoch, First: s.first, Last: s.last(), Bytes: s.bytes + uint64(len(s.messages))}
		for group, at := range l.store.groups {
			if p, in := at[id]; in {
				stats.Groups = append(stats.Groups, bus.GroupStats{Group: group, Committed: p, Lag: uint64(s.last() - p)})
			}
		}
		slices.SortFunc(stats.Groups, func(a, b bus.GroupStats) int { return cmp.Compare(a.Group, b.Group) })
		all = append(all, stats)
	}
	slices.SortFunc(all, func(a, b bus.Stats) int { return a.Shard.Compare(b.Shard) })
	return all, nil
}
