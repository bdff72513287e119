// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma_test

import (
	"strings"
	"testing"

	"gambeson/sigma"
)

// ruleOf makes a rule of a detection, whose lines are indented by it.
func ruleOf(tb testing.TB, detection string) *sigma.Rule {
	tb.Helper()
	text := "title: t\nid: 00000000-0000-4000-8000-000000000001\nlogsource:\n  product: windows\ndetection:\n"
	for line := range strings.Lines(strings.TrimSpace(detection) + "\n") {
		text += "  " + line
	}
	set := sigma.Parse("rule.yml", []byte(text), sigma.Options{})
	for _, p := range set.Problems {
		if p.Severity == sigma.Error {
			tb.Fatalf("%s\n%s", p, text)
		}
	}
	if len(set.Rules) != 1 {
		tb.Fatalf("%d rules in\n%s", len(set.Rules), text)
	}
	return set.Rules[0]
}

// matches reports whether the rule matches the record, by the engine, which
// must agree with the plain evaluator.
func matches(t *testing.T, r *sigma.Rule, record string) bool {
	t.Helper()
	engine, e, shape := jsonEngine(t, []*sigma.Rule{r}, sigma.CompileOptions{EventLogSource: true})
	load(t, e, shape, []byte(record))
	got := len(engine.NewMatcher().Match(e)) == 1
	if want := plainMatch(r, plainRecord(t, []byte(record))); got != want {
		t.Errorf("%s on %s: the engine says %v, the plain evaluator %v", r.Detection, record, got, want)
	}
	return got
}

// TestItem covers every modifier and kind of value: what a selection of one
// field matches and what it does not. Records are separated by blanks.
func TestItem(t *testing.T) {
	for _, c := range []struct{ item, yes, no string }{
		{`F: abc`, `{"F":"abc"} {"F":"ABC"} {"F":["x","Abc"]}`, `{"F":"abcd"} {"F":null} {"G":"abc"} {} {"F":["x"]} {"F":{"F":"abc"}}`},
		{`F: 'a*c'`, `{"F":"ac"} {"F":"a\nc"} {"F":"abbc"}`, `{"F":"xac"} {"F":"acx"}`},
		{`F: 'a?c'`, `{"F":"abc"} {"F":"aäc"}`, `{"F":"ac"} {"F":"abbc"}`},
		{`F: 'a\*c'`, `{"F":"a*c"}`, `{"F":"abc"}`},
		{`F: 'a\\*'`, `{"F":"a\\b"} {"F":"A\\"}`, `{"F":"a*"} {"F":"ab"}`},
		{`F: '*'`, `{"F":""} {"F":"x"} {"F":0}`, `{"F":null} {}`},
		{`F: '*a*b?c*'`, `{"F":"xaxbxcx"} {"F":"ABBC"}`, `{"F":"abc"} {"F":"bxca"}`},
		{`F: 'a*?'`, `{"F":"ab"} {"F":"aä"}`, `{"F":"a"}`},
		{`F: '*?ä'`, `{"F":"xÄ"}`, `{"F":"ä"}`},
		{`F: ''`, `{"F":""}`, `{"F":null} {} {"F":" "}`},
		{`F: null`, `{"F":null} {} {"F":["x",null]}`, `{"F":""} {"F":"null"} {"F":[]}`},
		{`F: [a, null]`, `{"F":"a"} {} {"F":null}`, `{"F":""}`},
		{`F: 5`, `{"F":5} {"F":"5"} {"F":5.0} {"F":0.5e1}`, `{"F":"5.0"} {"F":55} {"F":"05"}`},
		{`F: '5'`, `{"F":5} {"F":"5"}`, `{"F":6}`},
		{`F: 0x10`, `{"F":16} {"F":"16"} {"F":"0x10"}`, `{"F":10}`},
		{`F: 9007199254740993`, `{"F":9007199254740993}`, `{"F":9007199254740992}`},
		{`F: true`, `{"F":true} {"F":"True"}`, `{"F":false} {"F":1}`},
		{`F: ÄÖ`, `{"F":"äö"}`, `{"F":"ao"}`},
		{`F: k`, `{"F":"` + "\u212a" + `"}`, `{"F":"c"}`},
		{`F: [a, b, cc]`, `{"F":"B"} {"F":"cc"} {"F":["x","a"]}`, `{"F":"c"} {"F":"abc"}`},
		{`F|contains: b`, `{"F":"abc"} {"F":"B"}`, `{"F":"ac"} {"F":""}`},
		{`F|contains: 'b*d'`, `{"F":"abxda"}`, `{"F":"dxb"}`},
		{`F|contains: ''`, `{"F":""} {"F":"x"}`, `{}`},
		{`F|startswith: ab`, `{"F":"ABC"} {"F":"ab"}`, `{"F":"xab"}`},
		{`F|endswith: '\cmd.exe'`, `{"F":"C:\\CMD.exe"}`, `{"F":"cmd.exe"} {"F":"\\cmd.exe "}`},
		{`F|contains|all: [a, b]`, `{"F":"ba"} {"F":["a","b"]}`, `{"F":"a"} {"F":"b"}`},
		{`F|all: ['*a*', '*b*']`, `{"F":"ab"}`, `{"F":"a"}`},
		{`F|contains: 12`, `{"F":1123} {"F":"x12"}`, `{"F":21}`},
		{`F|cased: aB`, `{"F":"aB"}`, `{"F":"ab"}`},
		{`F|contains|cased: aB`, `{"F":"xaBx"}`, `{"F":"xabx"}`},
		{`F|cased: 'a*B?d'`, `{"F":"axBxd"}`, `{"F":"axbxd"}`},
		{`F|cased: [aB, Cd]`, `{"F":"Cd"}`, `{"F":"cd"}`},
		{`F|neq: a`, `{"F":"b"} {} {"F":null}`, `{"F":"A"} {"F":["b","a"]}`},
		{`F|neq: [a, b]`, `{"F":"c"}`, `{"F":"a"} {"F":"b"}`},
		{`F|neq: 5`, `{"F":6}`, `{"F":5} {"F":5.0}`},
		{`F|exists: true`, `{"F":""} {"F":null} {"F":[]} {"F":{}}`, `{} {"f":1}`},
		{`F|exists: no`, `{}`, `{"F":null} {"F":"x"}`},
		{`F|windash: ' -x'`, `{"F":" -x"} {"F":" /X"} {"F":" –x"} {"F":" —x"} {"F":" ―x"}`, `{"F":" +x"} {"F":" −x"}`},
		{`F|contains|windash: '-f '`, `{"F":"del /F /Q"}`, `{"F":"del f x"}`},
		{`F|re: 'a.c'`, `{"F":"xabcx"}`, `{"F":"ABC"} {"F":"a\nc"}`},
		{`F|re: '^a\d+$'`, `{"F":"a12"} {"F":["b","a1"]}`, `{"F":"a"} {"F":"xa1"}`},
		{`F|re|i: 'a.c'`, `{"F":"ABC"}`, `{"F":"ac"}`},
		{`F|re|s: 'a.c'`, `{"F":"a\nc"}`, `{"F":"ac"}`},
		{`F|re|m: '^b$'`, `{"F":"a\nb\nc"}`, `{"F":"abc"}`},
		{`F|re|i|s: 'a.c'`, `{"F":"A\nC"}`, `{"F":"b"}`},
		{`F|re: ['^long1', 'x{3}']`, `{"F":"long12"} {"F":"axxx"}`, `{"F":"xx"}`},
		{`F|base64: foobar`, `{"F":"Zm9vYmFy"}`, `{"F":"xZm9vYmFy"}`},
		{`F|base64|contains: foobar`, `{"F":"x=Zm9vYmFy;"}`, `{"F":"foobar"}`},
		{`F|base64offset|contains: http://`, `{"F":"aHR0cDovL3g="} {"F":"YWh0dHA6Ly94"} {"F":"YWFodHRwOi8veA=="}`, `{"F":"http://"}`},
		{`F|wide|base64offset|contains: cmd`, `{"F":"YwBtAGQA"}`, `{"F":"Y21k"}`},
		{`F|utf16le|base64: cmd`, `{"F":"YwBtAGQA"}`, `{"F":"AGMAbQBk"}`},
		{`F|utf16be|base64: cmd`, `{"F":"AGMAbQBk"}`, `{"F":"YwBtAGQA"}`},
		{`F|utf16|base64: cmd`, `{"F":"//5jAG0AZAA="}`, `{"F":"YwBtAGQA"}`},
		{`F|lt: 5`, `{"F":4} {"F":"4"} {"F":-1} {"F":4.5}`, `{"F":5} {"F":"x"} {} {"F":null} {"F":""} {"F":"inf"}`},
		{`F|lte: 5`, `{"F":5} {"F":5.0}`, `{"F":5.1}`},
		{`F|gt: 5`, `{"F":6} {"F":"1e3"} {"F":[1,9]}`, `{"F":5}`},
		{`F|gte: 5.5`, `{"F":5.5} {"F":6}`, `{"F":5}`},
		{`F|gt: 9007199254740992`, `{"F":9007199254740993}`, `{"F":9007199254740992}`},
		{`F|cidr: 10.0.0.0/8`, `{"F":"10.1.2.3"} {"F":"::ffff:10.0.0.1"}`, `{"F":"11.0.0.1"} {"F":"10.1.2"} {"F":"x"} {"F":""}`},
		{`F|cidr: ['fe80::/10', '192.0.2.7']`, `{"F":"FE80::1"} {"F":"192.0.2.7"}`, `{"F":"fec0::1"} {"F":"192.0.2.8"}`},
		{`F|fieldref: G`, `{"F":"a","G":"A"} {"F":["x","y"],"G":["y"]} {"F":5,"G":"5"}`, `{"F":"a","G":"b"} {"F":"a"} {} {"F":null,"G":null}`},
		{`F|fieldref|startswith: G`, `{"F":"abc","G":"AB"}`, `{"F":"abc","G":"bc"}`},
		{`F|fieldref|endswith: G`, `{"F":"abc","G":"BC"}`, `{"F":"abc","G":"ab"}`},
		{`F|contains|fieldref: G`, `{"F":"abc","G":"B"}`, `{"F":"abc","G":"x"}`},
		{`F|fieldref|cased: G`, `{"F":"a","G":"a"}`, `{"F":"a","G":"A"}`},
		{`F|fieldref|neq: G`, `{"F":"a","G":"b"} {}`, `{"F":"a","G":"a"}`},
		{`F|hour: 23`, `{"F":"2026-03-02T23:14:07Z"}`, `{"F":"2026-03-02T22:14:07Z"} {"F":"23"}`},
		{`F|hour|gte: 22`, `{"F":"2026-03-02T23:14:07Z"}`, `{"F":"2026-03-02T21:59:59Z"}`},
		{`F|minute: [1, 14]`, `{"F":"2026-03-02 23:14:07"}`, `{"F":"2026-03-02 23:15:07"}`},
		{`F|day: 2`, `{"F":"2026-03-02"}`, `{"F":"2026-03-03"}`},
		{`F|week: 10`, `{"F":"2026-03-02"}`, `{"F":"2026-03-01"}`},
		{`F|month: 3`, `{"F":1772406847}`, `{"F":"2026-04-02"}`},
		{`F|year|lt: 2026`, `{"F":"2025-12-31"}`, `{"F":"2026-01-01"}`},
		{`a.b: x`, `{"a":{"b":"X"}} {"a":[{"b":"y"},{"b":"x"}]}`, `{"a":"x"}`},
	} {
		r := ruleOf(t, "sel:\n  "+c.item+"\ncondition: sel")
		for _, record := range split(c.yes) {
			if !matches(t, r, record) {
				t.Errorf("%s does not match %s", c.item, record)
			}
		}
		for _, record := range split(c.no) {
			if matches(t, r, record) {
				t.Errorf("%s matches %s", c.item, record)
			}
		}
	}
}

// split separates records at the blanks between closing and opening braces.
func split(records string) []string {
	list := strings.Split(records, "} {")
	for i := range list {
		if i > 0 {
			list[i] = "{" + list[i]
		}
		if i < len(list)-1 {
			list[i] += "}"
		}
	}
	return list
}

// TestSelection covers the forms of search identifiers.
func TestSelection(t *testing.T) {
	for _, c := range []struct{ selection, yes, no string }{
		{"{A: x, B: y}", `{"A":"x","B":"y"}`, `{"A":"x"} {"B":"y"}`},
		{"[{A: x}, {B: y}]", `{"A":"x"} {"B":"y"}`, `{"A":"y"}`},
		{"[{A: x, C: z}, {B: y}]", `{"A":"x","C":"z"} {"B":"y"}`, `{"A":"x"}`},
		{"[evil, svc*x]", `{"A":"so EVIL"} {"B":{"C":["a svc-x b"]}}`, `{"evil":"good"} {"A":"svc"}`},
		{"evil", `{"A":"evil"}`, `{"A":"good"}`},
		{"[4688]", `{"A":14688}`, `{"A":4689}`},
		{"{'|all': [a1, b2]}", `{"A":"xa1","B":"b2x"} {"A":"a1b2"}`, `{"A":"a1"}`},
		{"{'|re': 'a\\d'}", `{"A":"xa1"}`, `{"A":"a"}`},
		{"{'|startswith': a1}", `{"A":"a1x"}`, `{"A":"xa1"}`},
		{"[{'|contains|all': [a1, b2]}, word]", `{"A":"a1b2"} {"A":"words"}`, `{"A":"a1"}`},
		{"[word, {A: x}]", `{"A":"x"} {"B":"word"}`, `{"B":"x"}`},
	} {
		r := ruleOf(t, "sel: "+c.selection+"\ncondition: sel")
		for _, record := range split(c.yes) {
			if !matches(t, r, record) {
				t.Errorf("%s does not match %s", c.selection, record)
			}
		}
		for _, record := range split(c.no) {
			if matches(t, r, record) {
				t.Errorf("%s matches %s", c.selection, record)
			}
		}
	}
}

// TestCondition covers the forms of conditions over a, b and two identifiers
// that start alike, on which of them are true.
func TestCondition(t *testing.T) {
	detection := "a: {A: 1}\nb: {B: 1}\nx_1: {X: 1}\nx_2: {Y: 1}\n_h: {H: 1}\ncondition: "
	for _, c := range []struct{ condition, yes, no string }{
		{"a", "A", "B -"},
		{"not a", "B -", "A"},
		{"not not a", "A", "B -"},
		{"a and b", "AB", "A B -"},
		{"a or b", "A B AB", "- X"},
		{"a or b and x_1", "A BX ABX", "B X -"},
		{"(a or b) and x_1", "AX BX", "A B X"},
		{"not a and b", "B", "AB A -"},
		{"not (a and b)", "A B -", "AB"},
		{"a AND NOT b", "A", "AB B"},
		{"1 of x_*", "X Y", "A -"},
		{"any of x_*", "X Y", "A -"},
		{"all of x_*", "XY", "X Y"},
		{"1 of them", "A B X Y", "H -"},
		{"all of them", "ABXY ABXYH", "ABX"},
		{"1 of _*", "H", "A"},
		{"not 1 of x_*", "A -", "X Y XY"},
		{"1 of *_1", "X", "Y A"},
		{"a and 1 of x_* or b", "AX B", "A X"},
		{"1 of nothing*", "", "A -"},
		{"not all of nothing*", "A -", ""},
		{"[a, b and x_1]", "A BX", "B X"},
		{"((a))", "A", "B"},
	} {
		r := ruleOf(t, detection+c.condition)
		for word := range strings.FieldsSeq(c.yes) {
			if !matches(t, r, truth(word)) {
				t.Errorf("%q is false where %s are true", c.condition, word)
			}
		}
		for word := range strings.FieldsSeq(c.no) {
			if matches(t, r, truth(word)) {
				t.Errorf("%q is true where only %s are", c.condition, word)
			}
		}
	}
}

func truth(word string) string {
	var parts []string
	for _, c := range strings.Trim(word, "-") {
		parts = append(parts, `"`+string(c)+`":1`)
	}
	return "{" + strings.Join(parts, ",") + "}"
}
