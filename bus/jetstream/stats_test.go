// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"testing"

	"gambeson/bus"
)

// TestStatsWhileShardIsMade: a shard that somebody has named and whose stream is not there yet is no error, and does not
// make the log start its server again.
func TestStatsWhileShardIsMade(t *testing.T) {
	log, err := Open(t.TempDir(), Deps{Log: quiet()}, small())
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	there, coming := bus.Shard{Stream: bus.Raw}, bus.Shard{Stream: bus.Raw, Number: 1}
	if _, err := log.Append(t.Context(), there, bus.ID{}, []byte("x")); err != nil {
		t.Fatal(err)
	}
	log.known(coming) // as in the middle of its first append
	all, err := log.Stats(t.Context())
	if err != nil || len(all) != 1 || all[0].Shard != there {
		t.Errorf("stats %+v, %v; want those of %s", all, err, there)
	}
	if log.broken.Load() != nil {
		t.Error("the server is to be started again")
	}
	if _, err := log.Append(t.Context(), coming, bus.ID{}, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if all, err = log.Stats(t.Context()); err != nil || len(all) != 2 {
		t.Errorf("stats %+v, %v; want two shards", all, err)
	}
}
