// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"gambeson/bus"
)

// TestNoSpace has writes fail, since the free space is told wrongly: the server refuses to write ever again, and is
// replaced once there is space. Nothing acknowledged is lost, and what was not is written once when it is sent again.
func TestNoSpace(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=32m"); err != nil {
		t.Skipf("needs to mount a small file system: %v", err)
	}
	defer syscall.Unmount(dir, syscall.MNT_DETACH)
	var lie atomic.Bool
	lie.Store(true)
	deps := Deps{Log: quiet(), Free: func(dir string) (uint64, error) {
		if lie.Load() {
			return 1 << 40, nil
		}
		return freeBytes(dir)
	}}
	l, err := Open(filepath.Join(dir, "log"), deps, small())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { l.Close() }()
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 16<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	shard := bus.Shard{Stream: bus.Raw}
	body := bytes.Repeat([]byte("0123456789abcdef"), 1<<15) // 512 KiB
	acked := map[bus.ID]bus.Position{}
	send := func(i int) error {
		id := bus.ID([]byte(fmt.Sprintf("%016d", i)))
		p, err := l.Append(t.Context(), shard, id, body)
		if err == nil {
			acked[id] = p
		}
		return err
	}
	n := 0
	for ; err == nil; n++ {
		err = send(n)
	}
	n--
	if !errors.Is(err, bus.ErrUnavailable) {
		t.Fatalf("a write that fails: %v, want ErrUnavailable", err)
	}
	if len(acked) < 10 {
		t.Fatalf("%d messages were acknowledged before", len(acked))
	}
	lie.Store(false)
	if err := send(n); !errors.Is(err, bus.ErrFull) && !errors.Is(err, bus.ErrUnavailable) {
		t.Errorf("without space: %v, want ErrFull or ErrUnavailable", err)
	}
	os.Remove(ballast)
	for end := time.Now().Add(20 * time.Second); ; {
		err := send(n)
		if err == nil {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("with space again: %v", err)
		}
		<-time.After(50 * time.Millisecond)
	}
	var got []bus.Message
	for after := bus.Position(0); after < acked[bus.ID([]byte(fmt.Sprintf("%016d", n)))]; {
		some, err := l.Read(t.Context(), shard, after, 4<<20)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, some...)
		after = some[len(some)-1].Position
	}
	if len(got) != len(acked) {
		t.Errorf("%d messages, %d were acknowledged", len(got), len(acked))
	}
	for _, m := range got {
		if acked[m.ID] != m.Position || !bytes.Equal(m.Body, body) {
			t.Errorf("message %s at %d was acknowledged at %d", m.ID[:], m.Position, acked[m.ID])
		}
	}
}
