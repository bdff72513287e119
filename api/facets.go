// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"gambeson/event"
	"gambeson/identity"
	"gambeson/state"
)

// Facets are exact counts by the values of a field.
type Facets struct {
	By   string  `json:"by"`
	Top  []Facet `json:"top" nullable:"false" doc:"The most frequent values first."`
	More int     `json:"more" doc:"How many other values there are."`
	Rest int     `json:"rest" doc:"The sum of their counts."`
	// Total is of findings, not of values.
	Total int `json:"total" doc:"How many fit. What has several values counts for each, and what has none for none."`
}

// A Facet is a value with its count.
type Facet struct {
	Kind  string `json:"kind,omitempty" doc:"Of an entity."`
	Value string `json:"value"`
	Name  string `json:"name,omitempty" doc:"The title of a rule's findings."`
	Count int    `json:"count"`
}

// A Histogram is exact counts over time.
type Histogram struct {
	Clock   string    `json:"clock" enum:"happened,found"`
	From    time.Time `json:"from" doc:"Where the first bar begins."`
	Seconds float64   `json:"seconds" doc:"How long each bar is."`
	Bars    []Bar     `json:"bars" nullable:"false" doc:"Without gaps."`
	Total   int       `json:"total" doc:"How many the bars hold."`
}

// A Bar is what is in a part of the time.
type Bar struct {
	Time       time.Time      `json:"time" doc:"Where it begins."`
	Count      int            `json:"count"`
	Severities map[string]int `json:"severities,omitempty" doc:"The same by severity."`
}

type facetQuery struct {
	FindingQuery
	By  string `query:"by" required:"true" enum:"rule,technique,entity,severity,source,state,verdict,assignee"`
	Top int    `query:"top" minimum:"1" maximum:"500" default:"20" doc:"How many values to name at most."`
}

type histogramQuery struct {
	FindingQuery
	Bars int `query:"bars" minimum:"8" maximum:"500" default:"60" doc:"How many bars there are at most."`
}

func (s *Server) facetRoutes() {
	type facets struct{ Body Facets }
	add(s, route{
		id: "count-findings", method: http.MethodGet, path: "/api/v1/findings/facets", needs: identity.FindingsRead, tag: "findings",
		summary: "How many findings fit, by the values of a field",
	}, func(ctx context.Context, in *facetQuery) (*facets, error) {
		f, err := s.fixed(ctx, &in.FindingQuery)
		if err != nil {
			return nil, err
		}
		total, err := s.State.Findings.Count(ctx, f)
		if err != nil {
			return nil, err
		}
		x, err := s.State.Findings.Facets(ctx, f, state.FacetField(in.By), in.Top)
		if err != nil {
			return nil, err
		}
		return &facets{viewFacets(in.By, x, total)}, nil
	})
	type histogram struct{ Body Histogram }
	add(s, route{
		id: "findings-over-time", method: http.MethodGet, path: "/api/v1/findings/histogram", needs: identity.FindingsRead, tag: "findings",
		summary: "How many findings fit, over all of the time that they span",
	}, func(ctx context.Context, in *histogramQuery) (*histogram, error) {
		f, err := s.fixed(ctx, &in.FindingQuery)
		if err != nil {
			return nil, err
		}
		h, err := s.State.Findings.Histogram(ctx, f, in.Bars)
		if err != nil {
			return nil, err
		}
		return &histogram{viewHistogram(in.Clock, h)}, nil
	})
}

// fixed returns a query's filter, bounded to what is recorded now where the query has no bound: what is counted in
// several steps is counted of the same.
func (s *Server) fixed(ctx context.Context, q *FindingQuery) (state.FindingFilter, error) {
	f, err := q.filter(principal(ctx).Tenant)
	if err != nil || f.AsOf != nil {
		return f, err
	}
	last, err := s.State.Findings.AsOf(ctx, f.Tenant)
	f.AsOf = &last
	return f, err
}

func viewFacets(by string, x state.Facets, total int) Facets {
	return Facets{by, views(x.Top, func(x state.Facet) Facet { return viewFacet(by, x) }), x.More, x.Rest, total}
}

func viewFacet(by string, x state.Facet) Facet {
	if by == string(state.BySeverity) {
		if n, err := strconv.ParseUint(x.Value, 10, 8); err == nil {
			x.Value = event.Severity(n).String()
		}
	}
	return Facet{x.Kind, x.Value, x.Name, x.Count}
}

func viewHistogram(clock string, h state.Histogram) Histogram {
	out := Histogram{clock, when(h.From), time.Duration(h.Width).Seconds(), make([]Bar, len(h.Bars)), h.Total}
	for i, b := range h.Bars {
		bar := Bar{Time: when(h.From + int64(i)*h.Width)}
		for severity, n := range b {
			if bar.Severities == nil {
				bar.Severities = make(map[string]int, len(b))
			}
			bar.Severities[severity.String()] = n
			bar.Count += n
		}
		out.Bars[i] = bar
	}
	return out
}
