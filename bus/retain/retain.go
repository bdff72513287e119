// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package retain

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sort"
	"strings"
	"sync"
	"time"

	"gambeson/bus"
)

// Log is what a janitor needs of the log.
type Log interface {
	bus.Reader
	bus.Trimmer
	bus.Inspector
}

// Deps are what a janitor is given.
type Deps struct {
	Log Log
	// Needs names the group without which a stream's shards are not touched: its consumer. Other groups that a shard
	// knows hold it back as well.
	Needs map[bus.Stream]string
	// Settled returns up to which position of a shard, which begins at from, nobody needs what messages hold, whatever
	// their age; nil for nobody who knows.
	Settled func(ctx context.Context, shard bus.Shard, from bus.Position) (bus.Position, error)
	// Short returns how many bytes the disk lacks; nil for a disk that is never full.
	Short func() (uint64, error)
	// Now is the log's clock; nil is [time.Now].
	Now    func() time.Time
	Logger *slog.Logger
}

// A Janitor trims a log.
type Janitor struct {
	Deps
	config Config

	mu      sync.Mutex
	problem string
	counts  Counts
}

// Counts are what a janitor has done, and what it sees.
type Counts struct {
	// Messages and Bytes were given back since the janitor began.
	Messages, Bytes uint64
	// Held is how many bytes the log takes.
	Held uint64
	// Oldest is when the log wrote the first message of raw that it still has; zero where there is none.
	Oldest time.Time
}

// New returns a janitor; nothing is trimmed before [Janitor.Run].
func New(d Deps, c Config) (*Janitor, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("retention: %w", err)
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Janitor{Deps: d, config: c}, nil
}

// Run trims until ctx ends or the log is closed, and returns nil then. What goes wrong is told by [Janitor.Problem] and
// tried again: the platform does not stop for it.
func (j *Janitor) Run(ctx context.Context) error {
	tick := time.NewTicker(j.config.Every)
	defer tick.Stop()
	for {
		err := j.Pass(ctx)
		if errors.Is(err, bus.ErrClosed) || ctx.Err() != nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// Problem says why less is trimmed than the rules ask for; empty where all is well.
func (j *Janitor) Problem() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.problem
}

// Counts returns what was done.
func (j *Janitor) Counts() Counts {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.counts
}

// Pass looks at all shards once.
func (j *Janitor) Pass(ctx context.Context) error {
	p := pass{Janitor: j}
	err := p.run(ctx)
	if err != nil && ctx.Err() == nil && !errors.Is(err, bus.ErrClosed) {
		p.problems = append(p.problems, err.Error())
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	was := j.problem
	j.problem = strings.Join(p.problems, "; ")
	if j.problem != "" && j.problem != was {
		j.Logger.Warn("the log is not trimmed as it should be", "problem", j.problem)
	}
	p.done.Messages += j.counts.Messages
	p.done.Bytes += j.counts.Bytes
	j.counts = p.done
	return err
}

// pass is one look at all shards.
type pass struct {
	*Janitor
	short    uint64 // bytes that the disk lacks
	problems []string
	done     Counts
}

func (p *pass) run(ctx context.Context) error {
	var err error
	if p.Short != nil {
		if p.short, err = p.Short(); err != nil {
			return fmt.Errorf("free space: %w", err)
		}
	}
	before, err := p.Log.Stats(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for i := range before {
		if rule, ok := p.config.rule(before[i].Shard.Stream); ok {
			errs = append(errs, p.shard(ctx, &before[i], rule))
		}
	}
	after, err := p.Log.Stats(ctx)
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	p.count(ctx, before, after)
	return errors.Join(errs...)
}

// shard trims one shard as its rule asks.
func (p *pass) shard(ctx context.Context, s *bus.Stats, rule Rule) error {
	behind, slowest := p.consumed(s)
	through, err := p.wanted(ctx, s, rule, behind)
	if err != nil {
		return fmt.Errorf("%s: %w", s.Shard, err)
	}
	if over := min(through, s.Last); over > behind && s.First <= s.Last {
		p.problems = append(p.problems, fmt.Sprintf("%s should be trimmed up to %d, and %s has come to %d", s.Shard, over, slowest, behind))
	}
	if through = min(through, behind); through < s.First {
		return nil
	}
	if err := p.Log.Trim(ctx, s.Shard, through); err != nil {
		return fmt.Errorf("trim %s up to %d: %w", s.Shard, through, err)
	}
	return nil
}

// consumed returns how far all groups of a shard have come, and who is last.
func (p *pass) consumed(s *bus.Stats) (bus.Position, string) {
	need := p.Needs[s.Shard.Stream]
	behind, slowest, known := s.Last, "", need == "" && len(s.Groups) > 0
	for _, g := range s.Groups {
		known = known || g.Group == need
		if g.Committed <= behind {
			behind, slowest = g.Committed, g.Group
		}
	}
	if !known {
		return 0, need
	}
	return behind, slowest
}

// wanted returns up to which position the rules ask to trim; it looks at the age of what is consumed only.
func (p *pass) wanted(ctx context.Context, s *bus.Stats, rule Rule, consumed bus.Position) (bus.Position, error) {
	if s.First > s.Last {
		return 0, nil
	}
	excess := p.short
	if rule.Bytes > 0 && s.Bytes > rule.Bytes {
		excess = max(excess, s.Bytes-rule.Bytes)
	}
	through := p.share(s, excess)
	p.short -= min(p.short, s.Bytes)
	if p.Settled != nil {
		settled, err := p.Settled(ctx, s.Shard, s.First)
		if err != nil {
			return 0, err
		}
		through = max(through, min(settled, consumed))
	}
	if through >= consumed {
		return through, nil
	}
	old, err := p.older(ctx, s, rule.Age, consumed)
	return max(through, old), err
}

// share returns up to which position as many bytes lie, as if all messages were of one size: the next pass takes what is
// missing.
func (p *pass) share(s *bus.Stats, bytes uint64) bus.Position {
	if bytes == 0 {
		return 0
	}
	part := min(1, float64(bytes)/float64(max(1, s.Bytes)))
	return s.First - 1 + bus.Position(part*float64(s.Last-s.First+1))
}

// older returns the last consumed position whose message, by the log's clock, is older than age.
func (p *pass) older(ctx context.Context, s *bus.Stats, age time.Duration, consumed bus.Position) (bus.Position, error) {
	if consumed < s.First {
		return 0, nil
	}
	cut := p.Now().Add(-age)
	var failed error
	front := s.First - 1
	n := sort.Search(int(consumed-front), func(i int) bool {
		if failed != nil {
			return true
		}
		messages, err := p.Log.Read(ctx, s.Shard, front+bus.Position(i), 1)
		failed = err
		return err == nil && messages[0].Time.After(cut)
	})
	return front + bus.Position(n), failed
}

// count compares what there was with what there is.
func (p *pass) count(ctx context.Context, before, after []bus.Stats) {
	first := make(map[bus.Shard]*bus.Stats)
	for i := range before {
		first[before[i].Shard] = &before[i]
	}
	for _, s := range after {
		p.done.Held += s.Bytes
		was := first[s.Shard]
		if was == nil || s.First > s.Last {
			continue
		}
		p.done.Messages += uint64(s.First - min(s.First, was.First))
		p.done.Bytes += was.Bytes - min(was.Bytes, s.Bytes)
		if s.Shard.Stream == bus.Raw {
			p.oldest(ctx, &s)
		}
	}
}

// oldest notes when the first message of a shard was written, if no other is older.
func (p *pass) oldest(ctx context.Context, s *bus.Stats) {
	messages, err := p.Log.Read(ctx, s.Shard, s.First-1, 1)
	if err != nil {
		return // it is a figure: the next pass has it
	}
	if at := messages[0].Time; p.done.Oldest.IsZero() || at.Before(p.done.Oldest) {
		p.done.Oldest = at
	}
}
