// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
)

// A snapshot file is: magic, CRC-32 (Castagnoli) of all behind it, the length
// of the header as 4 bytes big-endian, the header as JSON ([judged]), and the
// judge's own state.
const (
	snapshotMagic  = "GMBSNAP1"
	snapshotPrefix = len(snapshotMagic) + 4 + 4
)

// ErrSnapshot is wrapped where a snapshot cannot be read.
var ErrSnapshot = errors.New("damaged snapshot")

func (j *judging) path() string {
	return filepath.Join(j.Dir, fmt.Sprintf("judge-%d.snapshot", j.shard.Number))
}

// snapshot writes the state and then commits the position that it stands for. A disk or a log that does not take them
// now is asked again later: until then the last ones hold, and the log keeps what is behind them.
func (j *judging) snapshot(ctx context.Context) error {
	if j.since == 0 || j.torn {
		return nil
	}
	header := encode(j.state)
	var b bytes.Buffer
	b.WriteString(snapshotMagic)
	b.Write(make([]byte, 4))
	b.Write(binary.BigEndian.AppendUint32(nil, uint32(len(header))))
	b.Write(header)
	if err := j.judge.Snapshot(&b); err != nil {
		return fmt.Errorf("snapshot of %s: %w", j.shard, err)
	}
	data := b.Bytes()
	binary.BigEndian.PutUint32(data[len(snapshotMagic):], checksum(data[len(snapshotMagic)+4:]))
	err := writeAtomically(j.path(), data)
	if err == nil {
		if err = j.Log.Commit(ctx, Group, j.shard, j.state.Done); err != nil && !away(err) {
			return fmt.Errorf("commit %s: %w", j.shard, err)
		}
	}
	j.since = 0
	if err != nil {
		j.since = 1 // not none: the next quiet time tries again
		j.Logger.Warn("a snapshot is not kept", "shard", j.shard.String(), "error", err)
	}
	return nil
}

// restore reads the last snapshot. One of another epoch stands for a log that
// is gone, and is not used.
func (j *judging) restore() error {
	fresh := judged{Epoch: j.epochs[j.shard], Newest: make(map[int]int64)}
	j.state = fresh
	data, err := os.ReadFile(j.path())
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("restore %s: %w", j.shard, err)
	}
	header, state, err := parseSnapshot(data)
	if err != nil {
		return fmt.Errorf("restore %s from %s: %w", j.shard, j.path(), err)
	}
	if header.Epoch != fresh.Epoch {
		j.Logger.Warn("a snapshot of another log is not used", "file", j.path())
		return nil
	}
	j.state = header
	if err := j.judge.Restore(state); err != nil {
		return fmt.Errorf("restore %s from %s: %w", j.shard, j.path(), err)
	}
	return nil
}

func parseSnapshot(data []byte) (judged, io.Reader, error) {
	var header judged
	if len(data) < snapshotPrefix || string(data[:len(snapshotMagic)]) != snapshotMagic {
		return header, nil, fmt.Errorf("%w: no snapshot", ErrSnapshot)
	}
	sum := binary.BigEndian.Uint32(data[len(snapshotMagic):])
	rest := data[len(snapshotMagic)+4:]
	if checksum(rest) != sum {
		return header, nil, fmt.Errorf("%w: its checksum is wrong", ErrSnapshot)
	}
	n := binary.BigEndian.Uint32(rest)
	rest = rest[4:]
	if uint64(n) > uint64(len(rest)) {
		return header, nil, fmt.Errorf("%w: it ends early", ErrSnapshot)
	}
	if err := json.Unmarshal(rest[:n], &header); err != nil {
		return header, nil, fmt.Errorf("%w: %w", ErrSnapshot, err)
	}
	if header.Newest == nil {
		header.Newest = make(map[int]int64)
	}
	return header, bytes.NewReader(rest[n:]), nil
}

func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// writeAtomically replaces the file at path by data, whole or not at all, and
// returns when it is durable.
func writeAtomically(path string, data []byte) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, filepath.Base(path)+".*.tmp")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already where all went well
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
