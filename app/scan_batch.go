// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"io"

	"gambeson/event"
	"gambeson/ingest/file"
	"gambeson/normalize"
)

const (
	// directBytes of a stream are judged by who reads it, and tell its format.
	// What follows is cut into batches, for whichever worker has time.
	directBytes = 256 << 10
	// batchBytes is how much of a stream a batch holds, but for a longer record.
	batchBytes = 256 << 10
	// pendingBatches is how many batches of a stream may be under way.
	pendingBatches = 8
)

// judging is what is needed to judge records of a stream, and what came of it.
type judging struct {
	in         file.Stream
	root       *rootState
	normalizer *normalize.Normalizer
	part       part
	bad        badRecords
}

// batch is a piece of a stream.
type batch struct {
	judging
	data    []byte
	records []batchRecord // those that are still to be judged
	from    int           // of the first of them
	done    chan struct{}
}

// batchRecord is a record of a batch: its number, and where it ends in data.
type batchRecord struct{ number, end int }

// reading is the reading of one stream by its worker. How it is cut depends
// only on the stream, so that the number of workers changes nothing.
type reading struct {
	*scanWorker
	own     judging  // of what the worker judges itself
	direct  int      // bytes of that
	batch   *batch   // being filled
	pending []*batch // given away, in order
	broken  error    // why the stream ended early
}

// all reads the stream to its end. Its errors are fatal ones.
func (r *reading) all(ctx context.Context, records normalize.Stream) error {
	for {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		number, err := records.Next(r.event)
		var unreadable *normalize.RecordError
		switch {
		case errors.Is(err, io.EOF):
			return r.end(ctx)
		case errors.As(err, &unreadable):
			r.own.bad.add(number, unreadable.Err)
			continue
		case err != nil:
			r.broken = err
			return r.end(ctx)
		}
		if err := r.record(ctx, number); err != nil {
			return err
		}
	}
}

// record judges the record in the event, or keeps it for a batch. A container
// has trees in place of bytes, and is not cut.
func (r *reading) record(ctx context.Context, number int) error {
	if r.direct < directBytes || r.event.Root().Exists() {
		r.direct += len(r.event.Raw())
		r.records.Add(1)
		r.judge(&r.own, number)
		return r.flush(ctx, &r.own.part)
	}
	if r.batch == nil {
		r.batch = &batch{judging: judging{in: r.own.in, root: r.own.root, normalizer: r.own.normalizer.Clone()}, data: r.spares.take(), done: make(chan struct{})}
	}
	b := r.batch
	b.data = append(b.data, r.event.Raw()...)
	b.records = append(b.records, batchRecord{number, len(b.data)})
	if len(b.data) < batchBytes {
		return nil
	}
	return r.give(ctx)
}

// give puts the batch where a worker finds it, or judges it where all have
// enough to do.
func (r *reading) give(ctx context.Context) error {
	b := r.batch
	r.batch = nil
	r.records.Add(int64(len(b.records)))
	r.pending = append(r.pending, b)
	select {
	case r.jobs <- b:
	default:
		r.process(b)
	}
	return r.collect(ctx, pendingBatches)
}

// end judges what is left of the stream.
func (r *reading) end(ctx context.Context) error {
	if r.batch != nil {
		if err := r.give(ctx); err != nil {
			return err
		}
	}
	return r.collect(ctx, 0)
}

// collect writes what came of the oldest batches, until at most so many are
// under way.
func (r *reading) collect(ctx context.Context, most int) error {
	for len(r.pending) > most {
		b := r.pending[0]
		if err := r.await(ctx, b); err != nil {
			return err
		}
		r.pending = r.pending[1:]
		if err := r.finish(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

// await waits for a batch and meanwhile works on others, so that nobody waits
// for work that nobody does.
func (r *reading) await(ctx context.Context, b *batch) error {
	for {
		select {
		case <-b.done:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		case other := <-r.jobs:
			r.process(other)
		}
	}
}

// finish writes what came of a batch behind what came before it, and judges
// what was too much for its part.
func (r *reading) finish(ctx context.Context, b *batch) error {
	for _, p := range []*part{&r.own.part, &b.part} {
		if p.size() == 0 {
			continue
		}
		if err := r.turns.write(ctx, r.task.turn, p.take()); err != nil {
			return err
		}
	}
	for len(b.records) > 0 {
		r.next(b)
		if err := r.flush(ctx, &b.part); err != nil {
			return err
		}
	}
	r.own.part = b.part.take()
	r.own.bad.merge(b.bad)
	r.spares.give(b.data)
	return nil
}

// process judges a batch, of whichever stream, until its part is full.
func (w *scanWorker) process(b *batch) {
	for len(b.records) > 0 && !b.part.full() {
		w.next(b)
	}
	close(b.done)
}

// next judges the next record of a batch.
func (w *scanWorker) next(b *batch) {
	x := b.records[0]
	b.records = b.records[1:]
	w.event.Reset(b.data[b.from:x.end])
	b.from = x.end
	w.judge(&b.judging, x.number)
}

// judge reads the record in the event, lets the rooms look at it and keeps
// what they found.
func (w *scanWorker) judge(j *judging, number int) {
	e := w.event
	e.Tenant, e.Source, e.Record = w.config.Tenant, j.in.Path, number
	e.ID = event.PositionID(e.Tenant, j.in.Path, "", uint64(number))
	if !j.in.Modified.IsZero() {
		e.Observed = j.in.Modified.UnixNano()
	}
	if err := j.normalizer.Normalize(e); err != nil {
		j.bad.add(number, err)
		return
	}
	if !j.root.read.Load() {
		j.root.read.Store(true)
	}
	w.results.Reset()
	for _, i := range w.inspectors {
		i.Inspect(e, &w.results)
	}
	for _, f := range w.results.Findings {
		w.keep(f, &j.part)
	}
	j.part.observations = append(j.part.observations, w.results.Observations...)
}
