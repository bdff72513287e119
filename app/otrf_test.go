// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gambeson/internal/testkit"
)

// What our own rules must reach on public logs of attacks, together with
// SigmaHQ's, and what they may cost.
const (
	wantSets    = 28 // of the 37 with metadata
	urgentPer10 = 15 // findings of level high and above for each 10,000 events
)

// TestPackOnAttackLogs scans the host logs of the OTRF data. A set is reached
// where a finding names a technique that the set's metadata lists, its parent
// or its child.
func TestPackOnAttackLogs(t *testing.T) {
	logs := hostLogs(t)
	var sigmaHQ []string
	folders, err := filepath.Glob(filepath.Join(testkit.Corpus(t, "sigma"), "rules*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		sigmaHQ = append(sigmaHQ, "--rules", f)
	}
	own, events := scanned(t, append([]string{"--rules", filepath.Join("..", "detect", "rules", "pack")}, logs...))
	theirs, _ := scanned(t, append(sigmaHQ, logs...))
	urgent, reached, byOwn := 0, 0, 0
	for _, f := range own {
		if f.Severity >= 4 {
			urgent++
		}
	}
	listed := listedTechniques(t)
	sets := 0
	for _, log := range logs {
		techniques, ok := listed[setOf(log)]
		if !ok {
			continue
		}
		sets++
		if reaches(own, setOf(log), techniques) {
			byOwn++
			reached++
		} else if reaches(theirs, setOf(log), techniques) {
			reached++
		}
	}
	t.Logf("%d of %d sets reached, %d by our own rules; %d urgent findings in %d events", reached, sets, byOwn, urgent, events)
	if sets < 37 || reached < wantSets {
		t.Errorf("%d of %d sets reached, want %d of 37", reached, sets, wantSets)
	}
	if urgent*10_000 > urgentPer10*events {
		t.Errorf("%d urgent findings in %d events, want at most %d for each 10,000", urgent, events, urgentPer10)
	}
}

// otrfFinding is what the measure reads of a finding.
type otrfFinding struct {
	Severity int `json:"severity_id"`
	Info     struct {
		Attacks []struct {
			Technique    struct{ UID string } `json:"technique"`
			SubTechnique struct{ UID string } `json:"sub_technique"`
		} `json:"attacks"`
	} `json:"finding_info"`
	Evidences []struct {
		Data struct{ Path string } `json:"data"`
	} `json:"evidences"`
}

// scanned scans with args and returns the findings and the number of events.
func scanned(t *testing.T, args []string) ([]otrfFinding, int) {
	t.Helper()
	var out, stderr bytes.Buffer
	scan := exec.CommandContext(t.Context(), plainProgram(t), append([]string{"scan", "--output", "ndjson", "--stats"}, args...)...)
	scan.Stdout, scan.Stderr = &out, &stderr
	if err := scan.Run(); err != nil {
		t.Fatalf("scan: %v: %s", err, stderr.String())
	}
	var stats struct{ Events int }
	lines := bytes.Split(bytes.TrimSpace(stderr.Bytes()), []byte("\n"))
	if err := json.Unmarshal(lines[len(lines)-1], &stats); err != nil {
		t.Fatal(err)
	}
	var found []otrfFinding
	s := bufio.NewScanner(&out)
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		var f otrfFinding
		if err := json.Unmarshal(s.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		found = append(found, f)
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	return found, stats.Events
}

// reaches reports whether a finding in the set names one of the techniques.
func reaches(found []otrfFinding, set string, techniques []string) bool {
	return slices.ContainsFunc(found, func(f otrfFinding) bool {
		if archive, _, _ := strings.Cut(f.Evidences[0].Data.Path, "!"); setOf(archive) != set {
			return false
		}
		for _, a := range f.Info.Attacks {
			id := a.Technique.UID
			if a.SubTechnique.UID != "" {
				id = a.SubTechnique.UID
			}
			for _, want := range techniques {
				if id == want || strings.HasPrefix(id, want+".") || strings.HasPrefix(want, id+".") {
					return true
				}
			}
		}
		return false
	})
}

// setOf names the set that a file or address is about.
func setOf(name string) string {
	base, _, _ := strings.Cut(path.Base(filepath.ToSlash(name)), ".")
	return base
}

// hostLogs returns the archives with host logs.
func hostLogs(t *testing.T) []string {
	t.Helper()
	logs, err := filepath.Glob(filepath.Join(testkit.Corpus(t, "otrf"), "datasets", "atomic", "*", "*", "host", "*"))
	if err != nil || len(logs) == 0 {
		t.Fatalf("no host logs: %v", err)
	}
	return logs
}

// listedTechniques reads, for each set of host logs, what the metadata lists.
func listedTechniques(t *testing.T) map[string][]string {
	t.Helper()
	mapping := regexp.MustCompile(`(?m)^\s*-?\s*technique:\s*(T\d{4})\s*\n\s*sub-technique:[ \t]*["']?(\d{3})?`)
	host := regexp.MustCompile(`(?mi)-\s*type:\s*host\s*\n\s*link:\s*(\S+)`)
	files, err := filepath.Glob(filepath.Join(testkit.Corpus(t, "otrf"), "datasets", "atomic", "_metadata", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	listed := make(map[string][]string)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var techniques []string
		for _, m := range mapping.FindAllSubmatch(text, -1) {
			id := string(m[1])
			if len(m[2]) > 0 {
				id += "." + string(m[2])
			}
			techniques = append(techniques, id)
		}
		for _, m := range host.FindAllSubmatch(text, -1) {
			listed[setOf(string(m[1]))] = append(listed[setOf(string(m[1]))], techniques...)
		}
	}
	return listed
}
