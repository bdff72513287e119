// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma_test

import (
	"strings"
	"testing"

	"gambeson/sigma"
)

// FuzzParse shows that no file makes parsing panic or take long, that problems
// have a place, and that what is accepted compiles and is evaluated as the
// plain evaluator does.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		string(ruleText(idA, "[a, null, 5, '*x?']")),
		"detection:\n  s: {A|contains|windash: ' -x', B|re|i: a+, C|cidr: 10.0.0.0/8, D|gte: 5, E|fieldref: F}\n  k: [x, {'|all': [a, b]}]\n  condition: 1 of s* and not k\n",
		"detection: &a {x: *a}\n", "---\n---\na: b\n...\n", "correlation: {}\n---\nfilter: {}\n",
		"detection:\n  s: {A|wide|base64offset|contains: cmd, B|hour|lt: 9, C|exists: no, D|expand: '%x%'}\n  condition: [s, not s]\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		set := sigma.Parse("f.yml", data, sigma.Options{})
		for _, p := range set.Problems {
			if p.Line < 1 || p.Column < 0 || p.Code == "" || p.Message == "" {
				t.Errorf("problem without place or words: %+v", p)
			}
		}
		record := `{"A":"a","B":["b",null],"C":"10.1.2.3","D":7,"E":{"F":"x"}}`
		for _, r := range set.Rules {
			if strings.Contains(string(data), ".") || r.Inactive != "" {
				continue // dotted names reach into objects
			}
			matches(t, r, record)
		}
	})
}

// FuzzCondition puts the condition under fuzzing into a rule.
func FuzzCondition(f *testing.F) {
	for _, seed := range []string{
		"a", "a and not b", "1 of x_*", "all of them", "(a or b) and (not x_1 or x_2)", "any of *", "not not a", "a | count() > 5", "((", "1 of", "NOT a",
	} {
		f.Add(seed)
	}
	head := "detection:\n  a: {A: 1}\n  b: {B: 1}\n  x_1: {C: 1}\n  x_2: {D: 1}\n  _h: {E: 1}\n  condition: '"
	f.Fuzz(func(t *testing.T, condition string) {
		text := head + strings.ReplaceAll(condition, "'", "''") + "'\n"
		set := sigma.Parse("f.yml", []byte(text), sigma.Options{})
		if !set.Failed() && len(set.Rules) != 1 {
			t.Fatalf("%q: neither refused nor accepted", condition)
		}
		for _, r := range set.Rules {
			for _, record := range []string{`{}`, `{"A":1}`, `{"B":1,"C":1}`, `{"A":1,"B":1,"C":1,"D":1}`, `{"D":1,"E":1}`} {
				matches(t, r, record)
			}
		}
	})
}
