// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"

	"gambeson/identity"
)

// metrics are the instruments of the API.
type metrics struct {
	duration  metric.Float64Histogram
	refused   metric.Int64Counter
	followers metric.Int64UpDownCounter
}

// newMetrics makes the instruments; a nil meter makes some that count nothing.
func newMetrics(m metric.Meter) (*metrics, error) {
	if m == nil {
		m = noop.Meter{}
	}
	duration, err := m.Float64Histogram("gambeson.api.duration", metric.WithUnit("s"),
		metric.WithDescription("How long requests took, by route and status."),
		metric.WithExplicitBucketBoundaries(.001, .005, .01, .05, .1, .5, 1, 5, 30))
	if err != nil {
		return nil, err
	}
	refused, err := m.Int64Counter("gambeson.api.refused", metric.WithUnit("{request}"),
		metric.WithDescription("Requests that were refused, by reason: unauthenticated, forbidden, unavailable."))
	if err != nil {
		return nil, err
	}
	followers, err := m.Int64UpDownCounter("gambeson.api.followers", metric.WithUnit("{client}"),
		metric.WithDescription("Clients that follow live events."))
	if err != nil {
		return nil, err
	}
	return &metrics{duration, refused, followers}, nil
}

// refuse counts a request that was refused.
func (m *metrics) refuse(ctx context.Context, reason string) {
	m.refused.Add(ctx, 1, metric.WithAttributes(attribute.String("reason", reason)))
}

// observe measures every request. The route is the pattern, never the path: foreign text makes no time series.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		answer := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(answer, r)
		route := r.Pattern
		if route == "/" || route == "" {
			route = "none"
		}
		s.metrics.duration.Record(r.Context(), time.Since(begun).Seconds(), metric.WithAttributes(
			attribute.String("route", route), attribute.String("status", strconv.Itoa(answer.status))))
	})
}

// recorder remembers the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (s *Server) metricsRoutes() {
	if s.Metrics == nil {
		return
	}
	add(s, route{
		id: "get-metrics", method: http.MethodGet, path: "/metrics", needs: identity.MetricsRead, tag: "health",
		summary: "The instruments, in Prometheus' text format", more: "A scraper shows a token of the role monitor.",
	}, func(context.Context, *nothing) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(ctx huma.Context) {
			r, w := humago.Unwrap(ctx)
			s.Metrics.ServeHTTP(w, r)
		}}, nil
	})
}
