// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"context"
	"fmt"

	"gambeson/bus"
)

// maxHints is how many places a shard remembers, twice over.
const maxHints = 256

// hints are frames by the position before their first message that is wanted: where readers left off, and what was
// written last. When there are many, the older half is forgotten.
type hints struct{ young, old map[bus.Position]uint64 }

func (h *hints) put(after bus.Position, seq uint64) {
	if h.young == nil || len(h.young) >= maxHints {
		h.young, h.old = map[bus.Position]uint64{}, h.young
	}
	h.young[after] = seq
}

func (h *hints) get(after bus.Position) (uint64, bool) {
	seq, ok := h.young[after]
	if !ok {
		seq, ok = h.old[after]
	}
	return seq, ok
}

// Read waits for messages, and asks the server for those that it returns.
func (l *Log) Read(ctx context.Context, from bus.Shard, after bus.Position, limit int) ([]bus.Message, error) {
	s, err := l.shard(from)
	if err != nil {
		return nil, err
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		grown, err := s.behind(after)
		if err != nil {
			return nil, err
		}
		if grown == nil {
			found, err := s.readBehind(after, limit)
			if err != nil || len(found) > 0 {
				return found, err
			}
			continue // they were trimmed meanwhile
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

// behind returns nil if there are messages behind a position, or what to wait for.
func (s *shard) behind(after bus.Position) (<-chan struct{}, error) {
	if s.log.isClosed() {
		return nil, bus.ErrClosed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case after+1 < s.first:
		return nil, &bus.TrimmedError{Shard: s.id, After: after, Resume: s.first - 1}
	case after > s.last:
		return nil, fmt.Errorf("%w: read %s behind %d, it ends at %d", bus.ErrInvalid, s.id, after, s.last)
	case after < s.last:
		return nil, nil
	}
	if s.grown == nil {
		s.grown = make(chan struct{})
	}
	return s.grown, nil
}

// readable reports whether messages behind a position have not been trimmed.
func (s *shard) readable(after bus.Position) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return after+1 >= s.first
}

// readBehind returns messages behind a position, at least one unless they are gone.
func (s *shard) readBehind(after bus.Position, limit int) (all []bus.Message, err error) {
	err = s.log.with(func(e *engine) error {
		seq, err := s.seek(e, after)
		if err != nil {
			return err
		}
		s.mu.Lock()
		last, lastSeq := s.last, s.lastSeq
		s.mu.Unlock()
		found, err := e.fetchNext(s.name, seq, lastSeq, int(min(256, lastSeq-seq+1)), limit)
		if err != nil {
			return s.log.fail(err)
		}
		if len(found) == 0 && s.readable(after) {
			return fmt.Errorf("%w: %s cannot be read behind %d", bus.ErrDamaged, s.id, after)
		}
		var full bool
		size, previous := 0, after
		for _, f := range found {
			if f.seq > lastSeq || full {
				break
			}
			if _, err := messages(f.data, func(m bus.Message) bool {
				size += len(m.Body)
				switch {
				case m.Position <= after:
					size -= len(m.Body)
				case m.Position > last, size > limit && len(all) > 0:
					full = true
					return false
				default:
					if m.Position != previous+1 {
						s.gap(previous, m.Position)
					}
					previous = m.Position
					all = append(all, m)
					seq = f.seq
				}
				return true
			}); err != nil {
				return fmt.Errorf("%w: %s, group %d: %w", bus.ErrDamaged, s.id, f.seq, err)
			}
		}
		s.leave(all, seq, full)
		return nil
	})
	return all, err
}

// seek returns the sequence number of the frame that has the message behind a position.
func (s *shard) seek(e *engine, after bus.Position) (uint64, error) {
	s.mu.Lock()
	seq, ok := s.hints.get(after)
	first, last := s.firstSeq, s.lastSeq
	s.mu.Unlock()
	if ok && seq >= first {
		return seq, nil
	}
	if first == last {
		return first, nil
	}
	// The frame before the first that begins behind the wanted message.
	next, err := s.search(e, first+1, last+1, func(h header) bool { return h.first > after+1 })
	if err != nil {
		return 0, s.log.fail(err)
	}
	return next - 1, nil
}

// gap says that messages are missing between two. Who reads goes on: what is lost is lost.
func (s *shard) gap(before, behind bus.Position) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.gaps[before]; known || behind == s.first || len(s.gaps) >= maxHints {
		return
	}
	s.gaps[before] = behind
	s.log.deps.Log.Error("log has lost messages", "shard", s.id.String(), "after", uint64(before), "before", uint64(behind))
}

// leave remembers where a reader goes on who has read these messages, the last of them in the frame seq.
func (s *shard) leave(read []bus.Message, seq uint64, full bool) {
	if len(read) == 0 {
		return
	}
	if !full {
		seq++
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hints.put(read[len(read)-1].Position, seq)
}
