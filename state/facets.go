// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"fmt"
	"slices"

	"gambeson/event"
)

// A FacetField is what findings are counted by.
type FacetField string

// The fields to count by.
const (
	ByRule      FacetField = "rule"
	ByTechnique FacetField = "technique"
	ByEntity    FacetField = "entity"
	BySeverity  FacetField = "severity"
	BySource    FacetField = "source"
	ByState     FacetField = "state"
	ByVerdict   FacetField = "verdict"
	ByAssignee  FacetField = "assignee"
)

// Facets are exact counts of findings by the values of a field.
type Facets struct {
	// Top are the values with the most findings.
	Top []Facet
	// More is how many other values there are, and Rest the sum of their counts.
	More, Rest int
}

// A Facet is one value with how many findings have it. A finding that names
// several values counts for each.
type Facet struct {
	// Kind is that of an entity.
	Kind  string
	Value string
	// Name is the title of a rule's findings.
	Name  string
	Count int
}

// Facets counts the findings that fit by a field, the most frequent values
// first, at most top of them.
func (f *Findings) Facets(ctx context.Context, filter FindingFilter, by FacetField, top int) (Facets, error) {
	where := filter.where()
	var groups string
	switch by {
	case ByTechnique, BySource, ByEntity:
		class := map[FacetField]termClass{ByTechnique: classTechnique, BySource: classSource, ByEntity: classEntity}[by]
		groups = fmt.Sprintf(`SELECT x.term, count(*) AS n FROM findings f CROSS JOIN finding_terms x ON x.seq = f.seq AND x.class = %d
			WHERE %s GROUP BY x.term`, class, where.text)
		groups = "SELECT t.kind AS kind, t.value AS value, '' AS name, n FROM (" + groups + ") g JOIN terms t ON t.id = g.term"
	case ByRule:
		groups = "SELECT '' AS kind, f.rule AS value, max(f.title) AS name, count(*) AS n FROM findings f WHERE " + where.text + " GROUP BY f.rule"
	case BySeverity, ByState, ByVerdict, ByAssignee:
		groups = fmt.Sprintf("SELECT '' AS kind, f.%[1]s AS value, '' AS name, count(*) AS n FROM findings f WHERE %[2]s GROUP BY f.%[1]s", by, where.text)
	default:
		return Facets{}, fmt.Errorf("%w: findings are not counted by %q", ErrInvalid, by)
	}
	where.text = groups
	return topFacets(ctx, f.read, where, top)
}

// topFacets reads groups of kind, value, name and n.
func topFacets(ctx context.Context, db querier, groups query, top int) (Facets, error) {
	groups.text = "SELECT kind, value, name, n, count(*) OVER (), sum(n) OVER () FROM (" + groups.text + ") ORDER BY n DESC, kind, value"
	values, sum := 0, 0
	all, err := collect(ctx, db, groups.limit(top), func(row scanner) (x Facet, err error) {
		err = row.Scan(&x.Kind, &x.Value, &x.Name, &x.Count, &values, &sum)
		return x, err
	})
	if err != nil {
		return Facets{}, err
	}
	out := Facets{Top: all, More: values - len(all), Rest: sum}
	for _, x := range all {
		out.Rest -= x.Count
	}
	return out, nil
}

// A Histogram is exact counts of findings over time.
type Histogram struct {
	// From is where the first bar begins and Width how long each is, in Unix
	// nanoseconds and nanoseconds. From is a multiple of Width.
	From, Width int64
	// Bars are without gaps from the first finding, or the filter's bound, to
	// the last.
	Bars []Bar
	// Total is how many findings they hold.
	Total int
}

// A Bar is the findings of a part of the time, by severity.
type Bar map[event.Severity]int

// MinBars and MaxBars bound how many bars may be asked for.
const (
	MinBars = 8
	MaxBars = 500
)

// Histogram counts the findings that fit over the time that the filter's clock
// reads, in at most bars bars of an even width.
func (f *Findings) Histogram(ctx context.Context, filter FindingFilter, bars int) (Histogram, error) {
	where, column := filter.where(), filter.Clock.column()
	from, to := filter.From, filter.To-1
	if filter.From == 0 || filter.To == 0 {
		var low, high int64
		err := f.read.QueryRowContext(ctx, "SELECT coalesce(min("+column+"), 0), coalesce(max("+column+"), 0) FROM findings f WHERE "+where.text, where.args...).Scan(&low, &high)
		if err != nil {
			return Histogram{}, fmt.Errorf("findings over time: %w", err)
		}
		if filter.From == 0 {
			from = low
		}
		if filter.To == 0 {
			to = max(high, from)
		}
	}
	h := evenBars(from, to, bars)
	type count struct {
		bar, n   int
		severity event.Severity
	}
	q := query{text: "SELECT CAST((" + column + " - ?) / ? AS INTEGER) AS bar, f.severity, count(*) FROM findings f WHERE " + where.text + " GROUP BY 1, 2", args: append([]any{h.From, h.Width}, where.args...)}
	rows, err := collect(ctx, f.read, q, func(row scanner) (x count, err error) {
		err = row.Scan(&x.bar, &x.severity, &x.n)
		return x, err
	})
	if err != nil {
		return Histogram{}, err
	}
	for _, x := range rows {
		if x.bar < 0 || x.bar >= len(h.Bars) { // recorded since the bounds were read
			continue
		}
		if h.Bars[x.bar] == nil {
			h.Bars[x.bar] = Bar{}
		}
		h.Bars[x.bar][x.severity] += x.n
		h.Total += x.n
	}
	return h, nil
}

// evenBars returns empty bars from one time to another, both in it, of the
// smallest even width for which there are surely at most n.
func evenBars(from, to int64, n int) Histogram {
	n = min(max(n, MinBars), MaxBars)
	span := uint64(to) - uint64(from) // what logs say may be centuries apart
	fits := func(w int64) bool { return span/uint64(w)+2 <= uint64(n) }
	const second, day = int64(1e9), 86400 * int64(1e9)
	widths := [...]int64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800}
	width := 7 * day
	if i := slices.IndexFunc(widths[:], func(w int64) bool { return fits(w * second) }); i >= 0 {
		width = widths[i] * second
	}
	for !fits(width) {
		width *= 2
	}
	h := Histogram{From: from - mod(from, width), Width: width}
	h.Bars = make([]Bar, (uint64(to)-uint64(h.From))/uint64(width)+1)
	return h
}

// mod returns how far t is behind the last multiple of w.
func mod(t, w int64) int64 { return (t%w + w) % w }
