// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// hostile are inputs that would fill the memory of who keeps them; size is about how many bytes each has once read.
func hostile() map[string]func(w io.Writer, size int) {
	repeat := func(w io.Writer, text string, size int) {
		chunk := strings.Repeat(text, 1+(1<<20)/len(text))
		for written := 0; written < size; written += len(chunk) {
			io.WriteString(w, chunk)
		}
	}
	return map[string]func(io.Writer, int){
		"endless-line.log":    func(w io.Writer, size int) { repeat(w, "x", size) },
		"endless-object.json": func(w io.Writer, size int) { io.WriteString(w, "{\n\"a\":\""); repeat(w, "x", size) },
		"deep.json":           func(w io.Writer, size int) { repeat(w, `{"a":`, size) },
		"deep-array.json":     func(w io.Writer, size int) { repeat(w, `[`, size) },
		"never-closed.json":   func(w io.Writer, size int) { repeat(w, "{\"a\":{\n", size/16) }, // read anew from several places
		"many-on-a-line.json": func(w io.Writer, size int) { repeat(w, `{"a":1} `, size) },
		"wide.json":           func(w io.Writer, size int) { repeat(w, `{"a":[`+strings.Repeat("1,", 60_000)+"1]}\n", size) },
		"audit.log": func(w io.Writer, size int) {
			for i, written := 0, 0; written < size; i++ {
				n, _ := fmt.Fprintf(w, "type=PATH msg=audit(1772442000.000:%d): item=%d name=\"/tmp/%d\"\n", i%50, i, i)
				written += n
			}
		},
		"bomb.zip": func(w io.Writer, size int) {
			z := zip.NewWriter(w)
			for i := range 3 {
				if m, err := z.Create(fmt.Sprintf("bomb%d.log", i)); err == nil {
					repeat(m, "\x20", size)
				}
			}
			z.Close()
		},
		"bomb.gz": func(w io.Writer, size int) {
			z := gzip.NewWriter(w)
			repeat(z, "0", size)
			z.Close()
		},
		"many-members.zip": func(w io.Writer, size int) {
			z := zip.NewWriter(w)
			for i := range size / 4000 {
				if m, err := z.Create(fmt.Sprintf("%d.bin", i)); err == nil {
					m.Write([]byte{0, 1, 2, 3})
				}
			}
			z.Close()
		},
	}
}

// TestScanMemory: whatever the input, the scan ends, stays under 1 GiB, and finds what is in the file beside it. The
// peak is the process's own.
func TestScanMemory(t *testing.T) {
	size := 16 << 20
	if os.Getenv("GAMBESON_SOAK") != "" {
		size = 200 << 20
	}
	for name, write := range hostile() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writeHostile(t, filepath.Join(dir, name), func(w io.Writer) { write(w, size) })
			good := `{"EventID":1102,"Channel":"Security","Computer":"h","TimeCreated":"2026-03-02T08:00:00Z"}` + "\n"
			if err := os.WriteFile(filepath.Join(dir, "z-good.json"), []byte(good), 0o644); err != nil {
				t.Fatal(err)
			}
			stats := scanInProcess(t, dir)
			if stats.PeakRSS > 1<<30 {
				t.Errorf("peak %d MiB, want less than 1024", stats.PeakRSS>>20)
			}
			if stats.Findings == 0 {
				t.Error("the good record beside it was not found")
			}
			t.Logf("peak %d MiB, %d events, %d unreadable, %.1f s", stats.PeakRSS>>20, stats.Events, stats.Unreadable, stats.Seconds)
		})
	}
}

func writeHostile(t *testing.T, path string, write func(io.Writer)) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b := bufio.NewWriterSize(f, 1<<20)
	write(b)
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
}

// scanInProcess scans dir in a process of its own and returns what --stats says.
func scanInProcess(t *testing.T, dir string) scanStats {
	t.Helper()
	program, err := exec.LookPath("gambeson") // testscript puts this binary there
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, "scan", "--stats", dir)
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%.2000s", err, stderr.String())
	}
	text := strings.TrimSpace(stderr.String())
	var stats scanStats
	if err := json.Unmarshal([]byte(text[strings.LastIndexByte(text, '\n')+1:]), &stats); err != nil {
		t.Fatalf("%v\n%.2000s", err, text)
	}
	return stats
}
