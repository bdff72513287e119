// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"gambeson/event"
)

// A Collector merges records that a protocol brings one by one into batches. Their positions are counted here.
//
// One goroutine calls Run; any number call Add. What is collected and not yet written is bounded by two batches: when
// they are taken, Add waits and TryAdd refuses, and so the client is slowed down.
type Collector struct {
	acceptor *Acceptor
	sender   Sender
	stream   string

	mu      sync.Mutex
	changed chan struct{} // closed, and made anew, when anything below changes
	pending event.Batch
	data    []byte // what pending's records lie in
	oldest  time.Time
	next    uint64 // position of the next record
	written uint64 // positions before it are durable
	closed  bool
	err     error // what ended Run
}

// Collect returns a collector for a sender. stream MUST be a name that no other collector of the source ever had: begin
// it with the acceptor's Life.
func (a *Acceptor) Collect(s Sender, stream string) *Collector {
	return &Collector{acceptor: a, sender: s, stream: stream, changed: make(chan struct{})}
}

// TryAdd takes a record, a copy of data, or returns false where there is no room for it now.
func (c *Collector) TryAdd(data []byte) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.add(data)
}

// Add takes a record, a copy of data, and waits for room. Errors: ErrTooLarge, ErrClosed, the context's.
func (c *Collector) Add(ctx context.Context, data []byte) error {
	for {
		c.mu.Lock()
		ok, err := c.add(data)
		changed := c.changed
		c.mu.Unlock()
		if ok || err != nil {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Flush waits until every record that was added before is durable.
func (c *Collector) Flush(ctx context.Context) error {
	c.mu.Lock()
	upTo := c.next
	if len(c.pending.Records) > 0 {
		c.oldest = time.Time{} // due
		c.signal()
	}
	c.mu.Unlock()
	for {
		c.mu.Lock()
		written, err, changed := c.written, c.err, c.changed
		c.mu.Unlock()
		switch {
		case written >= upTo:
			return nil
		case err != nil:
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Close lets Run write what is collected and return. Records that come later are refused with ErrClosed.
func (c *Collector) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.signal()
}

// Run writes batches until the collector is closed and everything is written, or ctx is cancelled. What the log or a
// quota refuses is tried again until it is taken.
func (c *Collector) Run(ctx context.Context) error {
	err := c.run(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	if c.err = err; err == nil {
		c.err = ErrClosed
	}
	c.signal()
	return err
}

func (c *Collector) run(ctx context.Context) error {
	var spare event.Batch
	var data []byte
	for {
		batch, used, last, err := c.due(ctx, spare, data)
		if err != nil || len(batch.Records) == 0 {
			return err
		}
		if err := c.write(ctx, &batch); err != nil {
			return err
		}
		c.mu.Lock()
		c.written = last
		c.signal()
		c.mu.Unlock()
		spare, data = batch, used
	}
}

// add takes a record where there is room. c.mu is held.
func (c *Collector) add(data []byte) (bool, error) {
	limits := &c.acceptor.config
	switch {
	case c.closed:
		return false, ErrClosed
	case len(data) > int(limits.MaxRecordBytes):
		return false, fmt.Errorf("record: %w: %d bytes, at most %d", ErrTooLarge, len(data), limits.MaxRecordBytes)
	case c.full(len(data)):
		return false, nil
	}
	if len(c.pending.Records) == 0 {
		c.oldest = time.Now()
	}
	start := len(c.data)
	c.data = append(c.data, data...) // earlier records keep the array that they lie in
	c.pending.Records = append(c.pending.Records, event.BatchRecord{Position: c.next, Data: c.data[start:len(c.data):len(c.data)]})
	c.next++
	if len(c.pending.Records) == 1 || c.full(0) {
		c.signal()
	}
	return true, nil
}

// full reports whether n more bytes are too many for the pending batch.
func (c *Collector) full(n int) bool {
	limits := &c.acceptor.config
	count := len(c.pending.Records)
	return count >= limits.BatchRecords || count > 0 && len(c.data)+n > int(limits.BatchBytes)
}

// due waits until the pending batch is due, and takes it, leaving the room of an earlier one. Without records there are
// none any more. last is the position behind the batch.
func (c *Collector) due(ctx context.Context, spare event.Batch, data []byte) (_ event.Batch, used []byte, last uint64, _ error) {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		c.mu.Lock()
		wait := c.acceptor.config.BatchWait - time.Since(c.oldest)
		some := len(c.pending.Records) > 0
		if some && (wait <= 0 || c.closed || c.full(0)) || !some && c.closed {
			batch, used, last := c.pending, c.data, c.next
			c.pending, c.data = event.Batch{Stream: c.stream, Records: spare.Records[:0]}, data[:0]
			batch.Stream = c.stream
			c.signal()
			c.mu.Unlock()
			return batch, used, last, nil
		}
		changed := c.changed
		c.mu.Unlock()
		if !some {
			wait = time.Hour
		}
		timer.Reset(wait)
		select {
		case <-changed:
		case <-timer.C:
		case <-ctx.Done():
			return event.Batch{}, nil, 0, ctx.Err()
		}
	}
}

// write tries until the batch is durable.
func (c *Collector) write(ctx context.Context, b *event.Batch) error {
	for {
		err := c.acceptor.Accept(ctx, c.sender, b)
		wait, again := RetryAfter(err)
		if err == nil || !again || errors.Is(err, ErrClosed) {
			return err
		}
		timer := time.NewTimer(min(wait, time.Second))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}

// signal wakes everyone who waits. c.mu is held.
func (c *Collector) signal() {
	close(c.changed)
	c.changed = make(chan struct{})
}
