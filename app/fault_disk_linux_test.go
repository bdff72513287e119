// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// smallDisk is a file system of which one file takes what others need.
type smallDisk struct {
	dir     string
	ballast *os.File
}

func newSmallDisk(t *testing.T, size string) *smallDisk {
	t.Helper()
	d := &smallDisk{dir: t.TempDir()}
	if err := syscall.Mount("tmpfs", d.dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("needs to mount a small file system: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(d.dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	var err error
	if d.ballast, err = os.Create(filepath.Join(d.dir, "ballast")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.ballast.Close() })
	return d
}

// fill takes space until so many bytes are free; 0 is to the last.
func (d *smallDisk) fill(t *testing.T, free uint64) {
	t.Helper()
	for {
		var s syscall.Statfs_t
		if err := syscall.Statfs(d.dir, &s); err != nil {
			t.Fatal(err)
		}
		left := s.Bavail * uint64(s.Bsize)
		if left <= free {
			return
		}
		if _, err := d.ballast.Write(make([]byte, min(left-free, 64<<10))); errors.Is(err, syscall.ENOSPC) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// clear gives the space back.
func (d *smallDisk) clear(t *testing.T) {
	t.Helper()
	if _, err := d.ballast.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	if err := d.ballast.Truncate(0); err != nil {
		t.Fatal(err)
	}
}

// TestFaultDisk fills the server's disk again and again, to the watermark and to the last byte in the middle of
// whatever the log, the database and the judges write. Doors say so in their protocol's words, the server lives and goes
// on by itself, and nothing is lost or made twice.
func TestFaultDisk(t *testing.T) {
	for _, x := range []struct {
		name           string
		watermark      uint64
		free           uint64
		sample, rounds int
	}{
		{"watermark", 4 << 20, 2 << 20, 2, 20},
		{"last byte", 0, 0, 3, 60},
	} {
		t.Run(x.name, func(t *testing.T) {
			disk := newSmallDisk(t, "96m")
			s := newServer(t, func(c *Config) {
				c.Data = filepath.Join(disk.dir, "data")
				c.Bus.MinFree, c.Bus.WarnFree = x.watermark, x.watermark
			}).plainly()
			s.start()
			s.insist(0, attackHosts)
			stop, hangUp := s.sendAll(50*time.Millisecond), s.keepLogging()
			random := rand.New(rand.NewPCG(13, 17))
			for range soak(x.sample, x.rounds) {
				disk.fill(t, x.free)
				time.Sleep(time.Duration(200+random.IntN(800)) * time.Millisecond)
				disk.clear(t)
				time.Sleep(time.Duration(random.IntN(1500)) * time.Millisecond)
			}
			if s.ended() {
				t.Fatalf("serve ended: %s", s.cmd.ProcessState)
			}
			end, refused := stop()
			logged := hangUp()
			for w, n := range refused {
				if n == 0 {
					t.Errorf("%s never said that the disk is full", ways()[w].name)
				}
			}
			if got := s.finish(end, logged); !t.Failed() {
				want := undisturbed(t, end)
				want.Letters += logged
				same(t, want, got)
			}
		})
	}
}

// keepLogging sends lines over syslog, which has no acknowledgements, on one connection: what the server cannot take it
// does not read, and so the client waits. hangUp returns how many lines were sent.
func (s *server) keepLogging() (hangUp func() int) {
	s.t.Helper()
	c, err := net.Dial("tcp", s.Ingest.Syslog.TCP)
	if err != nil {
		s.t.Fatal(err)
	}
	var over atomic.Bool
	lines := make(chan int, 1)
	go func() {
		n := 0
		defer func() { lines <- n }()
		for ; !over.Load(); n++ {
			if _, err := fmt.Fprintf(c, "{\"no end %d\n", n); err != nil {
				s.t.Errorf("syslog: %v", err)
				return
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	return func() int {
		over.Store(true)
		n := <-lines
		if err := c.Close(); err != nil {
			s.t.Error(err)
		}
		return n
	}
}
