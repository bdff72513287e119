// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"context"
	"sync"
	"time"
)

// budgetWait is how long a reservation waits for room before it is refused. Shorter than any client's timeout, longer
// than a write to a disk that is busy.
const budgetWait = 2 * time.Second

// budget bounds a sum of bytes. Who waits is served in order.
type budget struct {
	mu      sync.Mutex
	limit   int64
	used    int64
	waiting []*reservation
}

type reservation struct {
	n       int64
	granted chan struct{}
}

// take reserves n bytes, waiting for room. More than the limit is never granted.
func (b *budget) take(ctx context.Context, n int64) error {
	b.mu.Lock()
	if n > b.limit {
		b.mu.Unlock()
		return ErrTooLarge
	}
	if len(b.waiting) == 0 && b.used+n <= b.limit {
		b.used += n
		b.mu.Unlock()
		return nil
	}
	r := &reservation{n, make(chan struct{})}
	b.waiting = append(b.waiting, r)
	b.mu.Unlock()

	timer := time.NewTimer(budgetWait)
	defer timer.Stop()
	var err error
	select {
	case <-r.granted:
		return nil
	case <-ctx.Done():
		err = ctx.Err()
	case <-timer.C:
		err = ErrBusy
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, other := range b.waiting {
		if other == r {
			b.waiting = append(b.waiting[:i], b.waiting[i+1:]...)
			b.grant() // those behind may fit
			return err
		}
	}
	return nil // granted meanwhile
}

// give returns n bytes.
func (b *budget) give(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.used -= n
	b.grant()
}

func (b *budget) grant() {
	for len(b.waiting) > 0 && b.used+b.waiting[0].n <= b.limit {
		b.used += b.waiting[0].n
		close(b.waiting[0].granted)
		b.waiting = b.waiting[1:]
	}
}

func (b *budget) inUse() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.used
}
