// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"sync"
	"time"

	"gambeson/event"
	"gambeson/state"
)

// How often notices go out, and how many of a kind then: of the rest only their number is told, so that no load of the
// platform becomes a load of its followers.
const (
	heraldEvery = 250 * time.Millisecond
	heraldKept  = 100
)

// noticeKey is a thing of a tenant that something is told of.
type noticeKey struct{ tenant, kind, thing string }

// herald collects what has changed until it goes out. Of a thing that changes often only the last state is told, and it
// is read when it goes out.
type herald struct {
	mu    sync.Mutex
	order []noticeKey
	read  map[noticeKey]func(context.Context) (any, error)
	count map[noticeKey]int // by tenant and kind
}

// note says that a thing has changed. It never waits.
func (h *herald) note(tenant, kind, thing string, read func(context.Context) (any, error)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.read == nil {
		h.read, h.count = make(map[noticeKey]func(context.Context) (any, error)), make(map[noticeKey]int)
	}
	key := noticeKey{tenant, kind, thing}
	if _, known := h.read[key]; known {
		h.read[key] = read
		return
	}
	all := noticeKey{tenant: tenant, kind: kind}
	if h.count[all]++; h.count[all] <= heraldKept {
		h.order = append(h.order, key)
		h.read[key] = read
	}
}

// take empties the herald.
func (h *herald) take() (order []noticeKey, read map[noticeKey]func(context.Context) (any, error), count map[noticeKey]int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	order, read, count = h.order, h.read, h.count
	h.order, h.read, h.count = nil, nil, nil
	return order, read, count
}

// proclaim tells the followers what has changed.
func (s *Server) proclaim(ctx context.Context) {
	order, read, count := s.herald.take()
	for _, key := range order {
		data, err := read[key](ctx)
		if err != nil {
			s.Log.WarnContext(ctx, "a change is not told", "kind", key.kind, "object", key.thing, "error", err)
			continue
		}
		s.publish(ctx, key.tenant, key.kind, data)
	}
	for key, n := range count {
		if n > heraldKept {
			s.publish(ctx, key.tenant, NoticeMore, MoreNotice{key.kind, n - heraldKept})
		}
	}
}

// runHerald lets notices out until ctx is done.
func (s *Server) runHerald(ctx context.Context) error {
	tick := time.NewTicker(heraldEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.proclaim(ctx)
		case <-ctx.Done():
			return nil
		}
	}
}

// CaseChanged tells those that follow that a case is new or has changed.
func (s *Server) CaseChanged(tenant string, id event.ID) {
	s.herald.note(tenant, NoticeCase, id.String(), func(ctx context.Context) (any, error) {
		c, err := s.State.Cases.Get(ctx, tenant, id)
		return viewCase(&c), err
	})
}

// FindingChanged tells those that follow that a finding is new or has changed.
func (s *Server) FindingChanged(tenant string, id event.ID) {
	s.herald.note(tenant, NoticeFinding, id.String(), func(ctx context.Context) (any, error) {
		f, err := s.State.Findings.Get(ctx, tenant, id)
		return viewFinding(f), err
	})
}

// SourceChanged tells those that follow what a source does.
func (s *Server) SourceChanged(tenant string, n SourceNotice) {
	s.herald.note(tenant, NoticeSource, n.Name+"\x00"+n.Change+"\x00"+n.Reason, func(context.Context) (any, error) { return n, nil })
}

// DeadLettersChanged tells those that follow how many dead letters wait.
func (s *Server) DeadLettersChanged(tenant string) {
	s.herald.note(tenant, NoticeDeadLetters, "", func(ctx context.Context) (any, error) {
		list, err := s.State.DeadLetters.Counts(ctx, state.DeadLetterFilter{Tenant: tenant, State: state.DeadWaiting})
		return viewCounts(list), err
	})
}

// HealthChanged tells all that follow how the platform is.
func (s *Server) HealthChanged(checks []Check) {
	report := HealthReport{Overall(checks), checks, time.Now().UTC()}
	s.herald.note(everyone, NoticeHealth, "", func(context.Context) (any, error) { return report, nil })
}
