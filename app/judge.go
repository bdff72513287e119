// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"gambeson/detect"
	"gambeson/pipeline"
)

// judge is the sequencer and the rooms that keep state, for one shard of
// observations. It implements [pipeline.Judge].
type judge struct {
	seq     *detect.Sequencer
	rooms   []detect.Stateful
	results detect.Results
	held    []*atomic.Int64 // by each of rooms, for who measures; nil where nobody does
}

// newJudge makes the judge of one shard, with rooms of its own.
func (e *engine) newJudge(c DetectConfig) (*judge, error) {
	j := &judge{}
	for _, newRoom := range e.detectors {
		room, err := newRoom()
		if err != nil {
			return nil, err
		}
		if s, ok := room.(detect.Stateful); ok {
			j.rooms = append(j.rooms, s)
		}
	}
	var err error
	j.seq, err = detect.NewSequencer(j.rooms, c.Sequencer)
	return j, err
}

// Observe implements [pipeline.Judge].
func (j *judge) Observe(data []byte, out *pipeline.Output) error {
	o, err := detect.DecodeObservation(data)
	if err != nil {
		return fmt.Errorf("decode an observation: %w", err)
	}
	j.seq.Add(o, &j.results)
	j.drain(out)
	return nil
}

// Advance implements [pipeline.Judge].
func (j *judge) Advance(now int64, out *pipeline.Output) {
	j.seq.Advance(now, &j.results)
	j.drain(out)
	for i, held := range j.held {
		held.Store(int64(j.rooms[i].Held()))
	}
}

func (j *judge) drain(out *pipeline.Output) {
	out.Findings = append(out.Findings, j.results.Findings...)
	j.results.Reset()
}

// errState is wrapped where the state of a judge cannot be restored.
var errState = errors.New("damaged state")

// Snapshot implements [pipeline.Judge]: the sequencer's state and each room's,
// each behind its name and length.
func (j *judge) Snapshot(w io.Writer) error {
	if err := writeSection(w, "", j.seq.Snapshot); err != nil {
		return err
	}
	for _, r := range j.rooms {
		if err := writeSection(w, r.Name(), r.Snapshot); err != nil {
			return err
		}
	}
	return nil
}

func writeSection(w io.Writer, name string, snapshot func(io.Writer) error) error {
	var b bytes.Buffer
	if err := snapshot(&b); err != nil {
		return fmt.Errorf("snapshot %s: %w", name, err)
	}
	head := binary.AppendUvarint(nil, uint64(len(name)))
	head = append(head, name...)
	head = binary.AppendUvarint(head, uint64(b.Len()))
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Restore implements [pipeline.Judge]. A room that the snapshot does not know
// starts empty; what is left of one that is gone is dropped.
func (j *judge) Restore(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	for len(data) > 0 {
		name, rest, err := cutBytes(data)
		if err != nil {
			return err
		}
		state, rest, err := cutBytes(rest)
		if err != nil {
			return err
		}
		if err := j.restoreSection(string(name), bytes.NewReader(state)); err != nil {
			return err
		}
		data = rest
	}
	return nil
}

func (j *judge) restoreSection(name string, state io.Reader) error {
	if name == "" {
		return j.seq.Restore(state)
	}
	for _, r := range j.rooms {
		if r.Name() == name {
			return r.Restore(state)
		}
	}
	return nil
}

// cutBytes returns what a length and as many bytes at the front of data hold.
func cutBytes(data []byte) (front, rest []byte, err error) {
	n, size := binary.Uvarint(data)
	if size <= 0 || n > uint64(len(data)-size) {
		return nil, nil, fmt.Errorf("%w: it ends early", errState)
	}
	return data[size : size+int(n)], data[size+int(n):], nil
}
