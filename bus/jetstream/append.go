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

// maxSpares is how many buffers of groups a shard keeps: for the one that is written and for the next.
const maxSpares = 2

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

// ticket is a place in a group, or without one the position that a message has already.
type ticket struct {
	group    *group
	index    int
	position bus.Position
}

// wait waits until the message is durable.
func (t ticket) wait(ctx context.Context) (bus.Position, error) {
	if t.group == nil {
		return t.position, nil
	}
	select {
	case <-t.group.done:
		return t.group.members[t.index].position, t.group.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// Append writes a message with the others that are there when its turn comes.
func (l *Log) Append(ctx context.Context, to bus.Shard, id bus.ID, body []byte) (bus.Position, error) {
	positions, err := l.AppendAll(ctx, to, []bus.Entry{{ID: id, Body: body}})
	if err != nil {
		return 0, err
	}
	return positions[0], nil
}

// AppendAll writes as many messages as a group holds, waits for it, and goes on with the next: were several groups under
// way, one could be written behind one that failed.
func (l *Log) AppendAll(ctx context.Context, to bus.Shard, all []bus.Entry) ([]bus.Position, error) {
	for _, e := range all {
		if len(e.Body) > bus.MaxMessage {
			return nil, fmt.Errorf("%w: %d bytes, at most %d", bus.ErrTooLarge, len(e.Body), bus.MaxMessage)
		}
	}
	s, err := l.shard(to)
	if err != nil {
		return nil, err
	}
	positions := make([]bus.Position, 0, len(all))
	for len(positions) < len(all) {
		if err := ctx.Err(); err != nil {
			return positions, err
		}
		tickets, full, err := s.join(all[len(positions):])
		if err != nil {
			return positions, err
		}
		if full != nil {
			select {
			case <-full.taken:
			case <-ctx.Done():
			}
		}
		for _, t := range tickets {
			p, err := t.wait(ctx)
			if err != nil {
				return positions, err
			}
			positions = append(positions, p)
		}
	}
	return positions, nil
}

// join gives messages, from the first one on, places in the next group, or says where a message with its id is or will
// be. Without any ticket there is an error, or a group that is full, to wait for until it is taken.
func (s *shard) join(all []bus.Entry) (tickets []ticket, full *group, err error) {
	s.log.life.RLock()
	defer s.log.life.RUnlock()
	if s.log.closed {
		return nil, nil, bus.ErrClosed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range all {
		t, err := s.joinOne(e)
		switch {
		case err != nil && len(tickets) == 0:
			return nil, nil, err
		case t == (ticket{}) && len(tickets) == 0:
			return nil, s.next, nil
		case err != nil, t == (ticket{}):
			return tickets, nil, nil // the others when these are done
		}
		tickets = append(tickets, t)
	}
	return tickets, nil, nil
}

// joinOne is join for one message; no ticket at all means that the next group is full. s.mu is held.
func (s *shard) joinOne(e bus.Entry) (ticket, error) {
	if e.ID != (bus.ID{}) {
		room := s.ids.Room(s.uptime(), len(s.pending)+1)
		if p, ok := s.ids.Lookup(e.ID); ok {
			return ticket{position: p}, nil
		}
		if t, ok := s.pending[e.ID]; ok {
			return t, nil
		}
		if !room {
			return ticket{}, fmt.Errorf("%w: %s remembers %d ids, and frees none yet", bus.ErrFull, s.id, s.ids.Len())
		}
	}
	g := s.next
	if g != nil && len(g.frame)+frameExtra+len(e.Body) > groupBytes {
		return ticket{}, nil
	}
	if g == nil {
		g = s.newGroup()
	}
	start := len(g.frame)
	g.frame = appendMessage(g.frame, e.ID, e.Body)
	t := ticket{group: g, index: len(g.members)}
	g.members = append(g.members, member{id: e.ID, start: start, end: len(g.frame)})
	if e.ID != (bus.ID{}) {
		s.pending[e.ID] = t
	}
	if !s.writing {
		s.writing = true
		s.log.writes.Go(s.writeGroups)
	}
	return t, nil
}

func (s *shard) newGroup() *group {
	var buffer []byte
	if n := len(s.spares); n > 0 {
		buffer, s.spares = s.spares[n-1], s.spares[:n-1]
	}
	s.next = &group{frame: newFrame(buffer), taken: make(chan struct{}), done: make(chan struct{})}
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
		if cap(g.frame) <= 2*groupBytes && len(s.spares) < maxSpares {
			s.spares = append(s.spares, g.frame)
		}
		g.frame = nil
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
