// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/nats-io/nats.go/jetstream"

	"gambeson/bus"
)

const (
	positionsStream = "positions"
	// maxGroups is how many groups a log remembers.
	maxGroups = 64
)

// positions is where the groups are: the last message of each subject positions.<group>.<stream>.<shard>.
type positions struct {
	log    *Log
	mu     sync.Mutex
	pub    *publisher
	groups map[string]map[bus.Shard]bus.Position
}

// position is a message of the stream. It counts in the shard's epoch only.
type position struct {
	Epoch    string       `json:"epoch"`
	Position bus.Position `json:"position"`
}

// attach reads all positions; the shards must be attached.
func (p *positions) attach(e *engine) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	stream, err := e.js.Stream(ctx, positionsStream)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		config := streamConfig(positionsStream, "positions.>", nil)
		config.MaxMsgsPerSubject, config.Discard = 1, jetstream.DiscardOld
		stream, err = e.js.CreateStream(ctx, config)
	}
	if err != nil {
		return fmt.Errorf("positions: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pub, err = e.publisher(); err != nil {
		return fmt.Errorf("positions: %w", err)
	}
	clear(p.groups)
	last := stream.CachedInfo().State.LastSeq
	for seq := uint64(1); seq <= last; {
		found, err := e.fetch(positionsStream, seq, 256, scan)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			break
		}
		for _, f := range found {
			if err := p.take(f); err != nil {
				return fmt.Errorf("positions: %s: %w", f.subject, err)
			}
			seq = f.seq + 1
		}
	}
	return nil
}

// take remembers a stored position, unless its shard has begun a new life.
func (p *positions) take(f stored) error {
	parts := strings.Split(f.subject, ".")
	if len(parts) != 4 {
		return fmt.Errorf("%w: subject", bus.ErrDamaged)
	}
	var stored position
	if err := json.Unmarshal(f.data, &stored); err != nil {
		return fmt.Errorf("%w: %w", bus.ErrDamaged, err)
	}
	number, err := strconv.Atoi(parts[3])
	if err != nil {
		return fmt.Errorf("%w: subject: %w", bus.ErrDamaged, err)
	}
	shard := bus.Shard{Stream: bus.Stream(parts[2]), Number: number}
	p.log.mu.Lock()
	s := p.log.shards[shard]
	p.log.mu.Unlock()
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.epoch != stored.Epoch {
		return nil
	}
	if stored.Position > s.last {
		return fmt.Errorf("%w: %s has come to %d, %s ends at %d", bus.ErrDamaged, parts[1], stored.Position, shard, s.last)
	}
	p.set(parts[1], shard, stored.Position)
	return nil
}

func (p *positions) set(group string, shard bus.Shard, at bus.Position) {
	if p.groups[group] == nil {
		p.groups[group] = map[bus.Shard]bus.Position{}
	}
	p.groups[group][shard] = at
}

// passed returns an error if a group of the shard is not past a position.
func (p *positions) passed(shard bus.Shard, through bus.Position) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for group, at := range p.groups {
		if committed, in := at[shard]; in && committed < through {
			return fmt.Errorf("%w: %s is at %d of %s, behind %d", bus.ErrNotConsumed, group, committed, shard, through)
		}
	}
	return nil
}

// Committed returns what is remembered.
func (l *Log) Committed(_ context.Context, group string, in bus.Shard) (bus.Position, error) {
	if err := bus.CheckGroup(group); err != nil {
		return 0, err
	}
	if _, err := l.shard(in); err != nil {
		return 0, err
	}
	l.positions.mu.Lock()
	defer l.positions.mu.Unlock()
	return l.positions.groups[group][in], nil
}

// Commit writes a position, and waits until it is durable.
func (l *Log) Commit(_ context.Context, group string, in bus.Shard, at bus.Position) error {
	if err := bus.CheckGroup(group); err != nil {
		return err
	}
	s, err := l.shard(in)
	if err != nil {
		return err
	}
	s.mu.Lock()
	last, epoch := s.last, s.epoch
	s.mu.Unlock()
	if at > last {
		return fmt.Errorf("%w: commit %d of %s, it ends at %d", bus.ErrInvalid, at, in, last)
	}
	data, err := json.Marshal(position{epoch, at})
	if err != nil {
		return err
	}
	return l.with(func(*engine) error {
		p := l.positions
		p.mu.Lock()
		defer p.mu.Unlock()
		committed, known := p.groups[group][in]
		if known && at <= committed {
			return nil
		}
		if p.groups[group] == nil && len(p.groups) >= maxGroups {
			return fmt.Errorf("%w: there are %d groups already", bus.ErrInvalid, maxGroups)
		}
		if _, err := p.pub.publish("positions."+group+"."+subjectOf(in), anywhere, data); err != nil {
			return l.fail(fmt.Errorf("commit %d of %s: %w", at, in, err))
		}
		p.set(group, in, at)
		return nil
	})
}

// Forget removes a group's positions.
func (l *Log) Forget(ctx context.Context, group string) error {
	if err := bus.CheckGroup(group); err != nil {
		return err
	}
	return l.with(func(e *engine) error {
		p := l.positions
		p.mu.Lock()
		defer p.mu.Unlock()
		stream, err := e.js.Stream(ctx, positionsStream)
		if err == nil {
			err = stream.Purge(ctx, jetstream.WithPurgeSubject("positions."+group+".>"))
		}
		if err != nil {
			return l.ended(ctx, fmt.Errorf("forget group %s: %w", group, err))
		}
		delete(p.groups, group)
		return nil
	})
}
