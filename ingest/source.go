// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"
)

// watchEvery is how often silence is looked for.
const watchEvery = time.Minute

// Stats is what is known of a source since the acceptor was made.
type Stats struct {
	Tenant, Source string
	// Records and Bytes were made durable, resent ones included.
	Records, Bytes uint64
	// Refused counts batches by the reason for which they were refused.
	Refused map[string]uint64
	// Seen is when the last records were made durable, or what was remembered of that; zero if none were.
	Seen time.Time
	// Silent is set where the source has sent, and then not for longer than it may be silent.
	Silent bool
	// OverQuota is when a batch was refused last because of a quota; zero if none was.
	OverQuota time.Time
}

// source is one sender's quota and counters.
type source struct {
	sender Sender
	key    string
	own    *quota // with tenant, guarded by Acceptor.mu
	tenant *quota

	mu    sync.Mutex
	stats Stats
}

// source returns the record of a sender. Their number is bounded by that of the senders that somebody made.
func (a *Acceptor) source(s Sender) *source {
	key := s.key()
	a.mu.Lock()
	defer a.mu.Unlock()
	src, ok := a.sources[key]
	if ok && src.sender == s {
		return src
	}
	if ok { // the format was changed
		next := &source{sender: s, key: key, own: src.own, tenant: src.tenant, stats: src.snapshot()}
		a.sources[key] = next
		return next
	}
	now := time.Now()
	if a.tenants[s.Tenant] == nil {
		a.tenants[s.Tenant] = newQuota("tenant "+s.Tenant, a.config.TenantQuota, now)
	}
	src = &source{
		sender: s, key: key, tenant: a.tenants[s.Tenant], own: newQuota("source "+s.Source, a.config.SourceQuota, now),
		stats: Stats{Tenant: s.Tenant, Source: s.Source, Refused: map[string]uint64{}},
	}
	a.sources[key] = src
	return src
}

// charge takes an amount from the quotas of the source and its tenant, or from neither.
func (a *Acceptor) charge(src *source, n amount) error {
	now := time.Now()
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, q := range [...]*quota{src.own, src.tenant} {
		if err := q.check(now); err != nil {
			return err
		}
	}
	src.own.take(n.records, n.bytes)
	src.tenant.take(n.records, n.bytes)
	return nil
}

func (a *Acceptor) refund(src *source, n amount) {
	if n == (amount{}) {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	src.own.take(-n.records, -n.bytes)
	src.tenant.take(-n.records, -n.bytes)
}

func (s *source) count(done amount, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stats.Records += uint64(done.records)
	s.stats.Bytes += uint64(done.bytes)
	if done.records > 0 {
		s.stats.Seen = time.Now()
	}
	if err != nil {
		s.stats.Refused[reason(err)]++
	}
	if errors.Is(err, ErrQuota) {
		s.stats.OverQuota = time.Now()
	}
}

func (s *source) snapshot() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stats
	st.Refused = maps.Clone(st.Refused)
	return st
}

// Refuse counts a batch that a door refused before it came to the acceptor.
func (a *Acceptor) Refuse(s Sender, err error) {
	a.source(s).count(amount{}, err)
	a.door.count(amount{}, err)
}

// RefuseUnknown counts what a door refused of who is not known.
func (a *Acceptor) RefuseUnknown(err error) { a.door.count(amount{}, err) }

// Remember says when a sender was seen last, before the acceptor was made, so that its silence is noticed.
func (a *Acceptor) Remember(s Sender, seen time.Time) {
	src := a.source(s)
	src.mu.Lock()
	defer src.mu.Unlock()
	if src.stats.Seen.IsZero() {
		src.stats.Seen = seen
	}
}

// Stats returns what is known of each source that has sent, or tried to, by tenant and name.
func (a *Acceptor) Stats() []Stats {
	a.mu.Lock()
	all := slices.Collect(maps.Values(a.sources))
	a.mu.Unlock()
	out := make([]Stats, len(all))
	for i, s := range all {
		out[i] = s.snapshot()
	}
	slices.SortFunc(out, func(x, y Stats) int {
		return cmp.Or(cmp.Compare(x.Tenant, y.Tenant), cmp.Compare(x.Source, y.Source))
	})
	return out
}

// Watch reports sources that fall silent, and those that are heard again, until ctx is cancelled.
func (a *Acceptor) Watch(ctx context.Context) error {
	if a.config.SilentAfter == 0 {
		<-ctx.Done()
		return ctx.Err()
	}
	tick := time.NewTicker(min(watchEvery, a.config.SilentAfter))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case now := <-tick.C:
			a.Look(ctx, now)
		}
	}
}

// Look is one look of Watch: it finds what is silent at now.
func (a *Acceptor) Look(ctx context.Context, now time.Time) {
	a.mu.Lock()
	all := slices.Collect(maps.Values(a.sources))
	a.mu.Unlock()
	for _, s := range all {
		s.mu.Lock()
		seen, was := s.stats.Seen, s.stats.Silent
		is := !seen.IsZero() && now.Sub(seen) >= a.config.SilentAfter
		s.stats.Silent = is
		s.mu.Unlock()
		switch {
		case is && !was:
			a.logger.WarnContext(ctx, "source is silent", "tenant", s.sender.Tenant, "source_name", s.sender.Source, "last_seen", seen)
		case was && !is:
			a.logger.InfoContext(ctx, "source is heard again", "tenant", s.sender.Tenant, "source_name", s.sender.Source)
		}
	}
}
