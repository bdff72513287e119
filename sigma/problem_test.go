// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma_test

import (
	"fmt"
	"strings"
	"testing"

	"gambeson/sigma"
)

// TestProblems shows for every code a rule that has the problem, and where it
// is reported. A detection is indented below its key, on line 5 and on.
func TestProblems(t *testing.T) {
	head := "title: t\nid: 00000000-0000-4000-8000-000000000001\nlogsource: {product: windows}\ndetection:\n"
	sel := func(s string) string { return head + "  s: " + s + "\n  condition: s\n" }
	item := func(s string) string { return sel("{" + s + "}") }
	cond := func(s string) string { return head + "  s: {A: 1}\n  condition: " + s + "\n" }
	for _, c := range []struct{ text, want string }{
		{"a: [", "1:error:yaml-syntax"},
		{"title: t\n\tx: 1", "2:error:yaml-syntax"},
		{"- a", "1:error:not-a-rule"},
		{"title: t", "1:error:not-a-rule"},
		{"title: t\ncorrelation: {}", "2:error:correlation-unsupported"},
		{"title: t\nfilter: {}", "2:error:filter-unsupported"},
		{"action: global", "1:error:collection-unsupported"},
		{"title: t\ndetection: x\nlogsource: {product: windows}", "2:error:bad-detection"},
		{"a: 1\na: 2\ndetection: {}", "2:error:duplicate-key"},
		{"? [a]\n: 1\ndetection: {}", "1:error:bad-key"},
		{head + "  s: {A: 1}", "5:error:missing-condition"},
		{strings.Replace(sel("{A: 1}"), "{product: windows}", "windows", 1), "3:error:bad-logsource"},
		{item("A|contain: x"), "5:error:unknown-modifier"},
		{item("A|: x"), "5:error:unknown-modifier"},
		{item("A|i: x"), "5:error:bad-modifiers"},
		{item("A|re|contains: x"), "5:error:bad-modifiers"},
		{item("A|contains|startswith: x"), "5:error:bad-modifiers"},
		{item("A|contains|contains: x"), "5:error:bad-modifiers"},
		{item("A|contains|base64: x"), "5:error:bad-modifiers"},
		{item("A|base64|wide: x"), "5:error:bad-modifiers"},
		{item("A|cidr|lt: 1"), "5:error:bad-modifiers"},
		{item("A|exists|all: [yes, no]"), "5:error:bad-modifiers"},
		{item("A|cased|re: x"), "5:error:bad-modifiers"},
		{item("'|cidr': 10.0.0.0/8"), "5:error:bad-modifiers"},
		{item("A|re: '('"), "5:error:bad-regexp"},
		{item("A|re: 'a(?=b)'"), "5:error:bad-regexp"},
		{item("A|cidr: 10.0.0.0/33"), "5:error:bad-cidr"},
		{item("A|gt: x"), "5:error:bad-number"},
		{item("A|hour: noon"), "5:error:bad-number"},
		{item("A|exists: maybe"), "5:error:bad-value"},
		{item("A|contains: null"), "5:error:bad-value"},
		{item("A|base64: 'a*'"), "5:error:bad-value"},
		{item("A|base64offset: a"), "5:error:bad-value"},
		{item("A|fieldref: 1"), "5:error:bad-value"},
		{item("A: {B: 1}"), "5:error:bad-value"},
		{item("A: [[1]]"), "5:error:bad-value"},
		{item("A: []"), "5:error:empty-list"},
		{item("A|windash: '-a -b -c -d -e'"), "5:error:too-many-dashes"},
		{sel("[]"), "5:error:empty-selection"},
		{sel("{}"), "5:error:empty-selection"},
		{sel("null"), "5:error:empty-selection"},
		{sel("[null]"), "5:error:bad-value"},
		{sel("[[a]]"), "5:error:bad-selection"},
		{cond("s and"), "6:error:condition-syntax"},
		{cond("(s"), "6:error:condition-syntax"},
		{cond("s)"), "6:error:condition-syntax"},
		{cond("s s"), "6:error:condition-syntax"},
		{cond("''"), "6:error:condition-syntax"},
		{cond("2 of s*"), "6:error:condition-syntax"},
		{cond("all s"), "6:error:condition-syntax"},
		{cond("1 of"), "6:error:condition-syntax"},
		{cond("[]"), "6:error:condition-syntax"},
		{cond("{a: b}"), "6:error:condition-syntax"},
		{cond(strings.Repeat("(", 100) + "s" + strings.Repeat(")", 100)), "6:error:condition-syntax"},
		{cond("s | count() > 5"), "6:error:aggregation"},
		{cond("S"), "6:error:unknown-identifier"},
		{cond("1 of x*"), "6:warning:empty-selector"},
		{cond("s") + "  x: {B: 1}", "7:warning:unused-selection"},
		{cond("s") + "  timeframe: 5m", "7:warning:timeframe"},
		{item("A|all: x"), "5:warning:all-of-one"},
		{item("A|expand: '%x%'"), "5:warning:placeholder"},
		{cond("s") + "level: urgent", "7:warning:unknown-level"},
		{cond("s") + "status: done", "7:warning:unknown-status"},
		{cond("s") + "tags: [attack.t12]", "7:warning:bad-attack-tag"},
		{cond("s") + "tags:\n  - ok.x\n  - BAD", "9:warning:bad-tag"},
		{cond("s") + "author: [a, b]", "7:warning:bad-author"},
		{strings.Replace(cond("s"), "title: t\n", "", 1), "1:warning:missing-title"},
		{strings.Replace(cond("s"), "id:", "uid:", 1), "1:warning:missing-id"},
		{strings.Replace(cond("s"), "{product: windows}", "{definition: x}", 1), "3:warning:missing-logsource"},
		{strings.Replace(cond("s"), "0001", "x", 1), "2:info:bad-id"},
	} {
		set := sigma.Parse("f.yml", []byte(c.text), sigma.Options{})
		var got []string
		for _, p := range set.Problems {
			got = append(got, fmt.Sprintf("%d:%s:%s", p.Line, p.Severity, p.Code))
		}
		if !strings.Contains(" "+strings.Join(got, " ")+" ", " "+c.want+" ") {
			t.Errorf("problems %v, want %s in\n%s", got, c.want, c.text)
		}
		if set.Failed() == (len(set.Rules) > 0) {
			t.Errorf("%d rules with problems %v in\n%s", len(set.Rules), got, c.text)
		}
	}
}

// TestBounds shows that hostile files end soon, in a problem.
func TestBounds(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'k'; c++ {
		bomb += fmt.Sprintf("%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", c, c, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1)
	}
	for name, text := range map[string]string{
		"aliases":   bomb + "detection: *k",
		"itself":    "detection: &d\n  x: *d\n  condition: x",
		"depth":     "detection: " + strings.Repeat("[", 500) + strings.Repeat("]", 500),
		"size":      strings.Repeat("#", 9<<20),
		"documents": strings.Repeat("---\na: 1\n", 11_000),
		"operands":  "detection:\n" + strings.Repeat("  s@: 1\n", 1) + manySelections(2000) + "  condition: " + strings.Repeat("1 of s* or ", 1000) + "s1",
		"spellings": "detection:\n  s: {A|expand: '" + strings.Repeat("%a%", 20) + "'}\n  condition: s",
	} {
		o := sigma.Options{Placeholders: map[string][]string{"a": {"1", "2", "3", "4"}}}
		if set := sigma.Parse("f.yml", []byte(text), o); !set.Failed() {
			t.Errorf("%s: no error", name)
		}
	}
}

func manySelections(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  s%d: {A: %d}\n", i, i)
	}
	return b.String()
}

func TestPlaceholders(t *testing.T) {
	text := "detection:\n  s: {A|expand: 'x%who%\\%no%'}\n  condition: s\nlogsource: {product: windows}"
	set := sigma.Parse("f.yml", []byte(text), sigma.Options{Placeholders: map[string][]string{"who": {"a*", "b"}}})
	if len(set.Rules) != 1 || set.Rules[0].Inactive != "" {
		t.Fatalf("rules %v, problems %v", set.Rules, set.Problems)
	}
	for record, want := range map[string]bool{
		`{"A":"xa1%no%"}`: true, `{"A":"xb%no%"}`: true, `{"A":"xc%no%"}`: false, `{"A":"x%who%%no%"}`: false,
	} {
		if got := matches(t, set.Rules[0], record); got != want {
			t.Errorf("%s: %v, want %v", record, got, want)
		}
	}
	inactive := sigma.Parse("f.yml", []byte(text), sigma.Options{})
	if len(inactive.Rules) != 1 || inactive.Rules[0].Inactive == "" || inactive.Failed() {
		t.Errorf("rules %v, problems %v: want one inactive rule and a warning", inactive.Rules, inactive.Problems)
	}
	if matches(t, ruleOf(t, "s: {A: 1}\ncondition: s"), `{"A":"%who%"}`) {
		t.Error("a rule matches what another asks")
	}
}

func TestVersion(t *testing.T) {
	version := func(text string) string {
		set := sigma.Parse("f.yml", []byte(text), sigma.Options{})
		if len(set.Rules) != 1 {
			t.Fatal(set.Problems)
		}
		return set.Rules[0].Version
	}
	base := version("title: a\nlevel: low\ndetection:\n  s: {A: [x, 1]}\n  condition: s\n")
	same := version("# a comment\nlevel: 'low'\ndetection:\n  condition: s\n  s:\n    A:\n      - \"x\" # here\n      - 1\ntitle: a\n")
	if base != same {
		t.Error("comments, quotes or the order of keys change the version")
	}
	for _, text := range []string{
		"title: a\nlevel: high\ndetection:\n  s: {A: [x, 1]}\n  condition: s\n",
		"title: a\nlevel: low\ndetection:\n  s: {A: [x, '1']}\n  condition: s\n",
		"title: a\nlevel: low\ndetection:\n  s: {A: [1, x]}\n  condition: s\n",
	} {
		if version(text) == base {
			t.Errorf("another rule has the same version:\n%s", text)
		}
	}
}
