// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package testkit holds what every test of the house shares: the -update flag,
// and the corpus of third-party data where the machine has it.
//
// It knows none of the house's own types; test kits that do live beside them
// (normalize/normalizetest, detect/detecttest).
package testkit

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

//archtest:var a flag of a test binary has to be registered before the tests run
var update = flag.Bool("update", false, "rewrite the golden files; read the difference before you commit it")

// Update reports whether golden files are to be rewritten.
func Update() bool { return *update }

// Corpus returns the path of an element of the third-party corpus that
// GAMBESON_CORPUS names. Where the variable is not set the test is skipped and
// says so; where it is, a missing element fails the test.
func Corpus(tb testing.TB, elem ...string) string {
	tb.Helper()
	root := os.Getenv("GAMBESON_CORPUS")
	if root == "" {
		tb.Skip("the corpus is absent: GAMBESON_CORPUS is not set")
	}
	path := filepath.Join(append([]string{root}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		tb.Fatalf("GAMBESON_CORPUS is set, but: %v", err)
	}
	return path
}
