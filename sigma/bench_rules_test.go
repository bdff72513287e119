// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma_test

import (
	"fmt"
	"slices"
	"testing"

	"gambeson/event"
	"gambeson/sigma"
)

// BenchmarkLoad loads all rules of the corpus and compiles them.
func BenchmarkLoad(b *testing.B) {
	rules := 0
	for b.Loop() {
		set := corpusRules(b)
		engine, _ := sigma.Compile(set.Rules, event.NewFields(), sigma.CompileOptions{})
		rules = engine.Rules()
	}
	b.ReportMetric(float64(rules), "rules")
}

// BenchmarkMatchTenfold matches the structured lane with all rules, and with
// nine variants of each beside it that no event matches.
func BenchmarkMatchTenfold(b *testing.B) {
	rules := corpusRules(b).Rules
	tenfold := slices.Clone(rules)
	for i := range 9 {
		for _, r := range rules {
			v := *r
			v.ID = fmt.Sprintf("%s-%d", r.ID, i)
			if v.Detection = variant(r.Detection, i); v.Detection != nil {
				tenfold = append(tenfold, &v)
			}
		}
	}
	b.Run("once", func(b *testing.B) { benchmarkRules(b, "structured_windows", rules) })
	b.Run("tenfold", func(b *testing.B) { benchmarkRules(b, "structured_windows", tenfold) })
}

// variant returns x with another text wherever it compares with one, so that it
// is false where x was false and nearly always; nil where it compares with none.
func variant(x sigma.Expr, n int) sigma.Expr {
	switch x := x.(type) {
	case sigma.And:
		varied := false
		out := slices.Clone(x)
		for i, part := range x {
			if v := variant(part, n); v != nil {
				out[i], varied = v, true
			}
		}
		if varied {
			return out
		}
	case sigma.Or:
		out := slices.Clone(x)
		for i, part := range x {
			if out[i] = variant(part, n); out[i] == nil {
				return nil
			}
		}
		return out
	case *sigma.Item:
		v := *x
		v.Pattern = slices.Clone(x.Pattern)
		for i := range v.Pattern {
			if t := &v.Pattern[i]; t.Kind == sigma.Literal && len(t.Text) > 1 {
				t.Text = fmt.Sprintf("%s~%d%s", t.Text[:len(t.Text)/2], n, t.Text[len(t.Text)/2:])
				return &v
			}
		}
	}
	return nil
}
