// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"gambeson/identity"
	"gambeson/internal/testkit"
)

// golden is the committed copy of the document, from which clients are generated.
const golden = "../docs/reference/openapi.json"

func TestDocument(t *testing.T) {
	w := newWorld(t)
	got, err := w.Document()
	if err != nil {
		t.Fatal(err)
	}
	if testkit.Update() {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the document is not the committed one; go test ./api -run TestDocument -update writes it:\n%s", diff)
	}
	answer, served := w.do(t, call{method: http.MethodGet, path: "/openapi.json"}, http.StatusOK)
	if string(served) != string(got) || answer.Get("Content-Type") != "application/json" {
		t.Error("what is served is not the document")
	}
}

// TestDocumentIsValid lets another reader of OpenAPI judge the document, and looks for what ours must have.
func TestDocumentIsValid(t *testing.T) {
	w := newWorld(t)
	raw, err := w.Document()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("OpenAPI %s", doc.OpenAPI)
	}
	if err := doc.Validate(t.Context(), openapi3.DisableExamplesValidation()); err != nil {
		t.Error(err)
	}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			public := op.Extensions[needsKey] == string(identity.Public)
			if op.OperationID == "" || op.Summary == "" || op.Extensions[needsKey] == nil || public != (op.Security == nil) {
				t.Errorf("%s %s: id %q, summary %q, needs %v, security %v", method, path, op.OperationID, op.Summary, op.Extensions[needsKey], op.Security)
			}
			if changes := method != http.MethodGet && !public; changes && op.Parameters.GetByInAndName("header", "Idempotency-Key") == nil {
				t.Errorf("%s %s changes something, and takes no Idempotency-Key", method, path)
			}
		}
	}
}
