// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gambeson/app/demo"
	"gambeson/event"
)

// demoFinding is what the test reads of a finding.
type demoFinding struct {
	SeverityID  int `json:"severity_id"`
	FindingInfo struct {
		Title   string `json:"title"`
		Attacks []struct {
			Technique    struct{ UID string } `json:"technique"`
			SubTechnique struct{ UID string } `json:"sub_technique"`
		} `json:"attacks"`
	} `json:"finding_info"`
	Evidences []struct {
		Data struct {
			Path   string `json:"path"`
			Record int    `json:"record"`
		} `json:"data"`
	} `json:"evidences"`
}

// about reports whether the finding names the technique: itself, or its parent.
func (f *demoFinding) about(technique string) bool {
	parent, _, _ := strings.Cut(technique, ".")
	for _, a := range f.FindingInfo.Attacks {
		if a.SubTechnique.UID == technique || a.SubTechnique.UID == "" && a.Technique.UID == parent {
			return true
		}
	}
	return false
}

// TestDemo scans the demo's logs with all that the program has and compares
// the findings with the truth: every step of the intrusion is found, for the
// technique that it is, and nothing else is a finding that anybody would look at.
func TestDemo(t *testing.T) {
	for _, seed := range demoSeeds() {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) { checkDemo(t, seed) })
	}
}

// demoSeeds are one day, and more of them at full size.
func demoSeeds() []uint64 {
	if os.Getenv("GAMBESON_SOAK") != "" {
		return []uint64{1, 2, 3, 4, 5}
	}
	return []uint64{1}
}

func checkDemo(t *testing.T, seed uint64) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "day")
	events := strconv.Itoa(2 * demo.MinEvents)
	if os.Getenv("GAMBESON_SOAK") != "" {
		events = strconv.Itoa(demo.DefaultParams().Events)
	}
	demoRun(t, "demo", "--export", dir, "--events", events, "--seed", strconv.FormatUint(seed, 10))
	truth := demoTruth(t, dir)
	missed := make(map[string]demo.Step)
	for _, s := range demo.Steps() {
		missed[s.Name] = s
	}
	for line := range bytes.Lines(demoRun(t, "scan", dir, "--output", "ndjson")) {
		var f demoFinding
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatal(err)
		}
		attack := false
		for _, e := range f.Evidences {
			x, ok := truth[demoPlace{e.Data.Path, e.Data.Record}]
			attack = attack || ok
			if ok && f.about(x.Technique) {
				delete(missed, x.Step)
			}
		}
		if !attack && f.SeverityID >= int(event.SeverityMedium) {
			t.Errorf("a finding on what is benign: %s (severity %d): %+v", f.FindingInfo.Title, f.SeverityID, f.Evidences)
		}
	}
	for _, s := range missed {
		t.Errorf("%s (%s) is not found", s.Name, s.Technique)
	}
}

type demoPlace struct {
	path   string
	record int
}

// demoTruth reads which records are the intrusion's.
func demoTruth(t *testing.T, dir string) map[demoPlace]demo.Truth {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, demo.TruthFile))
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[demoPlace]demo.Truth)
	for line := range bytes.Lines(data) {
		var x demo.Truth
		if err := json.Unmarshal(line, &x); err != nil {
			t.Fatal(err)
		}
		all[demoPlace{filepath.Join(dir, x.Path), x.Record}] = x
	}
	return all
}

func demoRun(t *testing.T, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), args, Env{Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, LookupEnv: func(string) (string, bool) { return "", false }})
	if code != exitOK {
		t.Fatalf("%v ends with %d: %s", args, code, &stderr)
	}
	return stdout.Bytes()
}
