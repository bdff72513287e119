// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"time"

	"gambeson/bus"
)

// maxIDs is how many ids a shard remembers in its window.
const maxIDs = 1 << 20

// A Store holds messages for the logs that are opened on it, one after the other.
type Store struct {
	began  time.Time
	mu     sync.Mutex
	shards map[bus.Shard]*shard
	groups map[string]map[bus.Shard]bus.Position
}

// shard holds messages first to first+len(messages)-1.
type shard struct {
	epoch    string
	first    bus.Position
	messages []bus.Message
	bytes    uint64
	ids      *bus.Dedup
	grown    chan struct{} // closed and replaced at each append
}

func (s *shard) last() bus.Position { return s.first + bus.Position(len(s.messages)) - 1 }

// NewStore returns a store without messages.
func NewStore() *Store {
	return &Store{began: time.Now(), shards: map[bus.Shard]*shard{}, groups: map[string]map[bus.Shard]bus.Position{}}
}

// Open returns a log on the store. Close it before opening another.
func (s *Store) Open() *Log { return &Log{store: s, closing: make(chan struct{})} }

// Log is a log in memory. It implements [bus.Log].
type Log struct {
	store   *Store
	closed  bool // guarded by the store
	closing chan struct{}
}

// with calls f with a shard, locked.
func (l *Log) with(id bus.Shard, f func(*shard) error) error {
	if err := id.Check(); err != nil {
		return err
	}
	l.store.mu.Lock()
	defer l.store.mu.Unlock()
	if l.closed {
		return bus.ErrClosed
	}
	s := l.store.shards[id]
	if s == nil {
		var epoch [16]byte
		rand.Read(epoch[:])
		s = &shard{epoch: hex.EncodeToString(epoch[:]), first: 1, ids: bus.NewDedup(bus.Window, maxIDs), grown: make(chan struct{})}
		l.store.shards[id] = s
	}
	return f(s)
}

// Append copies the message.
func (l *Log) Append(ctx context.Context, to bus.Shard, id bus.ID, body []byte) (p bus.Position, err error) {
	if len(body) > bus.MaxMessage {
		return 0, fmt.Errorf("%w: %d bytes, at most %d", bus.ErrTooLarge, len(body), bus.MaxMessage)
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	err = l.with(to, func(s *shard) error {
		now := time.Since(l.store.began)
		room := s.ids.Room(now, 1) || id == (bus.ID{})
		if known, ok := s.ids.Lookup(id); ok {
			p = known
			return nil
		}
		if !room {
			return fmt.Errorf("%w: %s remembers %d ids, and frees none yet", bus.ErrFull, to, s.ids.Len())
		}
		p = s.last() + 1
		s.messages = append(s.messages, bus.Message{Position: p, ID: id, Time: time.Now(), Body: slices.Clone(body)})
		s.bytes += uint64(len(body))
		s.ids.Add(id, p, now)
		close(s.grown)
		s.grown = make(chan struct{})
		return nil
	})
	return p, err
}

// AppendAll copies the messages.
func (l *Log) AppendAll(ctx context.Context, to bus.Shard, all []bus.Entry) ([]bus.Position, error) {
	positions := make([]bus.Position, 0, len(all))
	for _, e := range all {
		p, err := l.Append(ctx, to, e.ID, e.Body)
		if err != nil {
			return positions, err
		}
		positions = append(positions, p)
	}
	return positions, nil
}

// Read copies messages.
func (l *Log) Read(ctx context.Context, from bus.Shard, after bus.Position, limit int) (got []bus.Message, err error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var grown chan struct{}
		err := l.with(from, func(s *shard) error {
			grown = s.grown
			switch {
			case after+1 < s.first:
				return &bus.TrimmedError{Shard: from, After: after, Resume: s.first - 1}
			case after > s.last():
				return fmt.Errorf("%w: read %s behind %d, it ends at %d", bus.ErrInvalid, from, after, s.last())
			}
			size := 0
			for _, m := range s.messages[after+1-s.first:] {
				if size += len(m.Body); size > limit && len(got) > 0 {
					break
				}
				m.Body = slices.Clone(m.Body)
				got = append(got, m)
			}
			return nil
		})
		if err != nil || len(got) > 0 {
			return got, err
		}
		select {
		case <-grown:
		case <-l.closing:
			return nil, bus.ErrClosed
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Close ends waiting reads.
func (l *Log) Close() error {
	l.store.mu.Lock()
	defer l.store.mu.Unlock()
	if !l.closed {
		l.closed = true
		close(l.closing)
	}
	return nil
}
