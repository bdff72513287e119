// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"context"
	"fmt"
	"time"

	"gambeson/bus"
)

// groupBytes is how large a group grows before appends wait for it to be written. One message may be larger.
const groupBytes = 1 << 20

// group is messages that are written together.
type group struct {
	frame   []byte
	members []member
	taken   chan struct{} // closed when nothing more can join
	done    chan struct{} // closed when it is durable, or has failed
	err     error         // set before done is closed, like the members' positions
}

// member is a message of a group.
type member struct {
	id         bus.ID
	start, end int // in the frame
	position   bus.Position
}

// ticket is a place in a group.
type ticket struct {
	group *group
	index int
}

// Append writes a message with the others that are there when its turn comes.
func (l *Log) Append(ctx context.Context, to bus.Shard, id bus.ID, body []byte) (bus.Position, error) {
	if len(body) > bus.MaxMessage {
		return 0, fmt.Errorf("%w: %d bytes, at most %d", bus.ErrTooLarge, len(body), bus.MaxMessage)
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	s, err := l.shard(to)
	if err != nil {
		return 0, err
	}
	for {
		t, known, err := s.join(id, body)
		switch {
		case err != nil:
			return 0, err
		case known > 0:
			return known, nil
		case t.index < 0: // the group is full
			select {
			case <-t.group.taken:
				continue
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		}
		select {
		case <-t.group.done:
			return t.group.members[t.index].position, t.group.err
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}

// join gives a message a place in the next group, or says where a message with its id is or will be. A ticket with a
// negative index is for waiting until the group is taken.
func (s *shard) join(id bus.ID, body []byte) (ticket, bus.Position, error) {
	s.log.life.RLock()
	defer s.log.life.RUnlock()
	if s.log.closed {
		return ticket{}, 0, bus.ErrClosed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if id != (bus.ID{}) {
		room := s.ids.Room(s.uptime(), len(s.pending)+1)
		if p, ok := s.ids.Lookup(id); ok {
			return ticket{}, p, nil
		}
		if t, ok := s.pending[id]; ok {
			return t, 0, nil
		}
		if !room {
			return ticket{}, 0, fmt.Errorf("%w: %s remembers %d ids, and frees none yet", bus.ErrFull, s.id, s.ids.Len())
		}
	}
	g := s.next
	if g != nil && len(g.frame)+frameExtra+len(body) > groupBytes {
		return ticket{g, -1}, 0, nil
	}
	if g == nil {
		g = s.newGroup()
	}
	start := len(g.frame)
	g.frame = appendMessage(g.frame, id, body)
	t := ticket{g, len(g.members)}
	g.members = append(g.members, member{id: id, start: start, end: len(g.frame)})
	if id != (bus.ID{}) {
		s.pending[id] = t
	}
	if !s.writing {
		s.writing = true
		s.log.writes.Go(s.writeGroups)
	}
	return t, 0, nil
}

func (s *shard) newGroup() *group {
	s.next = &group{frame: newFrame(s.spare), taken: make(chan struct{}), done: make(chan struct{})}
	s.spare = nil
	return s.next
}

// writeGroups writes until there is nothing to write.
func (s *shard) writeGroups() {
	for {
		s.mu.Lock()
		g := s.next
		if g == nil {
			s.writing = false
			s.mu.Unlock()
			return
		}
		s.next = nil
		close(g.taken)
		s.mu.Unlock()

		g.err = s.write(g)

		s.mu.Lock()
		save := s.unsaved >= idsEvery
		for _, m := range g.members {
			delete(s.pending, m.id)
		}
		if cap(g.frame) <= 2*groupBytes {
			s.spare, g.frame = g.frame, nil
		}
		s.mu.Unlock()
		close(g.done)
		if save {
			s.saveSome()
		}
	}
}

// write makes a group durable.
func (s *shard) write(g *group) error {
	if err := s.log.disk.room(len(g.frame)); err != nil {
		return err
	}
	return s.log.with(func(*engine) error {
		s.mu.Lock()
		h := s.place(g)
		after, pub := int64(s.lastSeq), s.pub
		s.mu.Unlock()
		if len(g.frame) == frameHeader {
			return nil // all of them are there
		}
		putHeader(g.frame, h)
		seq, err := pub.publish(subjectOf(s.id), after, g.frame)
		if err != nil {
			return s.log.fail(fmt.Errorf("write to %s: %w", s.id, err))
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.lastSeq = seq
		s.hints.put(h.first-1, seq)
		s.unsaved += len(g.frame)
		if s.firstSeq == 0 {
			s.firstSeq = seq
		}
		for _, m := range g.members {
			s.ids.Add(m.id, m.position, h.uptime)
			s.last = max(s.last, m.position)
		}
		s.grow()
		return nil
	})
}

// place gives each message its position. Messages that turned out to be written already, when the server was started
// again after this group had begun, are taken out.
func (s *shard) place(g *group) header {
	next := s.last + 1
	h := header{first: next, uptime: s.uptime(), time: time.Now()}
	end := frameHeader
	for i := range g.members {
		m := &g.members[i]
		if p, ok := s.ids.Lookup(m.id); ok {
			m.position = p
			continue
		}
		end += copy(g.frame[end:], g.frame[m.start:m.end])
		m.position = next
		next++
	}
	g.frame = g.frame[:end]
	return h
}

// saveSome saves the ids where that only saves time at the next start.
func (s *shard) saveSome() {
	if err := s.saveIDs(); err != nil {
		s.log.deps.Log.Warn("ids are not saved", "error", err)
	}
}

// grow wakes those who wait for messages.
func (s *shard) grow() {
	if s.grown != nil {
		close(s.grown)
		s.grown = nil
	}
}
