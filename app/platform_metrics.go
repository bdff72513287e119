// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"sync/atomic"
	"time"

	"gambeson/telemetry"
)

// observe makes instruments of what the parts count anyway.
func (x *platform) observe() error {
	total := func(name, unit, description string, n *atomic.Int64) telemetry.Reading {
		return telemetry.Reading{Name: name, Unit: unit, Description: description, Total: true, Read: func() float64 { return float64(n.Load()) }}
	}
	err := telemetry.Observe(x.metrics.Meter("pipeline"),
		total("gambeson.pipeline.events", "{event}", "Events that were read and judged.", &x.meter.Events),
		total("gambeson.pipeline.observations", "{observation}", "Observations for rooms that keep state.", &x.meter.Observations),
		total("gambeson.pipeline.findings", "{finding}", "Findings.", &x.meter.Findings),
		total("gambeson.pipeline.deadletters", "{record}", "Records that could not be read.", &x.meter.DeadLetters),
		telemetry.Reading{
			Name: "gambeson.pipeline.behind", Unit: "s", Description: "How long the batch that was read last had been in the log.",
			Read: func() float64 { return time.Duration(x.meter.Behind.Load()).Seconds() },
		})
	if err := errors.Join(err, x.observeLog()); err != nil {
		return err
	}
	return x.acceptor.Observe(x.metrics.Meter("ingest"))
}
