// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"gambeson/identity"
)

// Status is how a part of the platform is.
type Status string

// The states of a part.
const (
	StatusOK   Status = "ok"
	StatusWarn Status = "warn" // it works, and somebody should look
	StatusDown Status = "down" // it does not work
)

// A Check is how one part of the platform is.
type Check struct {
	// Name is the part: ingest, sources, disk, log, pipeline, state.
	Name string `json:"name" doc:"The part of the platform."`
	// Status is how it is.
	Status Status `json:"status" enum:"ok,warn,down"`
	// Detail says what is wrong, and what to do.
	Detail string `json:"detail,omitempty" doc:"What is wrong, and what to do."`
}

// HealthReport is how the platform is.
type HealthReport struct {
	// Status is the worst of the checks.
	Status Status `json:"status" enum:"ok,warn,down"`
	// Checks are the parts, in data order.
	Checks []Check `json:"checks" nullable:"false"`
	// Time is when it was asked.
	Time time.Time `json:"time"`
}

// Overall is the worst status of checks.
func Overall(checks []Check) Status {
	for _, s := range [...]Status{StatusDown, StatusWarn} {
		if slices.ContainsFunc(checks, func(c Check) bool { return c.Status == s }) {
			return s
		}
	}
	return StatusOK
}

// probe is the answer to programs that only want to know whether.
type probe struct {
	Status int
	Body   struct {
		Status Status   `json:"status" enum:"ok,warn,down"`
		Down   []string `json:"down,omitempty" doc:"The parts that do not work."`
		Warn   []string `json:"warn,omitempty" doc:"The parts that work, and that somebody should look at."`
	}
}

type nothing struct{}

func (s *Server) healthRoutes() {
	add(s, route{
		id: "get-healthz", method: http.MethodGet, path: "/healthz", needs: identity.Public, tag: "health",
		summary: "Whether the process lives", more: "A supervisor restarts the process where this does not answer.",
	}, func(context.Context, *nothing) (*probe, error) {
		p := &probe{Status: http.StatusOK}
		p.Body.Status = StatusOK
		return p, nil
	})
	add(s, route{
		id: "get-readyz", method: http.MethodGet, path: "/readyz", needs: identity.Public, tag: "health",
		summary: "Whether the platform works", more: "200 where all parts work, 503 where one does not: send no traffic then. Warnings are no reason for 503.",
		errors: []int{http.StatusServiceUnavailable},
	}, func(ctx context.Context, _ *nothing) (*probe, error) {
		checks := s.Health.Check(ctx)
		p := &probe{Status: http.StatusOK}
		p.Body.Status = Overall(checks)
		for _, c := range checks {
			switch c.Status {
			case StatusDown:
				p.Status = http.StatusServiceUnavailable
				p.Body.Down = append(p.Body.Down, c.Name)
			case StatusWarn:
				p.Body.Warn = append(p.Body.Warn, c.Name)
			}
		}
		return p, nil
	})
	type report struct{ Body HealthReport }
	add(s, route{
		id: "get-health", method: http.MethodGet, path: "/api/v1/health", needs: identity.HealthRead, tag: "health",
		summary: "How each part of the platform is",
	}, func(ctx context.Context, _ *nothing) (*report, error) {
		checks := s.Health.Check(ctx)
		return &report{HealthReport{Overall(checks), checks, time.Now().UTC()}}, nil
	})
}
