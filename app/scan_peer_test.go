// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// BenchmarkScanBesideRSigma runs us and RSigma turn about, each on one core, over 100,000 events of a lane of the corpus
// with all its rules: whole processes, bytes in to findings out, loading taken off. Machines are noisy: quote x, how many
// times as many events we do a CPU second. It needs rsigma in the PATH, in GAMBESON_PEERS/bin or in the user's cache.
func BenchmarkScanBesideRSigma(b *testing.B) {
	peer := rsigma(b)
	dirs := corpusRuleDirs(b)
	ours := []string{"gambeson", "scan", "--logsource-fields", "--workers", "1"}
	for _, d := range dirs {
		ours = append(ours, "--rules", d)
	}
	rules := b.TempDir() // RSigma takes one folder
	for _, d := range dirs {
		if err := os.Symlink(d, filepath.Join(rules, filepath.Base(d))); err != nil {
			b.Fatal(err)
		}
	}
	theirs := []string{peer, "engine", "eval", "-r", rules, "--input-format", "json", "--output-format", "ndjson", "--logsource-routing"}
	for _, lane := range []string{"structured_windows", "raw_windows"} {
		b.Run(lane, func(b *testing.B) {
			path, events := laneFile(b, lane, 10)
			var us, them float64
			for b.Loop() {
				them += cpuOf(b, path, theirs) - cpuOf(b, os.DevNull, theirs)
				us += cpuOf(b, path, append(ours, "-")) - cpuOf(b, os.DevNull, append(ours, "-"))
			}
			n := float64(b.N) * float64(events)
			b.ReportMetric(n/us, "ours/cpu-s")
			b.ReportMetric(n/them, "rsigma/cpu-s")
			b.ReportMetric(them/us, "x")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// rsigma finds the program or skips.
func rsigma(tb testing.TB) string {
	tb.Helper()
	if p, err := exec.LookPath("rsigma"); err == nil {
		return p
	}
	cache, _ := os.UserCacheDir()
	for _, dir := range []string{os.Getenv("GAMBESON_PEERS"), filepath.Join(cache, "gambeson-peers")} {
		if p := filepath.Join(dir, "bin", "rsigma"); dir != "" {
			if _, err := os.Stat(p); err == nil {
				return p
			}
		}
	}
	tb.Skip("rsigma is not installed: cargo install rsigma --version 0.26.0 --features daachorse-index,evtx")
	return ""
}

// cpuOf runs a command on one core with a file as its input and returns the CPU seconds it took.
func cpuOf(b *testing.B, input string, command []string) float64 {
	b.Helper()
	in, err := os.Open(input)
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	cmd := exec.CommandContext(b.Context(), command[0], command[1:]...)
	cmd.Stdin = in
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "RAYON_NUM_THREADS=1")
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != exitIO { // nothing to read is no success
		b.Fatal(fmt.Errorf("%s: %w", strconv.Quote(command[0]), err))
	}
	return (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
}
