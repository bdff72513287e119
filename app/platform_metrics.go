// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"gambeson/detect"
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
	if err := telemetry.Observe(x.metrics.Meter("detect"), x.holdings.readings()...); err != nil {
		return err
	}
	return x.acceptor.Observe(x.metrics.Meter("ingest"))
}

// holdings is how much the rooms of detection that keep state hold, over all
// judges.
type holdings struct {
	rooms []detect.Stateful // one of each, for their names and caps

	mu   sync.Mutex
	held map[int][]*atomic.Int64 // by shard, then as the judge's rooms are
	name map[int][]string
}

func newHoldings(e *engine) *holdings {
	h := &holdings{held: map[int][]*atomic.Int64{}, name: map[int][]string{}}
	for _, r := range e.rooms {
		if s, ok := r.(detect.Stateful); ok {
			h.rooms = append(h.rooms, s)
		}
	}
	return h
}

// measure lets a judge tell what its rooms hold; an earlier one of the shard is
// forgotten.
func (h *holdings) measure(shard int, j *judge) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.held[shard], h.name[shard] = nil, nil
	for _, r := range j.rooms {
		h.held[shard] = append(h.held[shard], &atomic.Int64{})
		h.name[shard] = append(h.name[shard], r.Name())
	}
	j.held = h.held[shard]
}

// sum is how much the rooms of a name hold, and may hold.
func (h *holdings) sum(room detect.Stateful) (held, most int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for shard, names := range h.name {
		for i, n := range names {
			if n == room.Name() {
				held += h.held[shard][i].Load()
				most += int64(room.Cap())
			}
		}
	}
	return held, most
}

// readings has two instruments for each room.
func (h *holdings) readings() []telemetry.Reading {
	var all []telemetry.Reading
	for _, r := range h.rooms {
		name := "gambeson.detect." + r.Name() + "."
		all = append(all, telemetry.Reading{
			Name: name + "held", Unit: "{value}", Description: "Keys and values that the state of the room holds.",
			Read: func() float64 { held, _ := h.sum(r); return float64(held) },
		}, telemetry.Reading{
			Name: name + "cap", Unit: "{value}", Description: "Keys and values that the state of the room may hold; beyond it the oldest go.",
			Read: func() float64 { _, most := h.sum(r); return float64(most) },
		})
	}
	return all
}
