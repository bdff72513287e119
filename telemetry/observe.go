// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/metric"
)

// A Reading is a number that somebody counts anyway, and that is read when metrics are shown or sent.
type Reading struct {
	Name        string // gambeson.<folder>.<noun>
	Unit        string // UCUM: "By", "s", "{event}"
	Description string
	// Total says that the number only grows.
	Total bool
	// Read returns the number. It MAY be called from any goroutine, and MUST be fast.
	Read func() float64
}

// Observe makes an instrument of each reading.
func Observe(m metric.Meter, readings ...Reading) error {
	for _, r := range readings {
		observe := func(_ context.Context, o metric.Float64Observer) error {
			o.Observe(r.Read())
			return nil
		}
		var err error
		if r.Total {
			_, err = m.Float64ObservableCounter(r.Name, metric.WithUnit(r.Unit), metric.WithDescription(r.Description), metric.WithFloat64Callback(observe))
		} else {
			_, err = m.Float64ObservableGauge(r.Name, metric.WithUnit(r.Unit), metric.WithDescription(r.Description), metric.WithFloat64Callback(observe))
		}
		if err != nil {
			return fmt.Errorf("observe %s: %w", r.Name, err)
		}
	}
	return nil
}
