// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"fmt"
	"sort"

	"github.com/nats-io/nats.go/jetstream"

	"gambeson/bus"
)

// scan is how many bytes a start reads at a time.
const scan = 8 << 20

// attach takes the shard up in a server that was just started, or makes it. Frames behind the last known one are ones that
// were written without anyone having learnt of it.
func (s *shard) attach(e *engine) error {
	info, err := s.stream(e)
	if err != nil {
		return err
	}
	pub, err := e.publisher()
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	epoch, state := info.Config.Metadata[epochKey], info.State
	switch {
	case epoch == "", s.epoch != "" && epoch != s.epoch:
		return fmt.Errorf("%w: epoch %q became %q", bus.ErrDamaged, s.epoch, epoch)
	case state.LastSeq < s.lastSeq, state.LastSeq > 0 && state.Msgs == 0:
		return fmt.Errorf("%w: it ends at %d of %d groups, and has %d", bus.ErrDamaged, state.LastSeq, s.lastSeq, state.Msgs)
	}
	from := s.lastSeq + 1
	if s.epoch == "" && state.Msgs > 0 {
		if from, err = s.begin(e, epoch, state); err != nil {
			return err
		}
	}
	if state.NumDeleted > 0 {
		s.lost = state.NumDeleted
		s.log.deps.Log.Error("log has lost messages", "shard", s.id.String(), "groups", state.NumDeleted)
	}
	if err := s.follow(e, from, state.LastSeq); err != nil {
		return err
	}
	s.epoch, s.pub, s.attached = epoch, pub, true
	s.grow()
	return nil
}

// begin learns where the shard begins, takes the ids that were saved, and returns the first frame whose ids were not.
func (s *shard) begin(e *engine, epoch string, state jetstream.StreamState) (uint64, error) {
	first, err := s.headerAt(e, state.FirstSeq, state.LastSeq)
	if err != nil {
		return 0, err
	}
	last, err := s.headerAt(e, state.LastSeq, state.LastSeq)
	if err != nil {
		return 0, err
	}
	s.first, s.firstSeq, s.base = first.first, state.FirstSeq, last.uptime
	saved, err := s.loadIDs(epoch, state.LastSeq)
	if err != nil {
		return 0, err
	}
	if saved != nil {
		saved.addTo(s.ids)
		s.last, s.lastSeq, s.savedSeq = saved.last, saved.seq, saved.seq
		return max(saved.seq+1, state.FirstSeq), nil
	}
	return s.search(e, state.FirstSeq, state.LastSeq, func(h header) bool { return last.uptime-h.uptime <= bus.Window })
}

// search returns the sequence number of the first frame between two that is true for; it must be true for the last.
func (s *shard) search(e *engine, first, last uint64, is func(header) bool) (uint64, error) {
	var failed error
	n := sort.Search(int(last-first), func(i int) bool {
		if failed != nil {
			return true
		}
		h, err := s.headerAt(e, first+uint64(i), last)
		failed = err
		return err == nil && is(h)
	})
	return first + uint64(n), failed
}

// headerAt reads the header of a frame, or of the next up to last where it was lost.
func (s *shard) headerAt(e *engine, seq, last uint64) (header, error) {
	found, err := e.fetchNext(s.name, seq, last, 1, 1)
	if err != nil {
		return header{}, err
	}
	if len(found) == 0 {
		return header{}, fmt.Errorf("%w: there is no group %d", bus.ErrDamaged, seq)
	}
	h, _, err := parseHeader(found[0].data)
	return h, err
}

// follow reads frames and remembers their ids and where they end.
func (s *shard) follow(e *engine, from, last uint64) error {
	for from <= last {
		found, err := e.fetchNext(s.name, from, last, 256, scan)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fmt.Errorf("%w: there is no group %d of %d", bus.ErrDamaged, from, last)
		}
		for _, f := range found {
			h, _, err := parseHeader(f.data)
			if err != nil {
				return fmt.Errorf("%w: group %d: %w", bus.ErrDamaged, f.seq, err)
			}
			_, err = messages(f.data, func(m bus.Message) bool {
				s.ids.Room(h.uptime, 0)
				s.ids.Add(m.ID, m.Position, h.uptime)
				s.last = m.Position
				return true
			})
			if err != nil {
				return fmt.Errorf("%w: group %d: %w", bus.ErrDamaged, f.seq, err)
			}
			s.lastSeq, from = f.seq, f.seq+1
			if s.firstSeq == 0 {
				s.firstSeq = f.seq
			}
		}
	}
	return nil
}
