// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"gambeson/event"
	"gambeson/sigma"
)

// texts are few and alike, so that generated rules match generated events.
func texts() []string {
	return []string{
		"a", "A", "ab", "abc", "b*", "*b", "*bc*", "a?c", `a\*c`, `a\\*`, "a*c", " -x", " /x", "–x y", "5", "10", "5.0", "ä", "Ä", "k", "\u212a", "",
		"long text", "LONG TEXT", "*text*", "g t?xt", "10.0.0.1", "10.0.0.0/8", "fe80::1", "YWJj", "2026-03-02T23:14:07", "-decode", `\cmd.exe`, `C:\cmd.exe`,
	}
}

func genValue(t *rapid.T) any {
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return rapid.IntRange(3, 11).Draw(t, "number")
	case 2:
		return rapid.Bool().Draw(t, "bool")
	case 3:
		return 5.5
	default:
		return rapid.SampledFrom(texts()).Draw(t, "text")
	}
}

func genField(t *rapid.T) string { return rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "field") }

func genModifiers(t *rapid.T) string {
	return rapid.SampledFrom([]string{
		"", "", "", "|contains", "|startswith", "|endswith", "|contains|all", "|cased", "|contains|cased", "|neq", "|windash", "|contains|windash",
		"|re", "|re|i", "|base64", "|base64offset|contains", "|wide|base64", "|lt", "|gte", "|cidr", "|exists", "|fieldref", "|fieldref|contains",
		"|hour", "|minute|gt", "|all",
	}).Draw(t, "modifiers")
}

func genItem(t *rapid.T) (string, any) {
	field, mods := genField(t), genModifiers(t)
	switch mods {
	case "|lt", "|gte", "|hour", "|minute|gt":
		return field + mods, rapid.IntRange(3, 24).Draw(t, "number")
	case "|exists":
		return field + mods, rapid.Bool().Draw(t, "exists")
	case "|cidr":
		return field + mods, rapid.SampledFrom([]string{"10.0.0.0/8", "10.0.0.1", "fe80::/10"}).Draw(t, "net")
	case "|fieldref", "|fieldref|contains":
		return field + mods, genField(t)
	case "|re", "|re|i":
		return field + mods, rapid.SampledFrom([]string{"^a", "b", "a.c$", "long.*xt", "(a|b)c?", "[a-z]{4}"}).Draw(t, "re")
	}
	if rapid.IntRange(0, 2).Draw(t, "list") > 0 {
		return field + mods, genValue(t)
	}
	return field + mods, rapid.SliceOfN(rapid.Custom(genValue), 1, 5).Draw(t, "values")
}

func genMap(t *rapid.T) any {
	m := make(map[string]any)
	for range rapid.IntRange(1, 3).Draw(t, "items") {
		k, v := genItem(t)
		m[k] = v
	}
	return m
}

func genSelection(t *rapid.T) any {
	switch rapid.IntRange(0, 5).Draw(t, "form") {
	case 0:
		return rapid.SliceOfN(rapid.SampledFrom([]string{"abc", "TEXT", "g t", "*b", "10"}), 1, 3).Draw(t, "keywords")
	case 1:
		return map[string]any{"|all": []string{rapid.SampledFrom(texts()).Draw(t, "keyword"), "b"}}
	case 2:
		return []any{genMap(t), genMap(t)}
	default:
		return genMap(t)
	}
}

func genCondition(t *rapid.T, depth int) string {
	if depth == 0 {
		return rapid.SampledFrom([]string{"s_1", "s_2", "o", "1 of s_*", "all of s_*", "1 of them", "all of them"}).Draw(t, "term")
	}
	a, b := genCondition(t, depth-1), genCondition(t, depth-1)
	return rapid.SampledFrom([]string{
		a, "not " + a, "not (" + a + ")", a + " and " + b, a + " or " + b, "(" + a + " or " + b + ") and not " + b, a + " and " + b + " or " + a,
	}).Draw(t, "condition")
}

func genRule(t *rapid.T, id int) []byte {
	text, err := yaml.Marshal(map[string]any{
		"id": fmt.Sprintf("00000000-0000-4000-8000-%012d", id),
		"detection": map[string]any{
			"s_1": genSelection(t), "s_2": genSelection(t), "o": genSelection(t),
			"condition": genCondition(t, rapid.IntRange(0, 3).Draw(t, "depth")),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func genRecord(t *rapid.T) []byte {
	record := make(map[string]any)
	for _, f := range []string{"A", "B", "C"} {
		switch rapid.IntRange(0, 5).Draw(t, "what") {
		case 0:
		case 1:
			record[f] = rapid.SliceOfN(rapid.Custom(genValue), 0, 3).Draw(t, "list")
		default:
			record[f] = genValue(t)
		}
	}
	text, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestGenerated compares the engine with the plain evaluator on sets of
// generated rules, so that predicates are shared between rules, and on
// generated events. What is refused is refused for a reason of its values.
func TestGenerated(t *testing.T) {
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		var rules []*sigma.Rule
		for i := range rapid.IntRange(1, 6).Draw(t, "rules") {
			text := genRule(t, i)
			set := sigma.Parse("f.yml", text, sigma.Options{})
			for _, p := range set.Problems {
				if p.Severity == sigma.Error && !slices.Contains([]string{"bad-value", "bad-number"}, p.Code) {
					t.Fatalf("%s in\n%s", p, text)
				}
			}
			rules = append(rules, set.Rules...)
		}
		accepted += len(rules)
		fields := event.NewFields()
		shape := fields.Shape()
		engine, problems := sigma.Compile(rules, fields, sigma.CompileOptions{})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if err := fields.Freeze(); err != nil {
			t.Fatal(err)
		}
		e, m := event.New(fields), engine.NewMatcher()
		for range 5 {
			raw := genRecord(t)
			e.Reset(raw)
			if err := e.ParseJSON(); err != nil {
				t.Fatal(err)
			}
			e.BindShape(shape)
			compare(t, plainPatterns{}, rules, m.Match(e), raw)
		}
	})
	if accepted < 100 {
		t.Errorf("only %d generated rules were accepted", accepted)
	}
}

// fataler is what testing and rapid have in common.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// compare holds the engine's matches against the plain evaluator's, for rules
// that all meet the record.
func compare(t fataler, c plainPatterns, rules []*sigma.Rule, got []sigma.Match, raw []byte) {
	t.Helper()
	record := plain{}
	var v any
	if err := decode(raw, &v); err != nil {
		t.Fatalf("%v", err)
	}
	record.add("", v)
	for _, r := range rules {
		yes := slices.ContainsFunc(got, func(m sigma.Match) bool { return m.Rule == r })
		if want := c.match(r.Detection, record); yes != want {
			t.Fatalf("rule %s: the engine says %v, the plain evaluator %v, on %s", r.ID, yes, want, raw)
		}
	}
}

// TestNoAllocation shows that an event that matches nothing costs no memory.
func TestNoAllocation(t *testing.T) {
	var rules []*sigma.Rule
	for _, d := range []string{
		"s: {A|contains: [abcd, bcde], B|re: 'x+y', C|cidr: fe80::/10, D|gt: 5.5}\ncondition: s",
		"s: {A: '*a?c*d*', B|fieldref: A, E|hour: 5}\ncondition: s or not s and s",
		"s: [keyword, other]\nt: {F: null}\ncondition: s and not t",
		"s: {C|cidr: [10.0.0.0/8, 'fec0::/10'], B: [one, two, three]}\ncondition: 1 of s*",
	} {
		rules = append(rules, ruleOf(t, d))
	}
	engine, e, shape := jsonEngine(t, rules, sigma.CompileOptions{EventLogSource: true})
	load(t, e, shape, []byte(`{"A":"xabxcxxdä","B":["long value to look at","y"],"C":"2001:db8::7","D":5.50,"E":"2026-01-01T07:00:00","F":1e3,"product":"windows"}`))
	m := engine.NewMatcher()
	if n := testing.AllocsPerRun(100, func() {
		if len(m.Match(e)) > 0 {
			t.Error("the event matches")
		}
	}); n > 0 {
		t.Errorf("%v allocations an event", n)
	}
}

// TestReasons shows what a match says about itself.
func TestReasons(t *testing.T) {
	r := ruleOf(t, "a: {A|contains: [x, y], B: [q, 'r s'], C: null}\nk: [word]\nf: {D: 1}\ncondition: a and k and not f")
	engine, e, shape := jsonEngine(t, []*sigma.Rule{r}, sigma.CompileOptions{EventLogSource: true})
	load(t, e, shape, []byte(`{"A":["n","mYm"],"B":"R S","E":"a Word"}`))
	got := fmt.Sprintf("%+v", engine.NewMatcher().Match(e)[0].Reasons)
	want := "[{Field:A Value:mYm Asked:is *y*} {Field:B Value:R S Asked:is in a list} {Field:C Value: Asked:is missing or null} {Field: Value:a Word Asked:is *word*}]"
	if got != want {
		t.Errorf("reasons %s, want %s", got, want)
	}
}
