// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"encoding/binary"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// clock is a wall clock of a server's own, which jumps.
type clock struct {
	t       *testing.T
	program string // gambeson, with a package time that asks the file
	file    string
}

// newClock builds the program with a package time whose Now is ahead by what a file says. That builds everything, once:
// minutes where the build cache is empty, seconds afterwards.
func newClock(t *testing.T) *clock {
	t.Helper()
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("needs the go tool, which is not installed")
	}
	c := &clock{t, filepath.Join(t.TempDir(), "gambeson"), filepath.Join(t.TempDir(), "ahead")}
	c.set(0)
	root, err := exec.Command(goTool, "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	build := exec.Command(goTool, "build", "-trimpath", "-buildvcs=false", "-overlay", c.overlay(strings.TrimSpace(string(root))), "-o", c.program, "gambeson/cmd/gambeson")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return c
}

// overlay writes what the build is to see in place of the files of package time, and returns the file that says so.
func (c *clock) overlay(root string) string {
	c.t.Helper()
	const now = "\tsec, nsec, mono := runtimeNow()\n"
	original := filepath.Join(root, "src", "time", "time.go")
	text, err := os.ReadFile(original)
	if err != nil {
		c.t.Fatal(err)
	}
	if strings.Count(string(text), "func Now() Time {\n"+now) != 1 {
		c.t.Fatalf("%s: time.Now begins otherwise than this test knows", original)
	}
	dir := c.t.TempDir()
	write := func(name string, data []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, data, 0o600); err != nil {
			c.t.Fatal(err)
		}
		return name
	}
	jump, err := filepath.Abs(filepath.Join("testdata", "clock", "jump.go"))
	if err != nil {
		c.t.Fatal(err)
	}
	list, err := json.Marshal(map[string]map[string]string{"Replace": {
		original:                                write("time.go", []byte(strings.ReplaceAll(string(text), now, "\tsec, nsec, mono := wallNow()\n"))),
		filepath.Join(root, "src/time/jump.go"): jump,
	}})
	if err != nil {
		c.t.Fatal(err)
	}
	return write("overlay.json", list)
}

// set lets the clock be so much ahead of the system's from now on, or behind it.
func (c *clock) set(ahead time.Duration) {
	c.t.Helper()
	f, err := os.OpenFile(c.file, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := f.WriteAt(binary.NativeEndian.AppendUint64(nil, uint64(int64(ahead/time.Second))), 0); err != nil {
		c.t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		c.t.Fatal(err)
	}
}

// TestFaultClock lets the server's wall clock jump ahead and back by an hour and by a day, while it runs and while it is
// dead, as senders send, whoever is told of cases does not answer, and what the log need not keep is trimmed at once.
// What comes of it is what comes of a clock that goes as it should, and everybody is told in the end.
func TestFaultClock(t *testing.T) {
	clock, told := newClock(t), newDeaf(t)
	s := newServer(t, told.follow, func(c *Config) { c.Retention.Every = 100 * time.Millisecond })
	s.program, s.env = clock.program, []string{"GAMBESON_TEST_CLOCK=" + clock.file}
	s.start()
	s.insist(0, attackHosts)
	stop := s.sendAll(soakPause())
	random := rand.New(rand.NewPCG(19, 23))
	jumps := []time.Duration{time.Hour, -time.Hour, -24 * time.Hour, 24 * time.Hour}
	for i := range soak(1, 50) * len(jumps) {
		dead := i%2 == 1
		if dead {
			s.kill()
		}
		clock.set(jumps[i%len(jumps)])
		if dead {
			s.start()
		}
		time.Sleep(time.Duration(random.IntN(400)) * time.Millisecond)
	}
	asked := told.asked.Load()
	s.until("notifications have failed while the clock is ahead", func() bool { return told.asked.Load() > asked+attackHosts })
	clock.set(0)
	end, _ := stop()
	told.listen()
	got := s.finish(end)

	s.start()
	s.until("all cases are told of", func() bool { return told.cases() >= len(got.Cases) })
	if !t.Failed() {
		same(t, undisturbed(t, end), got)
	}
}
