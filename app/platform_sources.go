// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"time"

	"gambeson/ingest"
	"gambeson/state"
)

// rememberEvery is how often it is written down when sources were seen.
const rememberEvery = time.Minute

// recallSources tells the acceptor when sources were seen before this start, so
// that one which fell silent meanwhile is reported. What was seen by a clock that
// was ahead counts from now on.
func (x *platform) recallSources(ctx context.Context) error {
	all, err := x.state.Sources.List(ctx, "")
	if err != nil {
		return err
	}
	now := time.Now().UnixNano()
	for _, s := range all {
		if s.Seen != 0 && s.Revoked == 0 {
			x.acceptor.Remember(senderOf(s), time.Unix(0, min(s.Seen, now)))
		}
	}
	return nil
}

// rememberSources writes down when sources were seen, until ctx ends, and once
// more then.
func (x *platform) rememberSources(ctx context.Context) error {
	tick := time.NewTicker(rememberEvery)
	defer tick.Stop()
	written := map[[2]string]time.Time{}
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
		if err := x.state.Sources.Seen(context.WithoutCancel(ctx), unwritten(x.acceptor.Stats(), written)); err != nil {
			x.logger.WarnContext(ctx, "it is not written down when sources were seen", "error", err)
			clear(written)
		}
		if ctx.Err() != nil {
			return nil
		}
	}
}

// unwritten lists the sources that were seen since they were written down.
func unwritten(all []ingest.Stats, written map[[2]string]time.Time) []state.Source {
	var out []state.Source
	for _, s := range all {
		key := [2]string{s.Tenant, s.Source}
		if s.Seen.IsZero() || s.Seen.Equal(written[key]) {
			continue
		}
		written[key] = s.Seen
		out = append(out, state.Source{Tenant: s.Tenant, Name: s.Source, Seen: s.Seen.UnixNano()})
	}
	return out
}
