// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ErrSnapshot is wrapped by [Room.Restore] where what it reads is no snapshot
// of this room: start without a memory, or with an older snapshot.
var ErrSnapshot = errors.New("not a snapshot of the behaviour room")

// snapshotVersion changes whenever older snapshots can no longer be read.
const snapshotVersion = 1

// maxSavedRow is the longest line of a snapshot that is read.
const maxSavedRow = 4 << 20

type savedHead struct {
	Room    string `json:"room"`
	Version int    `json:"version"`
}

// Snapshot implements [detect.Stateful]: a line that names the room and the
// version, then a line of JSON for each key, in order, so that the same state
// is the same bytes.
func (r *Room) Snapshot(w io.Writer) error {
	buf := bufio.NewWriter(w)
	enc := json.NewEncoder(buf)
	if err := enc.Encode(savedHead{Name, snapshotVersion}); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	for _, d := range r.detectors {
		if err := d.save(d.name(), func(s savedRow) error { return enc.Encode(s) }); err != nil {
			return fmt.Errorf("snapshot: %w", err)
		}
	}
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("snapshot: %w", err)
	}
	return nil
}

// Restore implements [detect.Stateful]. It holds no more than the caps while
// it reads, whatever it reads, and after an error the room is as it was. The
// state of a detector that this version does not have is skipped.
func (r *Room) Restore(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxSavedRow)
	if !lines.Scan() {
		return fmt.Errorf("restore: %w: it is empty", errors.Join(ErrSnapshot, lines.Err()))
	}
	var head savedHead
	if err := decodeStrict(lines.Bytes(), &head); err != nil || head.Room != Name {
		return fmt.Errorf("restore: %w: it begins with %.64q", ErrSnapshot, lines.Bytes())
	}
	if head.Version != snapshotVersion {
		return fmt.Errorf("restore: %w: version %d, want %d", ErrSnapshot, head.Version, snapshotVersion)
	}
	list := detectors(r.config)
	named := make(map[string]detector)
	for _, d := range list {
		named[d.name()] = d
	}
	for n := 2; lines.Scan(); n++ {
		var s savedRow
		if err := decodeStrict(lines.Bytes(), &s); err != nil {
			return fmt.Errorf("restore: line %d: %w: %w", n, ErrSnapshot, err)
		}
		if d := named[s.Detector]; d != nil {
			if err := d.load(s); err != nil {
				return fmt.Errorf("restore: line %d: %s: %w", n, s.Detector, err)
			}
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("restore: %w", errors.Join(ErrSnapshot, err))
	}
	r.use(list)
	return nil
}

func decodeStrict(line []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	return d.Decode(into)
}
