// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// watched reports whether programs that tests start are this binary, and so watched by the race detector where it is:
// always at full size. It makes a program several times slower: samples that take long, and whose packages have tests of their own in this binary, run plainly.
func watched() bool { return !raceDetector || os.Getenv("GAMBESON_SOAK") != "" }

// plainProgram returns the path of the program without the race detector, where a sample needs no more.
func plainProgram(t testing.TB) string {
	t.Helper()
	if watched() {
		program, err := exec.LookPath("gambeson") // testscript puts this binary there
		if err != nil {
			t.Fatal(err)
		}
		return program
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(filepath.Dir(self), "plain", "gambeson") // the go command removes the folder
	if _, err := os.Stat(program); err == nil {
		return program
	}
	// With the flags of TestHowTo, and so from one cache.
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-buildvcs=false", "-o", program, "../cmd/gambeson")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	return program
}

// plainly lets a test's server run without the race detector, where a sample needs no more.
func (s *server) plainly() *server {
	s.t.Helper()
	s.program = plainProgram(s.t)
	return s
}
