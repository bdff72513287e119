// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSARIF(t *testing.T) {
	var out bytes.Buffer
	r, err := newSARIF(&out)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []note{
		{rule: "b", title: "Second", level: "error", message: "bad", path: "logs/a b.json", line: 3, column: 5, id: "f1"},
		{rule: "a", level: "note", message: "odd", path: "/var/log/x#1.evtx"},
		{rule: "b", title: "Second", level: "error", message: "no place"},
	} {
		if err := r.add(n); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.close(); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatalf("%v\n%s", err, out.Bytes())
	}
	run := got["runs"].([]any)[0].(map[string]any)
	driver := run["tool"].(map[string]any)["driver"].(map[string]any)
	delete(driver, "semanticVersion") // the build's
	type m = map[string]any
	want := m{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json",
		"version": "2.1.0",
		"runs": []any{m{
			"tool": m{"driver": m{"name": "Gambeson", "rules": []any{
				m{"id": "a", "shortDescription": m{"text": "a"}},
				m{"id": "b", "shortDescription": m{"text": "Second"}},
			}}},
			"results": []any{
				m{"ruleId": "b", "level": "error", "message": m{"text": "bad"},
					"partialFingerprints": m{"gambeson/v1": "f1"},
					"locations": []any{m{"physicalLocation": m{
						"artifactLocation": m{"uri": "logs/a%20b.json"}, "region": m{"startLine": 3.0, "startColumn": 5.0}}}}},
				m{"ruleId": "a", "level": "note", "message": m{"text": "odd"},
					"locations": []any{m{"physicalLocation": m{"artifactLocation": m{"uri": "file:///var/log/x%231.evtx"}}}}},
				m{"ruleId": "b", "level": "error", "message": m{"text": "no place"}},
			},
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestSARIFEmpty(t *testing.T) {
	var out bytes.Buffer
	r, err := newSARIF(&out)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.close(); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(out.Bytes()) {
		t.Errorf("not JSON: %s", out.Bytes())
	}
}

func TestJUnit(t *testing.T) {
	var out bytes.Buffer
	err := writeJUnit(&out, []check{
		{suite: "rules/win", name: "a"},
		{suite: "rules/win", name: "b", failures: []string{"line 1: <bad>", "line 2: worse"}},
		{suite: "rules/linux", name: "c", skipped: "placeholder\x1b has no value"},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := xml.Header + `<testsuites tests="3" failures="1">
  <testsuite name="rules/win" tests="2" failures="1" skipped="0">
    <testcase name="a" classname="rules/win"></testcase>
    <testcase name="b" classname="rules/win">
      <failure message="line 1: &lt;bad&gt;">line 1: &lt;bad&gt;&#xA;line 2: worse</failure>
    </testcase>
  </testsuite>
  <testsuite name="rules/linux" tests="1" failures="0" skipped="1">
    <testcase name="c" classname="rules/linux">
      <skipped message="placeholder` + "\ufffd" + ` has no value"></skipped>
    </testcase>
  </testsuite>
</testsuites>
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
