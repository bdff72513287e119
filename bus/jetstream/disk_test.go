// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"

	"gambeson/bus"
)

// TestWatermarks tells the log how much space is free: it warns, refuses, and takes messages again, and says each once.
func TestWatermarks(t *testing.T) {
	var free atomic.Uint64
	var out bytes.Buffer
	deps := Deps{
		Log:  slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelInfo})),
		Free: func(string) (uint64, error) { return free.Load(), nil },
	}
	free.Store(1 << 30)
	l, err := Open(t.TempDir(), deps, small())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, step := range []struct {
		free uint64
		full bool
		says string // a part of it; "" for nothing
	}{
		{8 << 20, false, ""},
		{8<<20 - 1, false, "disk is filling up"},
		{8<<20 + 1000, false, ""},
		{5 << 20, false, ""},
		{4 << 20, true, "the log takes nothing more"},
		{0, true, ""},
		{4<<20 + 1000, false, ""}, // takes messages, and says so when it is sure
		{5 << 20, false, "takes messages again"},
		{4 << 20, true, "the log takes nothing more"},
		{1 << 30, false, "takes messages again"},
	} {
		out.Reset()
		free.Store(step.free)
		_, err := l.Append(t.Context(), raw0, bus.ID{}, []byte("message"))
		if step.full != errors.Is(err, bus.ErrFull) || !step.full && err != nil {
			t.Errorf("%d bytes are free: %v; want full %v", step.free, err, step.full)
		}
		if said := out.String(); step.says == "" && said != "" || !strings.Contains(said, step.says) || strings.Count(said, "\n") > 1 {
			t.Errorf("%d bytes are free: it says %q, want %q", step.free, said, step.says)
		}
	}
}

func TestConfig(t *testing.T) {
	if err := DefaultConfig().Validate(); err != nil {
		t.Errorf("the default is wrong: %v", err)
	}
	for _, c := range []Config{{WarnFree: 1, MinFree: 2, MaxIDs: 1}, {WarnFree: 2, MinFree: 1}} {
		if err := c.Validate(); err == nil {
			t.Errorf("%+v is valid", c)
		}
	}
}
