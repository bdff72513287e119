// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// readBody reads the body of a request whose client may send it, and answers where that cannot be done: the library
// would call a client's broken framing an error of the server.
func (s *Server) readBody(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	if r.Body == nil || r.Body == http.NoBody {
		next(ctx)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, int64(s.config.MaxBodyBytes)))
	if err == nil {
		r.Body = io.NopCloser(bytes.NewReader(body))
		next(ctx)
		return
	}
	p := newProblem(http.StatusBadRequest, "body", "the body is not what the headers say: "+err.Error())
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		p = newProblem(http.StatusRequestEntityTooLarge, "too-large", err.Error())
	} else if errors.Is(err, os.ErrDeadlineExceeded) {
		p = newProblem(http.StatusRequestTimeout, "timeout", "the body did not come in time")
	}
	w.Header().Set("Connection", "close") // where the next request would begin is not known
	writeProblem(w, p)
}
