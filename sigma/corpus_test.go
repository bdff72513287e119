// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma_test

import (
	"os"
	"path/filepath"
	"testing"

	"gambeson/sigma"
)

// corpusRules loads the rules* folders of the corpus or skips the test.
func corpusRules(tb testing.TB) *sigma.Set {
	tb.Helper()
	corpus := os.Getenv("GAMBESON_CORPUS")
	if corpus == "" {
		tb.Skip("GAMBESON_CORPUS is not set: no corpus to load rules from")
	}
	folders, err := filepath.Glob(filepath.Join(corpus, "sigma", "rules*"))
	if err != nil || len(folders) == 0 {
		tb.Skipf("no rules below %s", corpus)
	}
	set, err := sigma.Load(sigma.Options{}, folders...)
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

func TestCorpusParses(t *testing.T) {
	set := corpusRules(t)
	inactive := 0
	for _, r := range set.Rules {
		if r.Inactive != "" {
			inactive++
		}
	}
	codes := make(map[string]int)
	for _, p := range set.Problems {
		codes[p.Code]++
		if p.Severity == sigma.Error {
			t.Error(p)
		}
	}
	t.Logf("%d files, %d rules, %d inactive, problems %v", set.Files, len(set.Rules), inactive, codes)
	if len(set.Rules) != set.Detections || len(set.Rules) < 3778 {
		t.Errorf("loaded %d of %d detection rules, want all, at least 3778", len(set.Rules), set.Detections)
	}
}
