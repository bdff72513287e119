// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"gambeson/identity"
)

// needsKey is where an operation keeps the permission that it needs; the document shows it under the same name.
const needsKey = "x-permission"

// route is an operation's declaration.
type route struct {
	id      string // the operation's name in the document: verb-noun
	method  string
	path    string
	needs   identity.Permission
	tag     string
	summary string
	more    string // a description, where the summary does not say all
	status  int    // of success; 0 is 200
	errors  []int  // besides 401, 403, 422 and 500
}

// add registers a route with its handler. A route that declares no permission is a mistake in our code.
func add[I, O any](s *Server, r route, handler func(context.Context, *I) (*O, error)) {
	if r.needs == "" {
		panic(fmt.Sprintf("api: %s %s declares no permission", r.method, r.path))
	}
	op := huma.Operation{
		OperationID: r.id, Method: r.method, Path: r.path, Summary: r.summary, Description: r.more,
		Tags: []string{r.tag}, DefaultStatus: r.status, Errors: r.errors,
		MaxBodyBytes: int64(s.config.MaxBodyBytes), BodyReadTimeout: s.config.Timeout,
		Metadata:   map[string]any{needsKey: r.needs},
		Extensions: map[string]any{needsKey: string(r.needs)},
	}
	if r.needs != identity.Public {
		op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
		op.Security = []map[string][]string{{securityScheme: {}}, {cookieScheme: {}}}
	}
	huma.Register(s.huma, op, func(ctx context.Context, in *I) (*O, error) {
		ctx, cancel := context.WithTimeout(ctx, s.config.Timeout)
		defer cancel()
		out, err := handler(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
}
