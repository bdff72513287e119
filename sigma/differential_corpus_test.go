// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma_test

import (
	"archive/zip"
	"bufio"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gambeson/sigma"
)

// TestCorpusPlain compares the engine with the plain evaluator: all rules of
// the corpus, on events of its lanes and of its logs of attacks. The events are
// read as flat JSON that names no log source, so that they meet every rule. It
// is a sample, with GAMBESON_SOAK a large one.
func TestCorpusPlain(t *testing.T) {
	var rules []*sigma.Rule
	for _, r := range corpusRules(t).Rules {
		if r.Inactive == "" {
			rules = append(rules, r)
		}
	}
	records := untagged(sample(lane(t, "structured_windows"), 10, 500))
	records = append(records, untagged(sample(lane(t, "raw_windows"), 10, 500))...)
	records = append(records, sample(attackLogs(t), 25, 5000)...)
	engine, e, shape := jsonEngine(t, rules, sigma.CompileOptions{EventLogSource: true})
	m, c := engine.NewMatcher(), plainPatterns{}
	matched := 0
	for _, raw := range records {
		load(t, e, shape, raw)
		got := m.Match(e)
		matched += len(got)
		compare(t, c, rules, got, raw)
	}
	t.Logf("%d rules, %d events, %d matches, no difference", len(rules), len(records), matched)
	if matched == 0 {
		t.Error("nothing matches")
	}
}

// sample returns few of the records, evenly, or many where tests may be long.
func sample(records [][]byte, few, many int) [][]byte {
	n := few
	if os.Getenv("GAMBESON_SOAK") != "" {
		n = many
	}
	step := max(len(records)/n, 1)
	var out [][]byte
	for i := 0; i < len(records); i += step {
		out = append(out, records[i])
	}
	return out
}

// untagged renames the members that name a log source.
func untagged(records [][]byte) [][]byte {
	for i, r := range records {
		r = bytes.Replace(r, []byte(`"product":`), []byte(`"producer":`), 1)
		records[i] = bytes.Replace(r, []byte(`"category":`), []byte(`"kind":`), 1)
	}
	return records
}

// attackLogs returns every hundredth record of the host logs of the corpus
// whose field names have no dots: a dot reaches into objects.
func attackLogs(tb testing.TB) [][]byte {
	tb.Helper()
	var out [][]byte
	n := 0
	root := filepath.Join(os.Getenv("GAMBESON_CORPUS"), "otrf")
	err := filepath.WalkDir(root, func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".zip") {
			return err
		}
		z, err := zip.OpenReader(name)
		if err != nil {
			return err
		}
		defer z.Close()
		for _, f := range z.File {
			if !strings.HasSuffix(f.Name, ".json") {
				continue
			}
			r, err := f.Open()
			if err != nil {
				return err
			}
			lines := bufio.NewScanner(r)
			lines.Buffer(nil, 8<<20)
			for lines.Scan() {
				if n++; n%40 == 0 && bytes.HasPrefix(lines.Bytes(), []byte("{")) {
					out = append(out, bytes.Clone(lines.Bytes()))
				}
			}
			if err := r.Close(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || len(out) == 0 {
		tb.Skipf("no logs of attacks below %s: %v", root, err)
	}
	return out
}
