// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// DoorStats is what came in through a door since the acceptor was made.
type DoorStats struct {
	Door string
	// Records and Bytes were made durable, resent ones included.
	Records, Bytes uint64
	// Refused counts batches by the reason for which they were refused.
	Refused map[string]uint64
}

// door is what is counted of one.
type door struct {
	mu    sync.Mutex
	stats DoorStats
}

// noDoor is the name under which is counted what came through none.
const noDoor = "none"

// Door returns the acceptor as the door of that name uses it: what it takes and refuses is counted for the door too. The
// name is one of the program's own, such as "http".
func (a *Acceptor) Door(name string) *Acceptor {
	return &Acceptor{shared: a.shared, door: a.shared.doorOf(name)}
}

func (s *shared) doorOf(name string) *door {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, ok := s.doors[name]
	if !ok {
		d = &door{stats: DoorStats{Door: name, Refused: map[string]uint64{}}}
		s.doors[name] = d
	}
	return d
}

func (d *door) count(done amount, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stats.Records += uint64(done.records)
	d.stats.Bytes += uint64(done.bytes)
	if err != nil {
		d.stats.Refused[reason(err)]++
	}
}

// Doors returns what came in through each door, by name.
func (a *Acceptor) Doors() []DoorStats {
	a.mu.Lock()
	all := slices.Collect(maps.Values(a.doors))
	a.mu.Unlock()
	out := make([]DoorStats, len(all))
	for i, d := range all {
		d.mu.Lock()
		out[i] = d.stats
		out[i].Refused = maps.Clone(d.stats.Refused)
		d.mu.Unlock()
	}
	slices.SortFunc(out, func(x, y DoorStats) int { return strings.Compare(x.Door, y.Door) })
	return out
}

// PortStats is what is known of an address that a door listens on.
type PortStats struct {
	Port string
	// Listening is set while the address is open.
	Listening bool
	// Connections is how many are open now.
	Connections int64
	// TurnedAway is how many were closed at once, as too many were open.
	TurnedAway uint64
}

// port is what is counted of one.
type port struct {
	listening   atomic.Int64
	connections atomic.Int64
	turned      atomic.Uint64
}

// Listening says that a door listens on the port of that name, one of the program's own, until the function is called that
// it returns, as often as it likes.
func (a *Acceptor) Listening(name string) (closed func()) {
	p := a.portOf(name)
	p.listening.Add(1)
	return sync.OnceFunc(func() { p.listening.Add(-1) })
}

func (s *shared) portOf(name string) *port {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.ports[name]
	if !ok {
		p = &port{}
		s.ports[name] = p
	}
	return p
}

// Ports returns what is known of each port that was ever open, by name.
func (a *Acceptor) Ports() []PortStats {
	a.mu.Lock()
	all := maps.Clone(a.ports)
	a.mu.Unlock()
	var out []PortStats
	for _, name := range slices.Sorted(maps.Keys(all)) {
		p := all[name]
		out = append(out, PortStats{name, p.listening.Load() > 0, p.connections.Load(), p.turned.Load()})
	}
	return out
}
