// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestCommittedFilesAreCurrent compares the committed registry with what the schema's sources give.
func TestCommittedFilesAreCurrent(t *testing.T) {
	corpus := os.Getenv("GAMBESON_CORPUS")
	if corpus == "" {
		t.Skip("GAMBESON_CORPUS is not set: the OCSF schema's sources are not here to compare with")
	}
	for range 3 { // what map order could change would differ between rounds
		files, err := generate(os.DirFS(filepath.Join(corpus, "ocsf")))
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range files {
			got, err := os.ReadFile(filepath.Join("..", "..", name))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s is not what the schema's sources give: run go generate ./event/ocsf", name)
			}
		}
	}
}

func TestWithoutCorpusNothingIsWritten(t *testing.T) {
	dir := t.TempDir()
	if err := run(dir, ""); err != nil {
		t.Fatal(err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Errorf("wrote %v", files)
	}
}
