// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
)

// MaxSnapshot is the largest snapshot, in bytes.
const MaxSnapshot = 256 << 20

// A Checkpoint says how far a consumer of the log has come in a shard.
type Checkpoint struct {
	Consumer string
	Shard    uint32
	// Epoch is the log's: in another one positions mean nothing.
	Epoch string
	// Position is the last one that is dealt with.
	Position uint64
	// Snapshot is the consumer's state there; nil keeps the one that is kept.
	Snapshot []byte
}

// Checkpoints are how far consumers have come, and what they knew there.
type Checkpoints struct{ *store }

// Save keeps a checkpoint. Within an epoch positions only grow: a lower one is
// passed over, as after a replay from a snapshot.
func (c *Checkpoints) Save(ctx context.Context, cp *Checkpoint) error {
	return c.tx(ctx, func(tx *sql.Tx) error { return cp.save(ctx, tx) })
}

func (cp *Checkpoint) save(ctx context.Context, tx *sql.Tx) error {
	switch {
	case cp.Consumer == "" || cp.Epoch == "":
		return fmt.Errorf("save checkpoint: %w: no consumer or no epoch", ErrInvalid)
	case cp.Position > 1<<63-1:
		return fmt.Errorf("save checkpoint of %s: %w: position %d", cp.Consumer, ErrInvalid, cp.Position)
	case len(cp.Snapshot) > MaxSnapshot:
		return fmt.Errorf("save checkpoint of %s: %w: a snapshot of %d bytes, at most %d", cp.Consumer, ErrInvalid, len(cp.Snapshot), MaxSnapshot)
	}
	const upsert = ` ON CONFLICT (consumer, shard) DO UPDATE SET epoch = excluded.epoch, position = excluded.position`
	const grows = ` WHERE excluded.epoch <> epoch OR excluded.position >= position`
	_, err := tx.ExecContext(ctx, "INSERT INTO checkpoints (consumer, shard, epoch, position) VALUES (?,?,?,?)"+upsert+grows,
		cp.Consumer, cp.Shard, cp.Epoch, int64(cp.Position))
	if err == nil && cp.Snapshot != nil {
		sum := sha256.Sum256(cp.Snapshot)
		_, err = tx.ExecContext(ctx, "INSERT INTO snapshots (consumer, shard, epoch, position, data, sum) VALUES (?,?,?,?,?,?)"+
			upsert+", data = excluded.data, sum = excluded.sum"+grows,
			cp.Consumer, cp.Shard, cp.Epoch, int64(cp.Position), cp.Snapshot, sum[:])
	}
	if err != nil {
		return fmt.Errorf("save checkpoint of %s: %w", cp.Consumer, err)
	}
	return nil
}

// Position returns how far a consumer has come, without its snapshot: what is
// behind it must be dealt with. [ErrNotFound] is wrapped for one that is new.
func (c *Checkpoints) Position(ctx context.Context, consumer string, shard uint32) (Checkpoint, error) {
	cp := Checkpoint{Consumer: consumer, Shard: shard}
	err := c.read.QueryRowContext(ctx, "SELECT epoch, position FROM checkpoints WHERE consumer = ? AND shard = ?", consumer, shard).
		Scan(&cp.Epoch, &cp.Position)
	return one(cp, err, "checkpoint", consumer)
}

// Snapshot returns a consumer's last snapshot, with the position that it
// stands for: restore it and read the log from there. [ErrNotFound] is wrapped
// where there is none, [ErrCorrupt] where it is not what was written.
func (c *Checkpoints) Snapshot(ctx context.Context, consumer string, shard uint32) (Checkpoint, error) {
	cp := Checkpoint{Consumer: consumer, Shard: shard}
	var sum []byte
	err := c.read.QueryRowContext(ctx, "SELECT epoch, position, data, sum FROM snapshots WHERE consumer = ? AND shard = ?", consumer, shard).
		Scan(&cp.Epoch, &cp.Position, &cp.Snapshot, &sum)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return Checkpoint{}, fmt.Errorf("read snapshot of %s: %w", consumer, err)
	}
	if want := sha256.Sum256(cp.Snapshot); err == nil && !bytes.Equal(sum, want[:]) {
		return Checkpoint{}, fmt.Errorf("read snapshot of %s: %w", consumer, ErrCorrupt)
	}
	return one(cp, err, "snapshot", consumer)
}
