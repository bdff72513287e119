// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/internal/testkit"
)

// generate makes both clients of a document.
func generate(raw []byte) (map[string][]byte, error) {
	m, err := read(raw)
	if err != nil {
		return nil, err
	}
	files, err := m.golang()
	if err != nil {
		return nil, err
	}
	ts, err := m.typescript()
	maps.Copy(files, ts)
	return files, err
}

// compare holds generated files to those in a folder for each kind.
func compare(t *testing.T, files map[string][]byte, folder func(name string) string) {
	t.Helper()
	for name, got := range files {
		path := filepath.Join(folder(name), name)
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (make generate writes it):\n%s", path, diff)
		}
	}
}

// TestCommitted holds the clients in the repository to the document in the repository.
func TestCommitted(t *testing.T) {
	raw, err := os.ReadFile("../../docs/reference/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	files, err := generate(raw)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, files, func(name string) string {
		if strings.HasSuffix(name, ".go") {
			return "../client"
		}
		return "../../console/src/api"
	})
}

// TestSmall shows what becomes of each shape that the generator knows.
func TestSmall(t *testing.T) {
	raw, err := os.ReadFile("testdata/small.json")
	if err != nil {
		t.Fatal(err)
	}
	files, err := generate(raw)
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range files {
		// The part that every client has is shown by the other test.
		if before, rest, ok := strings.Cut(string(body), "/** What goes with every request"); ok {
			_, calls, _ := strings.Cut(rest, "yield event as T;\n      }\n    }\n  }\n")
			files[name] = []byte(before + calls)
		}
		if testkit.Update() {
			if err := os.WriteFile(filepath.Join("testdata", name+".golden"), files[name], 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	golden := make(map[string][]byte)
	for name, body := range files {
		golden[name+".golden"] = body
	}
	compare(t, golden, func(string) string { return "testdata" })
}

func TestUnknown(t *testing.T) {
	const head = `{"openapi":"3.1.0","components":{"schemas":{"A":`
	operation := func(text string) string {
		return `{"openapi":"3.1.0","components":{"schemas":{}},"paths":{"/a":{"get":` + text + `}}}`
	}
	for name, document := range map[string]string{
		"version":      `{"openapi":"3.0.3"}`,
		"two types":    head + `{"properties":{"x":{"type":["string","integer"]}}}}}}`,
		"new type":     head + `{"properties":{"x":{"type":"tuple"}}}}}}`,
		"numbers":      head + `{"properties":{"x":{"type":"integer","enum":[1]}}}}}}`,
		"nameless":     head + `{"properties":{"x":{"type":"object","properties":{"y":{"type":"string"}}}}}}}}`,
		"no success":   operation(`{"operationId":"get-a","responses":{"404":{}}}`),
		"no name":      operation(`{"responses":{"204":{}}}`),
		"cookie":       operation(`{"operationId":"get-a","parameters":[{"name":"x","in":"cookie","schema":{"type":"string"}}],"responses":{"204":{}}}`),
		"same name":    operation(`{"operationId":"get-a","parameters":[{"name":"x","in":"query","schema":{"type":"string"}},{"name":"X-X","in":"header","schema":{"type":"string"}}],"responses":{"204":{}}}`),
		"no such":      operation(`{"operationId":"get-a","responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/B"}}}}}}`),
		"body of text": operation(`{"operationId":"get-a","requestBody":{"content":{"text/plain":{}}},"responses":{"204":{}}}`),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := generate([]byte(document)); !errors.Is(err, errUnknown) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestComment shows that text of the document stays in its comment.
func TestComment(t *testing.T) {
	files, err := generate([]byte(`{"openapi":"3.1.0","components":{"schemas":{"A":{"description":"a */ b\nc","properties":{"x":{"type":"string","description":"d\ne */"}}}}}}`))
	if err != nil {
		t.Fatal(err) // the Go part would not compile
	}
	if ts := string(files["schema.ts"]); strings.Count(ts, "*/") != 2 {
		t.Errorf("a comment ends early:\n%s", ts)
	}
}
