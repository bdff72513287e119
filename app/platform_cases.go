// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gambeson/bus"
	"gambeson/correlate"
	"gambeson/event"
	"gambeson/pipeline"
	"gambeson/state"
)

// consumers makes what reads findings and dead letters into the state.
func (x *platform) consumers(ctx context.Context) ([]*consumer, error) {
	correlating, err := x.newCorrelating(ctx)
	if err != nil {
		return nil, err
	}
	dead := &consumer{platform: x, name: "deadletters", shard: bus.Shard{Stream: bus.DeadLetter}}
	dead.take = x.takeDeadLetters
	return []*consumer{correlating, dead}, dead.begin(ctx, nil)
}

// correlating makes cases of findings.
type correlating struct {
	*platform
	correlator *correlate.Correlator
	since      int       // messages since the last snapshot
	at         time.Time // of the last snapshot
}

// How many messages, or what time of them, may be read again after a crash: to
// record them again changes nothing.
const (
	correlateSnapshot      = 1000
	correlateSnapshotEvery = 5 * time.Second
)

func (x *platform) newCorrelating(ctx context.Context) (*consumer, error) {
	correlator, err := correlate.New(x.config.Correlate)
	if err != nil {
		return nil, err
	}
	c := &correlating{platform: x, correlator: correlator}
	reader := &consumer{platform: x, name: state.Correlator, shard: bus.Shard{Stream: bus.Finding}, take: c.take}
	return reader, reader.begin(ctx, func(cp *state.Checkpoint) error {
		if err := correlator.Restore(bytes.NewReader(cp.Snapshot)); err != nil {
			return fmt.Errorf("restore the correlation: %w", err)
		}
		return nil
	})
}

func (c *correlating) take(ctx context.Context, messages []bus.Message, cp *state.Checkpoint) error {
	var batch []state.Correlated
	for _, m := range messages {
		found, err := pipeline.ParseFound(m.Body)
		if err != nil {
			return fmt.Errorf("position %d: %w", m.Position, err)
		}
		for _, data := range found.Facts {
			var s correlate.Session
			if err := json.Unmarshal(data, &s); err != nil {
				return fmt.Errorf("position %d: session: %w", m.Position, err)
			}
			c.correlator.Session(&s)
		}
		for _, f := range found.Findings {
			batch = append(batch, state.Correlated{Finding: *f, Step: c.correlator.Finding(f)})
		}
	}
	if c.since += len(messages); c.since >= correlateSnapshot || time.Since(c.at) >= correlateSnapshotEvery {
		var b bytes.Buffer
		if err := c.correlator.Snapshot(&b); err != nil {
			return fmt.Errorf("snapshot: %w", err)
		}
		cp.Snapshot, c.since, c.at = b.Bytes(), 0, time.Now()
	}
	done, err := c.state.Cases.Record(ctx, batch, cp)
	if err != nil {
		return err
	}
	for _, x := range batch {
		if slices.Contains(done.Opened, x.Step.Case) || slices.Contains(done.Changed, x.Step.Case) {
			c.announce(ctx, x.Finding.Tenant, x.Step.Case)
		}
	}
	return nil
}

// announce tells those that follow the API that a case is new or has changed.
func (x *platform) announce(ctx context.Context, tenant string, id event.ID) {
	one, err := x.state.Cases.Get(ctx, tenant, id)
	if err != nil {
		x.logger.Warn("a case is not announced", "case", id.String(), "error", err)
		return
	}
	x.api.CaseChanged(ctx, &one)
}
