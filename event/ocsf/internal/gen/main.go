// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

func main() {
	if err := run(".", os.Getenv("GAMBESON_CORPUS")); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dir, corpus string) error {
	if corpus == "" {
		fmt.Fprintln(os.Stderr, "gen: GAMBESON_CORPUS is not set: the committed OCSF registry stands")
		return nil
	}
	files, err := generate(os.DirFS(filepath.Join(corpus, "ocsf")))
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate compiles the schema in fsys and returns the files of package ocsf by name.
func generate(fsys fs.FS) (map[string][]byte, error) {
	s, err := readSchema(fsys)
	if err != nil {
		return nil, err
	}
	if err := s.resolve(); err != nil {
		return nil, err
	}
	source, err := writeClasses(s)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{"registry.tsv": writeRegistry(s), "classes_gen.go": source}, nil
}
