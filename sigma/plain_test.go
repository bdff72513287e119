// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gambeson/sigma"
)

// The plain evaluator: what a rule means, written as simply as possible, to
// compare the engine with. A record is its fields by dotted path.
type plain map[string][]any

// plainPatterns keeps the expressions of patterns, all that is not done anew
// for each question.
type plainPatterns map[*sigma.Item]*regexp.Regexp

func (c plainPatterns) of(it *sigma.Item) *regexp.Regexp {
	if c[it] == nil {
		c[it] = plainPattern(it.Pattern, it.Cased)
	}
	return c[it]
}

func plainRecord(tb testing.TB, raw []byte) plain {
	tb.Helper()
	var v any
	if err := decode(raw, &v); err != nil {
		tb.Fatal(err)
	}
	p := plain{}
	p.add("", v)
	return p
}

func (p plain) add(path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		if path != "" {
			p[path] = append(p[path], v)
			path += "."
		}
		for k, x := range v {
			p.add(path+k, x)
		}
	case []any:
		if len(v) == 0 {
			p[path] = append(p[path], v)
		}
		for _, x := range v {
			p.add(path, x)
		}
	default:
		p[path] = append(p[path], v)
	}
}

// texts returns the values of a field, or all values for "", as text.
func (p plain) texts(field string) []string {
	var out []string
	for name, values := range p {
		if field != "" && name != field {
			continue
		}
		for _, v := range values {
			switch v := v.(type) {
			case string:
				out = append(out, v)
			case bool:
				out = append(out, strconv.FormatBool(v))
			case json.Number:
				out = append(out, plainNumber(v.String()))
			}
		}
	}
	return out
}

func plainNumber(s string) string {
	if i, err := strconv.ParseInt(s, 10, 64); err == nil {
		return strconv.FormatInt(i, 10)
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !strings.ContainsAny(s, ".eE") {
		return s
	}
	if f == float64(int64(f)) && f < 1<<53 && f > -1<<53 {
		return strconv.FormatInt(int64(f), 10)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

func plainMatch(r *sigma.Rule, p plain) bool { return plainPatterns{}.match(r.Detection, p) }

func (c plainPatterns) match(x sigma.Expr, p plain) bool {
	switch x := x.(type) {
	case sigma.And:
		for _, part := range x {
			if !c.match(part, p) {
				return false
			}
		}
		return true
	case sigma.Or:
		for _, part := range x {
			if c.match(part, p) {
				return true
			}
		}
		return false
	case sigma.Not:
		return !c.match(x.X, p)
	case *sigma.Item:
		return c.item(x, p)
	default:
		panic(fmt.Sprintf("no expression: %T", x))
	}
}

func (c plainPatterns) item(it *sigma.Item, p plain) bool {
	values := p.texts(it.Field)
	switch it.Op {
	case sigma.OpNull:
		return len(p[it.Field]) == 0 || slices.ContainsFunc(p[it.Field], func(v any) bool { return v == nil })
	case sigma.OpExists:
		return (len(p[it.Field]) > 0) != it.Absent
	case sigma.OpRegexp:
		return slices.ContainsFunc(values, it.Regexp.MatchString)
	case sigma.OpPattern:
		return slices.ContainsFunc(values, c.of(it).MatchString)
	case sigma.OpCIDR:
		return slices.ContainsFunc(values, func(s string) bool {
			a, err := netip.ParseAddr(s)
			return err == nil && it.Prefix.Contains(a.Unmap())
		})
	case sigma.OpCompare:
		return slices.ContainsFunc(values, func(s string) bool { return plainCompare(it, s) })
	case sigma.OpFieldRef:
		for _, s := range values {
			for _, ref := range p.texts(it.Ref) {
				pattern := sigma.LiteralPattern(ref).At(it.Place)
				if plainPattern(pattern, it.Cased).MatchString(s) {
					return true
				}
			}
		}
		return false
	default:
		panic(fmt.Sprintf("no operation: %d", it.Op))
	}
}

func plainPattern(p sigma.Pattern, cased bool) *regexp.Regexp {
	s := "(?is)^"
	if cased {
		s = "(?s)^"
	}
	for _, t := range p {
		switch t.Kind {
		case sigma.AnyRun:
			s += ".*"
		case sigma.AnyOne:
			s += "."
		case sigma.AnyDash:
			s += "[-/–—―]"
		default:
			s += regexp.QuoteMeta(t.Text)
		}
	}
	return regexp.MustCompile(s + "$")
}

func plainCompare(it *sigma.Item, s string) bool {
	var c int
	if it.Part != sigma.NoPart {
		n, ok := plainPart(s, it.Part)
		if !ok {
			return false
		}
		s = strconv.Itoa(n)
	}
	a, err1 := strconv.ParseFloat(s, 64)
	b, err2 := strconv.ParseFloat(it.Number.String(), 64)
	if err1 != nil || err2 != nil || strings.ContainsAny(s, "xXnN_") {
		return false
	}
	i, err1 := strconv.ParseInt(s, 10, 64)
	j, err2 := strconv.ParseInt(it.Number.String(), 10, 64)
	switch {
	case err1 == nil && err2 == nil && i < j, (err1 != nil || err2 != nil) && a < b:
		c = -1
	case err1 == nil && err2 == nil && i > j, (err1 != nil || err2 != nil) && a > b:
		c = 1
	}
	switch it.Compare {
	case sigma.Less:
		return c < 0
	case sigma.LessEqual:
		return c <= 0
	case sigma.Greater:
		return c > 0
	case sigma.GreaterEqual:
		return c >= 0
	default:
		return c == 0
	}
}

func plainPart(s string, part sigma.Part) (int, bool) {
	var d time.Time
	var err error
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"} {
		if d, err = time.Parse(layout, s[:min(len(s), len(layout))]); err == nil {
			break
		}
	}
	if err != nil {
		n, numErr := strconv.ParseInt(s, 10, 64)
		if numErr != nil || len(s) > 11 {
			return 0, false
		}
		d = time.Unix(n, 0).UTC()
	}
	_, week := d.ISOWeek()
	return map[sigma.Part]int{
		sigma.Minute: d.Minute(), sigma.Hour: d.Hour(), sigma.Day: d.Day(), sigma.Week: week, sigma.Month: int(d.Month()), sigma.Year: d.Year(),
	}[part], true
}

func decode(raw []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(v)
}
