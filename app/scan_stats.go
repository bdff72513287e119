// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"time"
)

// scanStats is what --stats writes.
type scanStats struct {
	Events      int64   `json:"events"` // records read
	Bytes       int64   `json:"bytes"`  // of the inputs, decompressed
	Rules       int     `json:"rules"`
	Findings    int64   `json:"findings"`
	Unreadable  int64   `json:"unreadable"`   // records and inputs
	LoadSeconds float64 `json:"load_seconds"` // CPU, until the rules are ready
	Seconds     float64 `json:"seconds"`
	CPUSeconds  float64 `json:"cpu_seconds"` // of the whole process
	PeakRSS     int64   `json:"peak_rss_bytes"`

	started time.Time
}

func (s *scanStats) begin() { s.started = time.Now() }

// end takes the counters of a scan that has read everything.
func (s *scanStats) end(x *scan) {
	s.Events, s.Bytes = x.records.Load(), x.bytes.Load()
	s.Findings, s.Unreadable = x.findings.Load(), x.unreadable.Load()
	s.Seconds = time.Since(s.started).Seconds()
	s.CPUSeconds, s.PeakRSS = cpuSeconds(), peakRSS()
}

// writeStats writes the counters as the last line of standard error.
func (s *scan) writeStats() {
	s.stats.end(s)
	if err := encode(s.Stderr, s.stats, ""); err == nil {
		fmt.Fprintln(s.Stderr)
	}
}

// ruleCount returns the number of rules that can match.
func (e *engine) ruleCount() int {
	n := 0
	for _, r := range e.rooms {
		if x, ok := r.(interface{ Rules() int }); ok {
			n += x.Rules()
		}
	}
	return n
}
