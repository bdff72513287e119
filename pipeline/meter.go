// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"sync/atomic"
	"time"
)

// A Meter counts what the pipeline does. The zero Meter is ready.
type Meter struct {
	Events, Findings, Observations, DeadLetters atomic.Int64
	// Behind is how long ago, in nanoseconds, the message that was processed last
	// had been received.
	Behind atomic.Int64
}

func (m *Meter) processed(out *Output, received int64) {
	m.Events.Add(int64(out.Events))
	m.Observations.Add(int64(len(out.Observations)))
	m.judged(out)
	if received != 0 {
		m.Behind.Store(time.Now().UnixNano() - received)
	}
}

func (m *Meter) judged(out *Output) {
	m.Findings.Add(int64(len(out.Findings)))
	m.DeadLetters.Add(int64(len(out.DeadLetters)))
}
