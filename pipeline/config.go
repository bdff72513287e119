// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"fmt"
	"runtime"
	"time"
)

// Config is what users set of the pipeline.
type Config struct {
	// Shards is the number of raw shards, and of readers. It is fixed when a data folder is made.
	Shards int `yaml:"shards"`
	// Judges is the number of observation shards, and of judges. It is fixed when a data folder is made.
	Judges int `yaml:"judges"`
	// Workers is how many of a reader's messages are processed at once; 0 is as many as there are processors.
	Workers int `yaml:"workers"`
	// ReadBytes is how much a reader takes from the log at once.
	ReadBytes int `yaml:"read_bytes"`
	// IdleTick is after how much quiet a source's time is moved on, so that what waits for its watermark is judged.
	IdleTick time.Duration `yaml:"idle_tick"`
	// SnapshotEvery is how many messages a judge takes between two snapshots of its state.
	SnapshotEvery int `yaml:"snapshot_every"`
}

// DefaultConfig returns the defaults.
func DefaultConfig() Config {
	return Config{Shards: 2, Judges: 1, ReadBytes: 1 << 20, IdleTick: 2 * time.Second, SnapshotEvery: 2000}
}

// Validate returns an error that names the first wrong setting.
func (c Config) Validate() error {
	switch {
	case c.Shards < 1 || c.Shards > 64:
		return fmt.Errorf("shards: must be 1 to 64, not %d", c.Shards)
	case c.Judges < 1 || c.Judges > 64:
		return fmt.Errorf("judges: must be 1 to 64, not %d", c.Judges)
	case c.Workers < 0 || c.Workers > 1024:
		return fmt.Errorf("workers: must be 0 to 1024, not %d", c.Workers)
	case c.ReadBytes < 64<<10:
		return fmt.Errorf("read_bytes: must be at least 64 KiB, not %d", c.ReadBytes)
	case c.IdleTick < 10*time.Millisecond:
		return fmt.Errorf("idle_tick: must be at least 10ms, not %s", c.IdleTick)
	case c.SnapshotEvery < 1:
		return fmt.Errorf("snapshot_every: must be at least 1, not %d", c.SnapshotEvery)
	}
	return nil
}

func (c Config) workers() int {
	if c.Workers > 0 {
		return c.Workers
	}
	return runtime.GOMAXPROCS(0)
}
