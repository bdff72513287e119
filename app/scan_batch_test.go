// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestScanBatches scans a file of many batches, with records that cannot be read, by one worker and by several: the
// findings, their order and what is said of the records are the same, and each finding names its record.
func TestScanBatches(t *testing.T) {
	var data bytes.Buffer
	number, want := 0, []int{} // records, from 1, that start an encoded command
	for line := range bytes.Lines(sysmonLike(6000)) {
		if number%1500 == 700 {
			data.WriteString("{\"broken\":\n")
			number++
		}
		data.Write(line)
		if number++; bytes.Contains(line, []byte("-enc ")) {
			want = append(want, number)
		}
	}
	if data.Len() < directBytes+4*batchBytes {
		t.Fatalf("%d bytes are too few for batches", data.Len())
	}
	path := filepath.Join(t.TempDir(), "sysmon.ndjson")
	if err := os.WriteFile(path, data.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	one, notes := scannedBy(t, 1, path)
	var got []int
	for line := range strings.Lines(one) {
		var f struct {
			Evidences []struct{ Data struct{ Record int } }
		}
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		if n := f.Evidences[0].Data.Record; len(got) == 0 || got[len(got)-1] != n {
			got = append(got, n)
		}
	}
	for i, n := range want {
		if i >= len(got) || got[i] != n {
			t.Fatalf("findings of records %v, want %v", got, want)
		}
	}
	if !strings.Contains(notes, "4 records cannot be read, the first is record 701") {
		t.Errorf("notes %q", notes)
	}
	for _, workers := range []int{2, 4} {
		if several, said := scannedBy(t, workers, path); several != one || said != notes {
			t.Errorf("%d workers: %d bytes of findings and %q, one worker: %d bytes and %q", workers, len(several), said, len(one), notes)
		}
	}
}

// scannedBy scans with so many workers and returns what was written to both outputs.
func scannedBy(t *testing.T, workers int, path string) (findings, notes string) {
	t.Helper()
	var out, notice bytes.Buffer
	p := &program{Env: Env{Stdin: bytes.NewReader(nil), Stdout: &out, Stderr: &notice}}
	c := DefaultConfig()
	c.prepareScan()
	c.Scan.Workers = workers
	e, err := p.scanEngine(&c, scanFlags{rules: []string{filepath.Join("..", "detect", "rules", "pack")}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := newScan(p, &c, e, formatNDJSON, 99)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.run(t.Context(), []string{path}); err != nil {
		t.Fatal(err)
	}
	return out.String(), notice.String()
}
