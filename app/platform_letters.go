// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"gambeson/bus"
	"gambeson/bus/jetstream"
	"gambeson/event"
	"gambeson/pipeline"
	"gambeson/state"
)

// takeDeadLetters keeps where dead letters lie; their bytes stay in the log.
func (x *platform) takeDeadLetters(ctx context.Context, messages []bus.Message, cp *state.Checkpoint) error {
	var batch []state.DeadLetter
	for _, m := range messages {
		all, err := pipeline.DeadLetters(m.Body)
		if err != nil {
			return fmt.Errorf("position %d: %w", m.Position, err)
		}
		for _, d := range all {
			batch = append(batch, state.DeadLetter{
				ID: d.Event, Tenant: d.Tenant, Source: d.Source, Format: d.Format, Class: d.Class, Message: d.Reason,
				Bytes: int64(len(d.Data)), Position: uint64(m.Position), Received: d.Received, State: state.DeadWaiting,
			})
		}
	}
	err := x.insist(ctx, cp.Consumer, func() error { return x.state.DeadLetters.Record(ctx, batch, cp) })
	if err != nil {
		return err
	}
	for _, d := range batch {
		x.api.DeadLettersChanged(d.Tenant)
	}
	return nil
}

// letters reaches the bytes of dead letters. It implements [api.Letters].
type letters struct {
	// log opens the log, which not every request needs.
	log func() (*jetstream.Log, error)
}

// Read implements [api.Letters].
func (l *letters) Read(ctx context.Context, x state.DeadLetter) ([]byte, error) {
	d, err := l.find(ctx, x)
	return d.Data, err
}

// Replay implements [api.Letters]: the record goes into the log again, with the
// place that it had, so that what follows from it has the same ids.
func (l *letters) Replay(ctx context.Context, x state.DeadLetter) error {
	d, err := l.find(ctx, x)
	if err != nil {
		return err
	}
	switch d.Class {
	case pipeline.ClassBatch: // it was a message itself
		return l.appendAgain(ctx, x, d.Data)
	case pipeline.ClassObservation:
		return fmt.Errorf("replay %s: %w: it is no record of a source; `gambeson reprocess` reads the records again", x.ID, state.ErrInvalid)
	}
	b := event.Batch{
		Tenant: d.Tenant, Source: d.Source, Format: d.Format, Stream: d.Stream, Received: d.Received,
		Records: []event.BatchRecord{{Position: d.Position, Data: d.Data}},
	}
	body, err := b.AppendBinary(nil)
	if err != nil {
		return fmt.Errorf("replay %s: %w", x.ID, err)
	}
	return l.appendAgain(ctx, x, body)
}

// appendAgain appends a message to raw, once for each time that the dead letter came.
func (l *letters) appendAgain(ctx context.Context, x state.DeadLetter, body []byte) error {
	log, err := l.log()
	if err != nil {
		return err
	}
	_, err = log.Append(ctx, bus.Shard{Stream: bus.Raw}, bus.ID(event.NewID("replay", x.ID.String(), strconv.FormatUint(x.Position, 10))), body)
	return err
}

func (l *letters) find(ctx context.Context, x state.DeadLetter) (pipeline.DeadLetter, error) {
	log, err := l.log()
	if err != nil {
		return pipeline.DeadLetter{}, err
	}
	messages, err := log.Read(ctx, bus.Shard{Stream: bus.DeadLetter, Number: int(x.Shard)}, bus.Position(x.Position-1), 1)
	if errors.Is(err, bus.ErrTrimmed) {
		return pipeline.DeadLetter{}, fmt.Errorf("dead letter %s: %w: the log has given it up", x.ID, state.ErrNotFound)
	}
	if err != nil {
		return pipeline.DeadLetter{}, fmt.Errorf("dead letter %s: %w", x.ID, err)
	}
	all, err := pipeline.DeadLetters(messages[0].Body)
	if err != nil {
		return pipeline.DeadLetter{}, err
	}
	for _, d := range all {
		if d.Event == x.ID {
			return d, nil
		}
	}
	return pipeline.DeadLetter{}, fmt.Errorf("dead letter %s: %w", x.ID, state.ErrNotFound)
}
