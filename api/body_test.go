// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// TestReadBody gives bodies that cannot be read, and one that can.
func TestReadBody(t *testing.T) {
	s := &Server{config: DefaultConfig()}
	for _, x := range []struct {
		name   string
		body   io.Reader
		status int
	}{
		{"whole", strings.NewReader("{}"), http.StatusOK},
		{"broken framing", io.MultiReader(strings.NewReader("{"), iotest.ErrReader(io.ErrUnexpectedEOF)), http.StatusBadRequest},
		{"too late", iotest.ErrReader(os.ErrDeadlineExceeded), http.StatusRequestTimeout},
		{"too large", strings.NewReader(strings.Repeat("x", int(s.config.MaxBodyBytes)+1)), http.StatusRequestEntityTooLarge},
	} {
		t.Run(x.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/", x.body)
			s.readBody(humago.NewContext(&huma.Operation{}, r, w), func(c huma.Context) {
				text, err := io.ReadAll(c.BodyReader())
				if err != nil || string(text) != "{}" {
					t.Errorf("the handler reads %q, %v", text, err)
				}
			})
			if w.Code != x.status {
				t.Errorf("status %d, want %d", w.Code, x.status)
			}
		})
	}
}
