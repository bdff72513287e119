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
	"gambeson/pipeline"
	"gambeson/state"
	"gambeson/telemetry"
)

// consumers makes what reads findings and dead letters into the state.
func (x *platform) consumers(ctx context.Context) ([]*consumer, error) {
	correlating, err := x.newCorrelating(ctx)
	if err != nil {
		return nil, err
	}
	dead := &consumer{platform: x, name: deadLetterConsumer, shard: bus.Shard{Stream: bus.DeadLetter}}
	dead.take = x.takeDeadLetters
	return []*consumer{correlating, dead}, dead.begin(ctx)
}

// correlating makes cases of findings. What it knows of entities is its memory.
type correlating struct {
	*platform
	correlator *correlate.Correlator
	tracer     telemetry.Tracer
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
	c := &correlating{platform: x, correlator: correlator, tracer: x.metrics.Tracer("correlate"), at: time.Now()}
	reader := &consumer{platform: x, name: state.Correlator, shard: bus.Shard{Stream: bus.Finding}, memory: c}
	reader.take = func(ctx context.Context, messages []bus.Message, cp *state.Checkpoint) error {
		batch, spans, err := c.correlate(ctx, messages)
		defer spans.end()
		if err != nil {
			return err
		}
		if c.due(len(messages)) {
			if err := reader.remember(cp); err != nil {
				return err
			}
		}
		return c.record(ctx, batch, cp)
	}
	return reader, reader.begin(ctx)
}

// due reports whether so many messages more, or the time since the last one,
// ask for a snapshot.
func (c *correlating) due(messages int) bool {
	c.since += messages
	return c.since >= correlateSnapshot || time.Since(c.at) >= correlateSnapshotEvery
}

// snapshot implements [snapshotter].
func (c *correlating) snapshot() ([]byte, error) {
	var b bytes.Buffer
	if err := c.correlator.Snapshot(&b); err != nil {
		return nil, err
	}
	c.since, c.at = 0, time.Now()
	return b.Bytes(), nil
}

// restore implements [snapshotter].
func (c *correlating) restore(data []byte) error { return c.correlator.Restore(bytes.NewReader(data)) }

// correlate says what each finding of the messages does to the cases. The spans
// end when that is recorded.
func (c *correlating) correlate(ctx context.Context, messages []bus.Message) (batch []state.Correlated, spans caseSpans, err error) {
	for _, m := range messages {
		found, err := pipeline.ParseFound(m.Body)
		if err != nil {
			return nil, spans, fmt.Errorf("position %d: %w", m.Position, err)
		}
		spans.begin(ctx, c.tracer, &found)
		for _, data := range found.Facts {
			var s correlate.Session
			if err := json.Unmarshal(data, &s); err != nil {
				return nil, spans, fmt.Errorf("position %d: session: %w", m.Position, err)
			}
			c.correlator.Session(&s)
		}
		for _, f := range found.Findings {
			batch = append(batch, state.Correlated{Finding: *f, Step: c.correlator.Finding(f)})
		}
	}
	return batch, spans, nil
}

// record keeps what the findings do and announces it.
func (c *correlating) record(ctx context.Context, batch []state.Correlated, cp *state.Checkpoint) error {
	var done state.Recorded
	err := c.insist(ctx, state.Correlator, func() (err error) {
		done, err = c.state.Cases.Record(ctx, batch, cp)
		return err
	})
	if err != nil {
		return err
	}
	for _, x := range batch {
		c.api.FindingChanged(x.Finding.Tenant, x.Finding.ID)
	}
	for _, id := range slices.Concat(done.Opened, done.Changed) {
		i := slices.IndexFunc(batch, func(x state.Correlated) bool { return x.Step.Case == id })
		if i >= 0 { // one that was merged is no finding's case
			c.api.CaseChanged(batch[i].Finding.Tenant, id)
		}
	}
	return nil
}

// expireEvery is how exactly verdicts end.
const expireEvery = time.Minute

// expire opens findings again whose verdict has ended, until ctx ends.
func (x *platform) expire(ctx context.Context) error {
	tick := time.NewTicker(expireEvery)
	defer tick.Stop()
	for {
		n, err := x.state.Findings.Expire(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			x.logger.Error("verdicts do not end", "error", err)
		case n > 0:
			x.logger.Info("findings are open again: their verdicts have ended", "findings", n)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}
