// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestRegressionData scans the positives that come with the corpus' rules: each rule finds its own, in the EVTX file and
// in its JSON twin.
func TestRegressionData(t *testing.T) {
	root := filepath.Join(os.Getenv("GAMBESON_CORPUS"), "sigma")
	data := filepath.Join(root, "regression_data")
	if _, err := os.Stat(data); err != nil || root == "sigma" {
		t.Skip("GAMBESON_CORPUS does not name a corpus with regression_data")
	}
	args := []string{"scan", data}
	folders, err := filepath.Glob(filepath.Join(root, "rules*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		args = append(args, "--rules", f)
	}
	var out, stderr bytes.Buffer
	env := Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &stderr, LookupEnv: func(string) (string, bool) { return "", false }}
	if code := run(t.Context(), args, env); code != exitOK {
		t.Fatalf("scan ends with %d: %s", code, stderr.String())
	}
	found := countFindings(t, &out)
	about := regexp.MustCompile(`(?m)^rule_metadata:\n\s+- id: (\S+)$`)
	matches := regexp.MustCompile(`(?m)^\s+match_count: (\d+)$`)
	tested := 0
	err = filepath.WalkDir(data, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "info.yml" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rule, tests := about.FindSubmatch(text), bytes.Contains(text, []byte("\nregression_tests_info:"))
		if rule == nil || !tests {
			return nil
		}
		want := 1
		if m := matches.FindSubmatch(text); m != nil {
			if want, err = strconv.Atoi(string(m[1])); err != nil {
				return err
			}
		}
		tested++
		id, folder := string(rule[1]), filepath.Dir(name)
		if n := found[finding{id, folder, ".evtx"}]; n < want {
			t.Errorf("%s: %d of %d found in the EVTX file", folder, n, want)
		}
		if n := found[finding{id, folder, ".json"}]; n < 1 {
			t.Errorf("%s: nothing found in the JSON twin", folder)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if tested < 202 {
		t.Errorf("%d rules have been tested, want at least 202", tested)
	}
}

// finding is what TestRegressionData counts findings by.
type finding struct{ rule, folder, ext string }

func countFindings(t *testing.T, out *bytes.Buffer) map[finding]int {
	t.Helper()
	found := make(map[finding]int)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var f struct {
			Info struct {
				Analytic struct {
					UID string `json:"uid"`
				} `json:"analytic"`
			} `json:"finding_info"`
			Evidences []struct {
				Data struct {
					Path string `json:"path"`
				} `json:"data"`
			} `json:"evidences"`
		}
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			t.Fatal(err)
		}
		path := f.Evidences[0].Data.Path
		found[finding{f.Info.Analytic.UID, filepath.Dir(path), filepath.Ext(path)}]++
	}
	return found
}
