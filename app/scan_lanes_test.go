// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// BenchmarkScanLane measures a scan of the corpus' lanes with all its rules, on one worker: bytes in to findings out,
// without loading the rules. An operation is a scan of a file of 20,000 events.
func BenchmarkScanLane(b *testing.B) {
	for _, lane := range []string{"structured_windows", "raw_windows"} {
		b.Run(lane, func(b *testing.B) { benchmarkLane(b, lane) })
	}
}

func benchmarkLane(b *testing.B, lane string) {
	b.Helper()
	path, events := laneFile(b, lane, 2)
	p := &program{Env: Env{Stdin: bytes.NewReader(nil), Stdout: io.Discard, Stderr: io.Discard}}
	c := DefaultConfig()
	c.prepareScan()
	c.Scan.Workers = 1
	e, err := p.scanEngine(&c, scanFlags{rules: corpusRuleDirs(b), fields: true})
	if err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(info.Size())
	b.ReportAllocs()
	for b.Loop() {
		s, err := newScan(p, &c, e, formatNDJSON, 99)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.run(b.Context(), []string{path}); err != nil {
			b.Fatal(err)
		}
		if n := s.records.Load(); n != events {
			b.Fatalf("%d events, want %d", n, events)
		}
	}
	b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// corpusRuleDirs returns the folders of the corpus' rules, or skips.
func corpusRuleDirs(tb testing.TB) []string {
	tb.Helper()
	dirs, err := filepath.Glob(filepath.Join(os.Getenv("GAMBESON_CORPUS"), "sigma", "rules*"))
	if err != nil || len(dirs) == 0 {
		tb.Skip("GAMBESON_CORPUS names no corpus with rules")
	}
	return dirs
}

// laneFile writes so many copies of a lane of the corpus into one file, or skips.
func laneFile(tb testing.TB, lane string, copies int) (path string, events int64) {
	tb.Helper()
	f, err := os.Open(filepath.Join(os.Getenv("GAMBESON_CORPUS"), "lanes", lane+".ndjson.gz"))
	if err != nil {
		tb.Skipf("no lane of the corpus: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		tb.Fatal(err)
	}
	path = filepath.Join(tb.TempDir(), lane+".ndjson")
	if err := os.WriteFile(path, bytes.Repeat(data, copies), 0o644); err != nil {
		tb.Fatal(err)
	}
	return path, int64(bytes.Count(data, []byte("\n")) * copies)
}
