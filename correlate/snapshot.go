// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package correlate

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"gambeson/event"
)

// ErrSnapshot is wrapped by [Correlator.Restore] where what it reads is no
// snapshot of a correlator: start without a memory, from the log's beginning.
var ErrSnapshot = errors.New("not a snapshot of the correlator")

// snapshotVersion changes whenever older snapshots can no longer be read.
const snapshotVersion = 1

// maxSavedRow is the longest line of a snapshot that is read.
const maxSavedRow = 16 << 20

// savedHead is the first line.
type savedHead struct {
	Correlator int    `json:"correlator"` // version
	Opened     uint64 `json:"opened"`
}

// savedRow is any other line: one of its members is set.
type savedRow struct {
	Case   *savedCase   `json:"case,omitempty"`
	Entity *savedEntity `json:"entity,omitempty"`
	Host   *savedHost   `json:"host,omitempty"`
	Origin *savedOrigin `json:"origin,omitempty"`
}

type savedCase struct {
	ID    event.ID `json:"id"`
	Seq   uint64   `json:"seq"`
	First int64    `json:"first"`
}

type savedEntity struct {
	Key   key      `json:"key"`
	First int64    `json:"first"`
	Last  int64    `json:"last"`
	Fan   []uint64 `json:"fan,omitempty"`
	Case  uint64   `json:"case,omitempty"` // its Seq; 0 for none
}

type savedHost struct {
	Key    key     `json:"key"`
	Visits []visit `json:"visits"`
}

type savedOrigin struct {
	Key    key    `json:"key"`
	Guests guests `json:"guests"`
}

// Snapshot writes all that is remembered as lines of JSON: a head, the cases by
// age, then entities, hosts and origins, the longest without a use first. The
// same state is the same bytes.
func (c *Correlator) Snapshot(w io.Writer) error {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	err := enc.Encode(savedHead{snapshotVersion, c.opened})
	row := func(r savedRow) {
		if err == nil {
			err = enc.Encode(r)
		}
	}
	groups := map[uint64]*group{}
	for _, e := range c.entities.all() {
		if e.in != nil {
			groups[e.in.root().seq] = e.in.root()
		}
	}
	for _, seq := range slices.SortedFunc(maps.Keys(groups), cmp.Compare) {
		row(savedRow{Case: &savedCase{groups[seq].id, seq, groups[seq].first}})
	}
	for k, e := range c.entities.all() {
		s := savedEntity{Key: k, First: e.first, Last: e.last, Fan: e.fan}
		if e.in != nil {
			s.Case = e.in.root().seq
		}
		row(savedRow{Entity: &s})
	}
	for k, v := range c.sessions.all() {
		row(savedRow{Host: &savedHost{k, *v}})
	}
	for k, v := range c.origins.all() {
		row(savedRow{Origin: &savedOrigin{k, *v}})
	}
	if err := errors.Join(err, buf.Flush()); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return nil
}

// Restore reads what [Correlator.Snapshot] wrote, in place of what is
// remembered. It holds no more than the caps, whatever it reads; after an error
// the correlator is as it was.
func (c *Correlator) Restore(r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxSavedRow)
	if !lines.Scan() {
		return fmt.Errorf("restore: %w: it is empty", errors.Join(ErrSnapshot, lines.Err()))
	}
	var head savedHead
	if err := json.Unmarshal(lines.Bytes(), &head); err != nil || head.Correlator != snapshotVersion {
		return fmt.Errorf("restore: %w: version %d, want %d", errors.Join(ErrSnapshot, err), head.Correlator, snapshotVersion)
	}
	next := &Correlator{config: c.config, names: c.names}
	next.forget()
	next.opened = head.Opened
	groups := map[uint64]*group{}
	for n := 2; lines.Scan(); n++ {
		var row savedRow
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return fmt.Errorf("restore: %w: line %d: %w", ErrSnapshot, n, err)
		}
		if err := next.restore(&row, groups); err != nil {
			return fmt.Errorf("restore: %w: line %d: %w", ErrSnapshot, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("restore: %w: %w", ErrSnapshot, err)
	}
	*c = *next
	return nil
}

// restore takes over one row.
func (c *Correlator) restore(row *savedRow, groups map[uint64]*group) error {
	switch {
	case row.Case != nil:
		if len(groups) >= c.config.MaxEntities || row.Case.Seq > c.opened {
			return fmt.Errorf("case %d of %d", row.Case.Seq, c.opened)
		}
		groups[row.Case.Seq] = &group{id: row.Case.ID, seq: row.Case.Seq, first: row.Case.First}
	case row.Entity != nil:
		e := entity{known: true, first: row.Entity.First, last: row.Entity.Last, fan: row.Entity.Fan, in: groups[row.Entity.Case]}
		if row.Entity.Case != 0 && e.in == nil {
			return fmt.Errorf("case %d is not there", row.Entity.Case)
		}
		e.fan = e.fan[:min(len(e.fan), c.config.MaxFanout+1)]
		*c.entities.use(row.Entity.Key) = e
	case row.Host != nil:
		*c.sessions.use(row.Host.Key) = row.Host.Visits[max(0, len(row.Host.Visits)-c.config.MaxSessions):]
	case row.Origin != nil:
		*c.origins.use(row.Origin.Key) = row.Origin.Guests[max(0, len(row.Origin.Guests)-c.config.MaxFanout-1):]
	default:
		return errors.New("a row of a kind that is not known")
	}
	return nil
}
