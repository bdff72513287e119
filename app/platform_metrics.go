// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"sync/atomic"
	"time"

	"gambeson/ingest"
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
	sum := func(of func(ingest.Stats) float64) func() float64 {
		return func() float64 {
			n := 0.
			for _, s := range x.acceptor.Stats() {
				n += of(s)
			}
			return n
		}
	}
	return telemetry.Observe(x.metrics.Meter("ingest"),
		telemetry.Reading{
			Name: "gambeson.ingest.records", Unit: "{record}", Description: "Records that were made durable.", Total: true,
			Read: sum(func(s ingest.Stats) float64 { return float64(s.Records) }),
		},
		telemetry.Reading{
			Name: "gambeson.ingest.bytes", Unit: "By", Description: "Bytes of records that were made durable.", Total: true,
			Read: sum(func(s ingest.Stats) float64 { return float64(s.Bytes) }),
		},
		telemetry.Reading{
			Name: "gambeson.ingest.refused", Unit: "{batch}", Description: "Batches that were refused.", Total: true,
			Read: sum(func(s ingest.Stats) float64 {
				n := uint64(0)
				for _, r := range s.Refused {
					n += r
				}
				return float64(n)
			}),
		},
		telemetry.Reading{
			Name: "gambeson.ingest.silent", Unit: "{source}", Description: "Sources that have sent, and then not for too long.",
			Read: sum(func(s ingest.Stats) float64 {
				if s.Silent {
					return 1
				}
				return 0
			}),
		})
}
