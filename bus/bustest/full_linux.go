// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bustest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"gambeson/bus"
)

// testFullDisk has a small file system become full under the log, twice: once with the log's own messages and once with
// something else's file, which leaves no byte. What was acknowledged stays, nothing else is lost, and once
// there is space the log goes on.
func testFullDisk(t *testing.T, f *fixture) {
	t.Helper()
	if err := syscall.Mount("tmpfs", f.dir, "tmpfs", 0, "size=48m"); err != nil {
		t.Skipf("needs to mount a small file system: %v", err)
	}
	defer syscall.Unmount(f.dir, syscall.MNT_DETACH)
	defer f.close(t)
	inner := filepath.Join(f.dir, "log")
	if err := os.Mkdir(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	ballast := filepath.Join(f.dir, "ballast")
	f.dir = inner
	log := f.start(t)
	acked := 0
	// send appends until the log refuses, and says how.
	send := func() error {
		for range 1000 {
			_, err := log.Append(t.Context(), raw0, idOf("0 %d", acked), bodyOf(0, acked, 1<<20))
			if err != nil {
				return err
			}
			acked++
		}
		return nil
	}
	again := func() {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		for {
			_, err := log.Append(ctx, raw0, idOf("0 %d", acked), bodyOf(0, acked, 1<<20))
			if err == nil {
				acked++
				return
			}
			if !errors.Is(err, bus.ErrFull) && !errors.Is(err, bus.ErrUnavailable) {
				t.Fatalf("append once there is space: %v", err)
			}
			pause(ctx, 50*time.Millisecond)
		}
	}
	write := func(size int) {
		t.Helper()
		if err := os.WriteFile(ballast, bytes.Repeat([]byte{1}, size), 0o600); err != nil && !errors.Is(err, syscall.ENOSPC) {
			t.Fatal(err)
		}
	}

	write(20 << 20)
	if err := send(); !errors.Is(err, bus.ErrFull) {
		t.Fatalf("a full disk: %v, want ErrFull", err)
	}
	if acked == 0 {
		t.Fatal("nothing was acknowledged before the disk was full")
	}
	if n := len(readAll(t, log, raw0, 0, 4<<20)); n != acked {
		t.Errorf("with the disk full %d messages can be read, %d were acknowledged", n, acked)
	}
	commit(t, log, "lake", raw0, 3) // so that space can be made
	if err := log.Trim(within(t), raw0, 3); err != nil {
		t.Errorf("trim with the disk full: %v", err)
	}
	os.Remove(ballast)
	again()

	write(64 << 20) // as much as fits
	if err := send(); !errors.Is(err, bus.ErrFull) && !errors.Is(err, bus.ErrUnavailable) {
		t.Fatalf("a disk without a byte: %v, want ErrFull or ErrUnavailable", err)
	}
	os.Remove(ballast)
	again()

	for range 2 {
		all := readAll(t, log, raw0, 3, 4<<20)
		if len(all) != acked-3 {
			t.Fatalf("%d messages, %d were acknowledged", len(all), acked)
		}
		for i, m := range all {
			if !bytes.Equal(m.Body, bodyOf(0, i+3, 1<<20)) {
				t.Fatalf("message %d is another", i+3)
			}
		}
		log = f.restart(t)
	}
}

// pause waits for a time, or the context.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
