// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"gambeson/bus"
	"gambeson/event"
)

// judging is one shard of observation with its judge.
type judging struct {
	*Pipeline
	shard bus.Shard
	judge Judge
	out   Output
	state judged
	since int  // messages since the last snapshot
	torn  bool // the state holds a part of a message: it MUST NOT be written
}

// judged is what a snapshot holds besides the judge's own state.
type judged struct {
	Epoch string       `json:"epoch"`
	Done  bus.Position `json:"done"`
	// Newest is, by reader, the event time that it has come to.
	Newest map[int]int64 `json:"newest"`
}

// judge runs the judge of shard n until ctx ends.
func (p *Pipeline) judge(ctx context.Context, n int) error {
	judge, err := p.Judge(n)
	if err != nil {
		return fmt.Errorf("judge: %w", err)
	}
	j := &judging{Pipeline: p, shard: bus.Shard{Stream: bus.Observation, Number: n}, judge: judge}
	if err := j.restore(); err != nil {
		return err
	}
	err = j.run(ctx)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return errors.Join(err, ignoreClosed(j.snapshot(last)))
}

func (j *judging) run(ctx context.Context) error {
	for {
		messages, err := j.next(ctx)
		if err != nil {
			return err
		}
		for i := range messages {
			if err := j.process(ctx, &messages[i]); err != nil {
				return err
			}
			if j.since >= j.config.SnapshotEvery {
				if err := j.snapshot(ctx); err != nil {
					return err
				}
			}
		}
	}
}

// next returns the next messages, or none after a quiet time, which is used
// for a snapshot.
func (j *judging) next(ctx context.Context) ([]bus.Message, error) {
	quiet, cancel := context.WithTimeout(ctx, j.config.IdleTick)
	defer cancel()
	messages, err := j.Log.Read(quiet, j.shard, j.state.Done, j.config.ReadBytes)
	trimmed, gone := errors.AsType[*bus.TrimmedError](err)
	switch {
	case err == nil:
		return messages, nil
	case gone: // the snapshot is lost or an old copy: what was committed is gone with it
		j.Logger.Error("observations were trimmed that the state lacks: going on without them", "shard", j.shard.String(),
			"after", uint64(trimmed.After), "resume", uint64(trimmed.Resume))
		j.state.Done = trimmed.Resume
		return nil, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, j.snapshot(ctx)
	case away(err):
		j.waitForLog(quiet, j.shard, err)
		return nil, ctx.Err()
	default:
		return nil, fmt.Errorf("read %s: %w", j.shard, err)
	}
}

// process lets the judge see the message m and appends what follows from it.
func (j *judging) process(ctx context.Context, m *bus.Message) error {
	j.out.Reset()
	j.torn = true
	x, err := decodeObserved(m.Body)
	if err != nil {
		return fmt.Errorf("%s at %d: %w", j.shard, m.Position, err) // we wrote it: the log is damaged
	}
	j.out.trace = x.Trace
	defer j.span(x.Trace)(&j.out)
	if x.Newest > j.state.Newest[x.Reader] {
		j.state.Newest[x.Reader] = x.Newest
	}
	for i, data := range x.Data {
		if err := j.judge.Observe(data, &j.out); err != nil {
			j.out.DeadLetters = append(j.out.DeadLetters, DeadLetter{
				Tenant: j.Tenant, Stream: j.shard.String(), Position: uint64(m.Position), Received: m.Time.UnixNano(),
				Event: event.NewID("no observation", j.shard.String(), j.state.Epoch, strconv.FormatUint(uint64(m.Position), 10), strconv.Itoa(i)),
				Class: ClassObservation, Reason: err.Error(), Data: data,
			})
		}
	}
	if x.Idle > 0 && j.state.Newest[x.Reader] != 0 {
		j.state.Newest[x.Reader] += x.Idle
	}
	if now := j.watermark(); now != 0 {
		j.judge.Advance(now, &j.out)
	}
	var following following
	following.addOutput(place{shard: j.shard, epoch: j.state.Epoch, at: m.Position}, &j.out)
	if err := j.appendAll(ctx, following); err != nil {
		return err
	}
	j.Meter.judged(&j.out)
	j.state.Done = m.Position
	j.since++
	j.torn = false
	return nil
}

// span begins a span of the batch with the id; ticks have none.
func (j *judging) span(id event.ID) func(*Output) {
	if j.Span == nil || id == (event.ID{}) {
		return func(*Output) {}
	}
	return j.Span(id)
}

// watermark is the event time that all readers have come to which have read
// anything.
func (j *judging) watermark() int64 {
	least := int64(0)
	for _, t := range j.state.Newest {
		if least == 0 || t < least {
			least = t
		}
	}
	return least
}
