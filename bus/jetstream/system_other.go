// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

//go:build !unix

package jetstream

import (
	"math"
	"os"
)

// syncDirs says that folders cannot be synced here.
const syncDirs = false

// freeBytes knows no limit here: a full disk shows when a write fails.
func freeBytes(string) (uint64, error) { return math.MaxUint64 / 2, nil }

// lock only opens the file: nothing keeps a second process out here.
func lock(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
}
