// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"fmt"
	"log/slog"
)

// Config is what users set.
type Config struct {
	// WarnFree is how many bytes of free disk space the log begins to warn at.
	WarnFree uint64 `yaml:"warn_free"`
	// MinFree is how many bytes of disk space stay free: below them the log takes nothing more, and doors answer 503.
	MinFree uint64 `yaml:"min_free"`
	// MaxIDs is how many appends with an id each shard remembers at most for ten minutes. More are refused for so long.
	MaxIDs int `yaml:"max_ids"`
}

// DefaultConfig warns at 5 GiB, stops at 1 GiB, and remembers a million ids.
func DefaultConfig() Config {
	return Config{WarnFree: 5 << 30, MinFree: 1 << 30, MaxIDs: 1 << 20}
}

// Validate says what is wrong.
func (c Config) Validate() error {
	if c.WarnFree < c.MinFree {
		return fmt.Errorf("warn_free (%d) is below min_free (%d): a full disk would come without a warning", c.WarnFree, c.MinFree)
	}
	if c.MaxIDs < 1 {
		return fmt.Errorf("max_ids (%d) must be at least 1", c.MaxIDs)
	}
	return nil
}

// Deps is what the log needs from its process.
type Deps struct {
	// Log takes warnings about the disk, and the server's.
	Log *slog.Logger
	// Free says how many bytes of the file system of a folder a process like this may still write; nil asks the system.
	Free func(dir string) (uint64, error)
}
