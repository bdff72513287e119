// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"time"
)

// quotaBurst is how much of its rate a source may send at once.
const quotaBurst = 10 * time.Second

// bucket is a token bucket that may go into debt: what comes is let in whole as long as the bucket is not empty, so
// that a request larger than the burst is slow and not impossible. The zero rate is without bound.
type bucket struct {
	rate  float64 // tokens a second
	level float64
	last  time.Time
}

func newBucket(rate float64, now time.Time) bucket {
	return bucket{rate: rate, level: rate * quotaBurst.Seconds(), last: now}
}

// wait returns how long it takes until the bucket is not empty, 0 if it is not.
func (b *bucket) wait(now time.Time) time.Duration {
	if b.rate == 0 {
		return 0
	}
	if d := now.Sub(b.last); d > 0 { // the clock may have gone back
		b.level = min(b.level+d.Seconds()*b.rate, b.rate*quotaBurst.Seconds())
	}
	b.last = now
	if b.level > 0 {
		return 0
	}
	return time.Duration((1-b.level)/b.rate*float64(time.Second)) + time.Millisecond
}

// take removes n tokens; a negative n gives them back.
func (b *bucket) take(n int) {
	if b.rate > 0 {
		b.level -= float64(n)
	}
}

// quota is the rates of one source or tenant.
type quota struct {
	whose         string
	events, bytes bucket
}

func newQuota(whose string, c QuotaConfig, now time.Time) *quota {
	return &quota{whose, newBucket(float64(c.EventsPerSecond), now), newBucket(float64(c.BytesPerSecond), now)}
}

// wait returns a QuotaError where the quota is used up.
func (q *quota) check(now time.Time) error {
	if d := max(q.events.wait(now), q.bytes.wait(now)); d > 0 {
		return &QuotaError{q.whose, d}
	}
	return nil
}

func (q *quota) take(events, bytes int) {
	q.events.take(events)
	q.bytes.take(bytes)
}
