// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package jetstream

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"gambeson/bus"
)

func open(t *testing.T, dir string) *Log {
	t.Helper()
	l, err := Open(dir, Deps{Log: quiet()}, small())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func id(n int) bus.ID { return bus.ID([]byte(fmt.Sprintf("%016d", n))) }

func body(n int) []byte { return bytes.Repeat([]byte(fmt.Sprintf("%08d", n)), 25000) } // 200 kB

// fill appends messages 0 to n-1, which takes several files, and closes.
func fill(t *testing.T, dir string, n int) {
	t.Helper()
	l := open(t, dir)
	for i := range n {
		if _, err := l.Append(t.Context(), raw0, id(i), body(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

var raw0 = bus.Shard{Stream: bus.Raw}

// blocks lists the files with the messages of raw0.
func blocks(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "jetstream", "*", "streams", "raw-0", "msgs", "*.blk"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no blocks: %v", err)
	}
	return files
}

// crash removes what only an orderly end leaves.
func crash(t *testing.T, dir string) {
	t.Helper()
	if err := os.Remove(filepath.Join(filepath.Dir(blocks(t, dir)[0]), "index.db")); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "ids")); err != nil {
		t.Fatal(err)
	}
}

// check reads everything and compares it; messages from lost on, as many as are missing, may be gone.
func check(t *testing.T, l *Log, lost map[int]bool, n int) {
	t.Helper()
	after, next := bus.Position(0), 0
	for after < bus.Position(n) {
		got, err := l.Read(t.Context(), raw0, after, 1<<20)
		if err != nil {
			t.Fatalf("read behind %d: %v", after, err)
		}
		for _, m := range got {
			for ; lost[next]; next++ {
			}
			if m.Position != bus.Position(next+1) || m.ID != id(next) || !bytes.Equal(m.Body, body(next)) {
				t.Fatalf("position %d, id %s; want message %d", m.Position, m.ID[:], next)
			}
			next++
			after = m.Position
		}
	}
}

// TestHalfWritten has a process end while it writes a message: the beginning of a record stands at the end of the file.
func TestHalfWritten(t *testing.T) {
	const n = 8 // one digit: all records have one length
	for _, size := range []int{1, 21, 22, 23, 1000, 200_100} {
		dir := t.TempDir()
		fill(t, dir, n+1)
		crash(t, dir)
		block := blocks(t, dir)[0]
		whole, err := os.ReadFile(block)
		if err != nil {
			t.Fatal(err)
		}
		record := len(whole) / (n + 1)
		if err := os.Truncate(block, int64(n*record+size)); err != nil {
			t.Fatal(err)
		}
		l := open(t, dir)
		if p, err := l.Append(t.Context(), raw0, id(n), body(n)); err != nil || p != n+1 {
			t.Fatalf("%d bytes: the shard goes on at %d, %v; want %d", size, p, err, n+1)
		}
		if p, err := l.Append(t.Context(), raw0, id(3), body(3)); err != nil || p != 4 {
			t.Errorf("%d bytes: the repetition of 3 is at %d, %v; want 4", size, p, err)
		}
		check(t, l, nil, n+1)
		l.Close()
		l = open(t, dir)
		check(t, l, nil, n+1)
		if s, _ := l.Stats(t.Context()); s[0].Lost != 0 {
			t.Errorf("%d bytes: %d lost", size, s[0].Lost)
		}
		l.Close()
	}
}

// TestHalfMade has a process end while it makes a shard.
func TestHalfMade(t *testing.T) {
	for name, half := range map[string]func(dir string) error{
		"folder":     func(dir string) error { return os.MkdirAll(filepath.Join(dir, "msgs"), 0o700) },
		"empty meta": func(dir string) error { return os.WriteFile(filepath.Join(dir, "meta.inf"), nil, 0o600) },
		"no sum":     func(dir string) error { return os.WriteFile(filepath.Join(dir, "meta.inf"), []byte("{}"), 0o600) },
		"temporary":  func(dir string) error { return os.WriteFile(filepath.Join(dir, "meta.inf.tmp"), []byte("{"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			fill(t, dir, 2)
			stream := filepath.Join(filepath.Dir(filepath.Dir(filepath.Dir(blocks(t, dir)[0]))), "raw-1")
			if err := os.MkdirAll(stream, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := half(stream); err != nil {
				t.Fatal(err)
			}
			for n := range 2 {
				l := open(t, dir)
				check(t, l, nil, 2)
				if p, err := l.Append(t.Context(), bus.Shard{Stream: bus.Raw, Number: 1}, bus.ID{}, nil); err != nil || p != bus.Position(n+1) {
					t.Errorf("append to the shard: %d, %v; want %d", p, err, n+1)
				}
				l.Close()
			}
		})
	}
}

// TestLostEnd has the disk lose what it had acknowledged: the log says so.
func TestLostEnd(t *testing.T) {
	for name, left := range map[string]func(*testing.T, string){
		"index": func(t *testing.T, dir string) { t.Helper(); os.RemoveAll(filepath.Join(dir, "ids")) },
		"ids": func(t *testing.T, dir string) {
			t.Helper()
			os.Remove(filepath.Join(filepath.Dir(blocks(t, dir)[0]), "index.db"))
		},
		"position": func(t *testing.T, dir string) {
			t.Helper()
			l := open(t, dir)
			if err := l.Commit(t.Context(), "lake", raw0, 10); err != nil {
				t.Fatal(err)
			}
			l.Close()
			crash(t, dir)
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			fill(t, dir, 10)
			left(t, dir)
			block := blocks(t, dir)[0]
			info, err := os.Stat(block)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(block, info.Size()*9/10); err != nil {
				t.Fatal(err)
			}
			if l, err := Open(dir, Deps{Log: quiet()}, small()); !errors.Is(err, bus.ErrDamaged) {
				t.Errorf("opened: %v, want ErrDamaged", err)
				if err == nil {
					l.Close()
				}
			}
		})
	}
}

// TestLostMiddle has a file disappear: readers go on behind it, and the loss is told.
func TestLostMiddle(t *testing.T) {
	dir := t.TempDir()
	const n = 130
	fill(t, dir, n)
	all := blocks(t, dir)
	if len(all) < 3 {
		t.Fatalf("%d blocks, want 3", len(all))
	}
	crash(t, dir)
	middle := filepath.Join(filepath.Dir(all[0]), "2.blk")
	whole, err := os.ReadFile(middle)
	if err != nil {
		t.Fatal(err)
	}
	front, err := os.Stat(filepath.Join(filepath.Dir(middle), "1.blk"))
	if err != nil {
		t.Fatal(err)
	}
	// Sizes say what stood in it, not a search for ids: behind a time whose last byte is a '0', id(40) holds the text of id(4).
	lost := map[int]bool{}
	first := int(front.Size()) / len(body(0))
	for i := range len(whole) / len(body(0)) {
		lost[first+i] = true
	}
	if err := os.Remove(middle); err != nil {
		t.Fatal(err)
	}
	l := open(t, dir)
	check(t, l, lost, n)
	if s, err := l.Stats(t.Context()); err != nil || s[0].Lost == 0 {
		t.Errorf("nothing is said to be lost: %+v, %v", s, err)
	}
}

// TestRot changes a byte of a message: nobody gets to see it. After an orderly end the others are there. After a crash the
// server takes it for the end of what was written, so that it is a committed position that tells.
func TestRot(t *testing.T) {
	for _, orderly := range []bool{true, false} {
		dir := t.TempDir()
		const n = 10
		fill(t, dir, n)
		if !orderly {
			l := open(t, dir)
			if err := l.Commit(t.Context(), "lake", raw0, n); err != nil {
				t.Fatal(err)
			}
			l.Close()
			crash(t, dir)
		}
		block := blocks(t, dir)[0]
		whole, err := os.ReadFile(block)
		if err != nil {
			t.Fatal(err)
		}
		whole[bytes.Index(whole, body(4))+50_000] ^= 1
		if err := os.WriteFile(block, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := Open(dir, Deps{Log: quiet()}, small())
		if !orderly && errors.Is(err, bus.ErrDamaged) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		check(t, l, map[int]bool{4: true}, n)
		if s, err := l.Stats(t.Context()); err != nil || s[0].Lost == 0 {
			t.Errorf("orderly %v: nothing is said to be lost: %+v, %v", orderly, s, err)
		}
		l.Close()
	}
}
