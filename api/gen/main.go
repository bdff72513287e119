// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Command gen writes the clients of the API from its OpenAPI document.
//
//	go run ./api/gen -document docs/reference/openapi.json -go api/client -typescript console/src/api
//
// In Go it writes types_gen.go and operations_gen.go, beside the hand-written part of package client; in TypeScript
// schema.ts and client.ts. The same document makes the same bytes. What the document says in a way that the generator
// does not know is an error that names the place: nothing is guessed, and nothing left out but operations that answer no
// JSON, which both clients list.
//
// It knows OpenAPI 3.1 as package api writes it: object schemas by reference, string enumerations, maps, lists, and
// alternatives (oneOf) whose members differ in a property of one value. Sources: OpenAPI 3.1.1, JSON Schema 2020-12.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	document := flag.String("document", "docs/reference/openapi.json", "the OpenAPI document")
	goDir := flag.String("go", "", "folder for the client in Go; none without it")
	tsDir := flag.String("typescript", "", "folder for the client in TypeScript; none without it")
	flag.Parse()
	if err := run(*document, *goDir, *tsDir); err != nil {
		fmt.Fprintln(os.Stderr, "api/gen:", err)
		os.Exit(1)
	}
}

// run reads the document and writes the clients.
func run(document, goDir, tsDir string) error {
	raw, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	m, err := read(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", document, err)
	}
	if goDir != "" {
		if err := write(goDir, m.golang); err != nil {
			return err
		}
	}
	if tsDir == "" {
		return nil
	}
	return write(tsDir, m.typescript)
}

// write makes files and puts those into dir that differ from what is there.
func write(dir string, generate func() (map[string][]byte, error)) error {
	files, err := generate()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, name := range sorted(files) {
		path := filepath.Join(dir, name)
		if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, files[name]) {
			continue
		}
		if err := os.WriteFile(path, files[name], 0o644); err != nil {
			return err
		}
	}
	return nil
}
