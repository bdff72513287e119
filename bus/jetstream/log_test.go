// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"log/slog"
	"testing"

	"gambeson/bus"
	"gambeson/bus/bustest"
)

// small is a configuration for small file systems.
func small() Config {
	c := DefaultConfig()
	c.WarnFree, c.MinFree = 8<<20, 4<<20
	return c
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestContract(t *testing.T) {
	bustest.Run(t, func(dir string) (bus.Log, error) {
		return Open(dir, Deps{Log: quiet()}, small())
	})
}
