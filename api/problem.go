// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"gambeson/cases"
	"gambeson/identity"
	"gambeson/state"
)

// problemType begins the type of every problem, instancePrefix what finds one of them in the log.
const (
	problemType    = "urn:gambeson:problem:"
	instancePrefix = "urn:gambeson:request:"
)

// errBusy says that as many clients are served as may be.
var errBusy = errors.New("too many clients")

// problem makes the problem details for what a handler returned.
func (s *Server) problem(ctx context.Context, err error) error {
	if _, ok := errors.AsType[huma.StatusError](err); ok {
		return err
	}
	for _, known := range []struct {
		is     error
		status int
		name   string
	}{
		{state.ErrNotFound, http.StatusNotFound, "not-found"},
		{state.ErrExists, http.StatusConflict, "exists"},
		{state.ErrVersion, http.StatusPreconditionFailed, "changed-meanwhile"},
		{state.ErrKeyReused, http.StatusUnprocessableEntity, "idempotency-key-reused"},
		{state.ErrInvalid, http.StatusUnprocessableEntity, "invalid"},
		{cases.ErrInvalid, http.StatusUnprocessableEntity, "invalid"},
		{identity.ErrInvalid, http.StatusUnprocessableEntity, "invalid"},
		{cases.ErrTransition, http.StatusConflict, "transition"},
		{errCursor, http.StatusBadRequest, "cursor"},
		{errETag, http.StatusBadRequest, "etag"},
	} {
		if errors.Is(err, known.is) {
			return newProblem(known.status, known.name, err.Error())
		}
	}
	if errors.Is(err, errBusy) {
		return retry(newProblem(http.StatusServiceUnavailable, "busy", err.Error()), time.Second)
	}
	if errors.Is(err, state.ErrUnavailable) {
		return retry(newProblem(http.StatusServiceUnavailable, "unavailable", err.Error()), 10*time.Second)
	}
	if ctx.Err() != nil {
		return retry(newProblem(http.StatusServiceUnavailable, "timeout", "the request took too long; try again"), time.Second)
	}
	p := newProblem(http.StatusInternalServerError, "internal", "an error of the server; its log says more, where it names this instance")
	p.Instance = instancePrefix + rand.Text()
	s.Log.ErrorContext(ctx, "request failed", "actor", principal(ctx).Name, "instance", p.Instance, "error", err)
	return p
}

// newProblem makes problem details.
func newProblem(status int, name, detail string) *huma.ErrorModel {
	return &huma.ErrorModel{Type: problemType + name, Title: http.StatusText(status), Status: status, Detail: detail}
}

// retry tells the client when to try again.
func retry(err error, after time.Duration) error {
	return huma.ErrorWithHeaders(err, http.Header{"Retry-After": {strconv.Itoa(int(after.Seconds()))}})
}

// writeProblem answers a request that no route has.
func writeProblem(w http.ResponseWriter, p *huma.ErrorModel) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) //nolint:errchkjson // a client that is gone is told nothing
}

// unrouted answers what no route has: with the console outside of the API's own addresses; with 405 where the path is
// there for other methods, 404 otherwise.
func (s *Server) unrouted(w http.ResponseWriter, r *http.Request) {
	if s.Console != nil && (r.Method == http.MethodGet || r.Method == http.MethodHead) && !strings.HasPrefix(r.URL.Path, "/api/") {
		s.Console.ServeHTTP(w, r)
		return
	}
	var allow []string
	for _, m := range [...]string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = m
		if _, pattern := s.mux.Handler(other); pattern != "/" {
			allow = append(allow, m)
		}
	}
	if len(allow) == 0 {
		writeProblem(w, newProblem(http.StatusNotFound, "not-found", "there is no such address; /openapi.json lists those that there are"))
		return
	}
	w.Header()["Allow"] = allow
	writeProblem(w, newProblem(http.StatusMethodNotAllowed, "method", fmt.Sprintf("%s is not possible here; the header Allow says what is", r.Method)))
}
