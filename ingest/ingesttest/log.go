// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingesttest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"gambeson/event"
	"gambeson/ingest"
)

// A Log is a log in memory. The zero Log is empty and takes everything.
type Log struct {
	mu       sync.Mutex
	known    map[ingest.ID]bool
	batches  []event.Batch
	err      error
	hold     chan struct{}
	loseAcks bool
	appends  int
}

// Record is a record as it is in the log.
type Record struct {
	Tenant, Source, Format string
	ID                     event.ID
	Data                   string
}

// Append implements [ingest.Appender].
func (l *Log) Append(ctx context.Context, _ string, id ingest.ID, body []byte) error {
	if err := l.wait(ctx); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.appends++
	if l.err != nil {
		return l.err
	}
	if !l.known[id] {
		var b event.Batch
		if err := b.UnmarshalBinary(slices.Clone(body)); err != nil {
			return err
		}
		if l.known == nil {
			l.known = map[ingest.ID]bool{}
		}
		l.known[id] = true
		l.batches = append(l.batches, b)
	}
	if l.loseAcks {
		return fmt.Errorf("test log: %w", ingest.ErrUnavailable)
	}
	return nil
}

func (l *Log) wait(ctx context.Context) error {
	l.mu.Lock()
	hold := l.hold
	l.mu.Unlock()
	if hold == nil {
		return nil
	}
	select {
	case <-hold:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Hold lets appends wait until the returned function is called. It may be called more than once.
func (l *Log) Hold() (release func()) {
	hold := make(chan struct{})
	l.mu.Lock()
	l.hold = hold
	l.mu.Unlock()
	return sync.OnceFunc(func() {
		l.mu.Lock()
		l.hold = nil
		l.mu.Unlock()
		close(hold)
	})
}

// Fail lets appends fail with err; nil ends it.
func (l *Log) Fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = err
}

// LoseAcks lets appends write, and then say that it is not known whether they did.
func (l *Log) LoseAcks(lose bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.loseAcks = lose
}

// Appends is how many appends there were, refused and repeated ones included.
func (l *Log) Appends() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.appends
}

// Batches returns the messages in their order.
func (l *Log) Batches() []event.Batch {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.batches)
}

// Records returns the records in their order.
func (l *Log) Records() []Record {
	var all []Record
	for _, b := range l.Batches() {
		for i, r := range b.Records {
			all = append(all, Record{b.Tenant, b.Source, b.Format, b.EventID(i), string(r.Data)})
		}
	}
	return all
}

// Data returns the records' bytes in their order.
func (l *Log) Data() []string {
	var all []string
	for _, r := range l.Records() {
		all = append(all, r.Data)
	}
	return all
}
