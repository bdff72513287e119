// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"slices"
	"time"

	"gambeson/api"
	"gambeson/ingest"
)

// noticeEvery is how often it is looked at what sources do and how the platform
// is.
const noticeEvery = time.Second

// sourceKnown is a source as it was looked at last.
type sourceKnown struct {
	records uint64
	silent  bool
	refused map[string]uint64
}

// watcher tells those that follow the API what sources do and how the platform
// is, when that is another than before.
type watcher struct {
	*platform
	sources map[[2]string]sourceKnown
	health  []api.Check
}

// watch looks until ctx ends.
func (x *platform) watch(ctx context.Context) error {
	w := &watcher{platform: x, sources: make(map[[2]string]sourceKnown)}
	tick := time.NewTicker(noticeEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			w.lookAtSources(x.acceptor.Stats(), x.api.SourceChanged)
			if checks := x.Check(ctx); !slices.Equal(checks, w.health) && ctx.Err() == nil {
				w.health = checks
				x.api.HealthChanged(checks)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

// lookAtSources tells what is new since it was called last.
func (w *watcher) lookAtSources(all []ingest.Stats, tell func(tenant string, n api.SourceNotice)) {
	for _, s := range all {
		key := [2]string{s.Tenant, s.Source}
		before := w.sources[key]
		n := api.SourceNotice{Name: s.Source, Seen: s.Seen}
		switch {
		case before.records == 0 && s.Records > 0:
			n.Change = api.SourceFirst
		case s.Silent && !before.silent:
			n.Change = api.SourceSilent
		case !s.Silent && before.silent:
			n.Change = api.SourceBack
		}
		if n.Change != "" {
			tell(s.Tenant, n)
		}
		now := sourceKnown{records: s.Records, silent: s.Silent, refused: make(map[string]uint64, len(s.Refused))}
		for reason, count := range s.Refused {
			now.refused[reason] = count
			if more := count - before.refused[reason]; more > 0 {
				tell(s.Tenant, api.SourceNotice{Name: s.Source, Change: api.SourceRefused, Seen: s.Seen, Reason: reason, Count: more})
			}
		}
		w.sources[key] = now
	}
}
