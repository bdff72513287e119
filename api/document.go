// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"gambeson/identity"
)

// Document returns the OpenAPI document of the API, as JSON that people can read. It is the same for every server.
func (s *Server) Document() ([]byte, error) {
	raw, err := json.Marshal(s.huma.OpenAPI())
	if err != nil {
		return nil, fmt.Errorf("api: document: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return nil, fmt.Errorf("api: document: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

func (s *Server) documentRoutes() {
	type document struct {
		ContentType string `header:"Content-Type"`
		Body        []byte
	}
	add(s, route{
		id: "get-openapi", method: http.MethodGet, path: "/openapi.json", needs: identity.Public, tag: "document",
		summary: "This document",
	}, func(context.Context, *nothing) (*document, error) {
		body, err := s.Document()
		return &document{"application/json", body}, err
	})
}
