// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package memory

import (
	"os"
	"path/filepath"
	"testing"

	"gambeson/bus"
	"gambeson/bus/bustest"
)

// TestContract has a store for each folder, which is gone when the folder is emptied.
func TestContract(t *testing.T) {
	stores := map[string]*Store{}
	bustest.Contract(t, func(dir string) (bus.Log, error) {
		mark := filepath.Join(dir, "mark")
		if _, err := os.Stat(mark); err != nil {
			stores[dir] = NewStore()
			if err := os.WriteFile(mark, nil, 0o600); err != nil {
				return nil, err
			}
		}
		return stores[dir].Open(), nil
	})
}
