// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gambeson/bus"
	"gambeson/event"
)

// Again says which records of a raw shard are processed again.
type Again struct {
	// ID tells this time from others: what follows from a message has ids of its
	// own in the log, and the same after a crash.
	ID string
	// Tenant is whose records they are, and Source whence; empty for all.
	Tenant, Source string
	// From and To are when they were received, in Unix nanoseconds; To is not part of it.
	From, To int64
	// Shard is read behind After up to Through, which the pipeline MUST have
	// processed: a record is read again, and never here for the first time.
	Shard          bus.Shard
	After, Through bus.Position
}

// AgainIndex knows what followed from records before.
type AgainIndex interface {
	// Letters returns which of the events are dead letters, and whether they wait
	// for somebody.
	Letters(ctx context.Context, tenant string, events []event.ID) (map[event.ID]bool, error)
	// Findings returns which of the ids are findings already.
	Findings(ctx context.Context, tenant string, ids []event.ID) (map[event.ID]bool, error)
}

// AgainStep is what came of reading a part of a shard again.
type AgainStep struct {
	Done              bus.Position
	Records, Findings int
	// Read are the dead letters that waited and can be read now.
	Read []event.ID
}

// How much is done between two steps.
const (
	againStep    = time.Second
	againLetters = 1000
)

// ReadAgain processes records again that the pipeline has processed, and tells
// step how far it has come, now and then, when all that follows is durable. It
// may be called while the pipeline runs, and called again, behind the last
// step, after a crash.
//
// Findings and dead letters that are known are not appended again. Of the
// observations, those are appended that follow from a record which could not be
// read before: what a judge has been told it must not be told twice, since it
// forgets what is long ago and would count it once more. The judges take them
// as late. Sessions go with a message of which a record could not be read.
func (p *Pipeline) ReadAgain(ctx context.Context, a Again, index AgainIndex, step func(AgainStep) error) error {
	stage, err := p.Stage()
	if err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	epoch, err := p.Log.Epoch(ctx, a.Shard)
	if err != nil {
		return fmt.Errorf("read %s again: %w", a.Shard, err)
	}
	r := rereader{Pipeline: p, Again: a, index: index, stage: stage, epoch: epoch, step: AgainStep{Done: a.After}}
	at := time.Now()
	for r.step.Done < a.Through {
		messages, err := r.next(ctx)
		if err != nil {
			return fmt.Errorf("read %s again: %w", a.Shard, err)
		}
		for i := range messages {
			if err := r.process(ctx, &messages[i]); err != nil {
				return fmt.Errorf("read %s again: position %d: %w", a.Shard, messages[i].Position, err)
			}
		}
		if time.Since(at) < againStep && len(r.step.Read) < againLetters && r.step.Done < a.Through {
			continue
		}
		if err := step(r.step); err != nil {
			return err
		}
		r.step, at = AgainStep{Done: r.step.Done}, time.Now()
	}
	return nil
}

// rereader reads one shard again.
type rereader struct {
	*Pipeline
	Again
	index AgainIndex
	stage Stage
	epoch string
	batch event.Batch
	out   Output
	step  AgainStep
}

// next returns the next messages up to the last one that is wanted. What was
// trimmed is passed over.
func (r *rereader) next(ctx context.Context) ([]bus.Message, error) {
	messages, err := r.Log.Read(ctx, r.Shard, r.step.Done, r.config.ReadBytes)
	if trimmed, ok := errors.AsType[*bus.TrimmedError](err); ok {
		r.step.Done = trimmed.Resume
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	behind := slices.IndexFunc(messages, func(m bus.Message) bool { return m.Position > r.Through })
	if behind >= 0 {
		messages = messages[:behind]
	}
	if len(messages) == 0 {
		r.step.Done = r.Through
	}
	return messages, nil
}

func (r *rereader) process(ctx context.Context, m *bus.Message) error {
	r.step.Done = m.Position
	b := &r.batch
	if err := b.UnmarshalBinary(m.Body); err != nil {
		return nil //nolint:nilerr // it is a dead letter, whole, whatever the parsers learn
	}
	if b.Tenant != r.Tenant || r.Source != "" && b.Source != r.Source || b.Received < r.From || b.Received >= r.To {
		return nil
	}
	r.out.Reset()
	r.out.follow(b)
	r.stage.Process(b, &r.out)
	read, err := r.letters(ctx)
	if err != nil {
		return err
	}
	if err := r.findings(ctx); err != nil {
		return err
	}
	r.out.Observations = slices.DeleteFunc(r.out.Observations, func(o Observation) bool { return !slices.Contains(read, o.Event) })
	if len(read) == 0 {
		r.out.Facts = r.out.Facts[:0]
	}
	r.out.Newest = 0 // the time of what waits to be judged does not move
	from := place{shard: r.Shard, epoch: r.epoch, at: m.Position, again: r.ID}
	var following following
	r.addObservations(&following, from, &r.out)
	following.addOutput(from, &r.out)
	if err := r.appendAll(ctx, following); err != nil {
		return err
	}
	r.step.Records += len(b.Records)
	r.step.Findings += len(r.out.Findings)
	r.step.Read = append(r.step.Read, read...)
	return nil
}

// letters returns the dead letters that can be read now, and leaves in the
// output those only that are new.
func (r *rereader) letters(ctx context.Context) ([]event.ID, error) {
	events := make([]event.ID, len(r.batch.Records))
	for i := range events {
		events[i] = r.batch.EventID(i)
	}
	known, err := r.index.Letters(ctx, r.Tenant, events)
	if err != nil {
		return nil, err
	}
	unread := make(map[event.ID]bool)
	for _, d := range r.out.DeadLetters {
		unread[d.Event] = true
	}
	r.out.DeadLetters = slices.DeleteFunc(r.out.DeadLetters, func(d DeadLetter) bool { _, ok := known[d.Event]; return ok })
	return slices.DeleteFunc(events, func(id event.ID) bool { return !known[id] || unread[id] }), nil
}

// findings leaves in the output the findings that are new.
func (r *rereader) findings(ctx context.Context) error {
	if len(r.out.Findings) == 0 {
		return nil
	}
	ids := make([]event.ID, len(r.out.Findings))
	for i, f := range r.out.Findings {
		ids[i] = f.ID
	}
	known, err := r.index.Findings(ctx, r.Tenant, ids)
	if err != nil {
		return err
	}
	r.out.Findings = slices.DeleteFunc(r.out.Findings, func(f *event.Finding) bool { return known[f.ID] })
	return nil
}
