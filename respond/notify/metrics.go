// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package notify

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
)

// What became of an attempt.
const (
	delivered = "delivered"
	retried   = "failed" // it is tried again
	givenUp   = "given_up"
)

// metrics are the instruments of notifications.
type metrics struct {
	attempts metric.Int64Counter
	duration metric.Float64Histogram
}

// newMetrics makes the instruments; a nil meter makes some that count nothing.
func newMetrics(m metric.Meter) (*metrics, error) {
	if m == nil {
		m = noop.Meter{}
	}
	attempts, err := m.Int64Counter("gambeson.notify.attempts", metric.WithUnit("{attempt}"),
		metric.WithDescription("Attempts to notify, by channel and outcome: delivered, failed, given_up."))
	if err != nil {
		return nil, fmt.Errorf("instruments of notifications: %w", err)
	}
	duration, err := m.Float64Histogram("gambeson.notify.duration", metric.WithUnit("s"),
		metric.WithDescription("How long attempts to notify took, by channel."),
		metric.WithExplicitBucketBoundaries(.01, .05, .1, .5, 1, 5, 30))
	if err != nil {
		return nil, fmt.Errorf("instruments of notifications: %w", err)
	}
	return &metrics{attempts, duration}, nil
}

// attempt counts one.
func (m *metrics) attempt(ctx context.Context, channel, outcome string, took time.Duration) {
	of := attribute.String("channel", channel)
	m.attempts.Add(ctx, 1, metric.WithAttributes(of, attribute.String("outcome", outcome)))
	m.duration.Record(ctx, took.Seconds(), metric.WithAttributes(of))
}
