// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"gambeson/bus"
	"gambeson/ingest"
)

// appender is the log as the doors see it: a sender's records are in one shard
// of raw. It implements [ingest.Appender].
type appender struct {
	log    bus.Appender
	shards int
}

// Append implements [ingest.Appender].
func (a *appender) Append(ctx context.Context, key string, id ingest.ID, body []byte) error {
	sum := sha256.Sum256([]byte(key))
	shard := bus.Shard{Stream: bus.Raw, Number: int(binary.BigEndian.Uint32(sum[:]) % uint32(a.shards))}
	_, err := a.log.Append(ctx, shard, bus.ID(id), body)
	for _, x := range []struct{ theirs, ours error }{
		{bus.ErrFull, ingest.ErrFull}, {bus.ErrUnavailable, ingest.ErrUnavailable},
		{bus.ErrTooLarge, ingest.ErrTooLarge}, {bus.ErrClosed, ingest.ErrClosed},
	} {
		if errors.Is(err, x.theirs) {
			return fmt.Errorf("%w: %w", x.ours, err)
		}
	}
	return err
}
