// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

//go:build !linux

package bustest

import "testing"

// testFullDisk needs tmpfs.
func testFullDisk(t *testing.T, _ *fixture) {
	t.Skip("needs to mount a small file system, which this does on Linux only")
}
