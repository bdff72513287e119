// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"math"
	"path/filepath"
	"time"

	"gambeson/api"
	"gambeson/bus"
	"gambeson/bus/retain"
	"gambeson/pipeline"
	"gambeson/state"
	"gambeson/telemetry"
)

// deadLetterConsumer is the group that keeps where dead letters lie.
const deadLetterConsumer = "deadletters"

// openJanitor makes what gives space of the log back.
func (x *platform) openJanitor() error {
	var err error
	x.janitor, err = retain.New(retain.Deps{
		Log: x.log, Logger: x.logger, Settled: x.settled, Short: x.short,
		Needs: map[bus.Stream]string{
			bus.Raw: pipeline.Group, bus.Observation: pipeline.Group, bus.Finding: state.Correlator, bus.DeadLetter: deadLetterConsumer,
		},
	}, x.config.Retention)
	return err
}

// settled returns up to where a shard of dead letters holds none that waits for somebody: the bytes of the others nobody
// asks for. Nothing else is settled before its time.
func (x *platform) settled(ctx context.Context, shard bus.Shard, from bus.Position) (bus.Position, error) {
	if shard.Stream != bus.DeadLetter {
		return 0, nil
	}
	first, err := x.state.DeadLetters.FirstWaiting(ctx, uint32(shard.Number), uint64(from))
	if err != nil || first == 0 {
		return math.MaxUint64, err
	}
	return bus.Position(first) - 1, nil
}

// short returns how many bytes the disk lacks to be out of its warning, with some to spare.
func (x *platform) short() (uint64, error) {
	free, ok := freeBytes(filepath.Join(x.config.Data, "log"))
	warn := x.config.Bus.WarnFree
	if !ok || free >= warn {
		return 0, nil
	}
	return warn + warn/16 - free, nil
}

// checkRetention says whether the log is trimmed as it should be.
func (x *platform) checkRetention() api.Check {
	if problem := x.janitor.Problem(); problem != "" {
		return api.Check{Name: "retention", Status: api.StatusWarn, Detail: problem}
	}
	return api.Check{Name: "retention", Status: api.StatusOK}
}

// observeLog makes instruments of what the log takes and gives back.
func (x *platform) observeLog() error {
	read := func(of func(retain.Counts) float64) func() float64 {
		return func() float64 { return of(x.janitor.Counts()) }
	}
	return telemetry.Observe(x.metrics.Meter("bus"),
		telemetry.Reading{
			Name: "gambeson.bus.trimmed", Unit: "{message}", Description: "Messages that the log gave up, since the program started.", Total: true,
			Read: read(func(c retain.Counts) float64 { return float64(c.Messages) }),
		},
		telemetry.Reading{
			Name: "gambeson.bus.trimmed_bytes", Unit: "By", Description: "Space that the log gave back, since the program started.", Total: true,
			Read: read(func(c retain.Counts) float64 { return float64(c.Bytes) }),
		},
		telemetry.Reading{
			Name: "gambeson.bus.bytes", Unit: "By", Description: "Space that the log takes.",
			Read: read(func(c retain.Counts) float64 { return float64(c.Held) }),
		},
		telemetry.Reading{
			Name: "gambeson.bus.oldest", Unit: "s", Description: "How long the log has had the oldest records that it still has.",
			Read: read(func(c retain.Counts) float64 {
				if c.Oldest.IsZero() {
					return 0
				}
				return time.Since(c.Oldest).Seconds()
			}),
		})
}
