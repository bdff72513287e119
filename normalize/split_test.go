// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package normalize

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
)

func TestSplit(t *testing.T) {
	comma := func(in []byte) (part, rest []byte) {
		part, rest, _ = bytes.Cut(in, []byte(","))
		return part, rest
	}
	f := event.NewFields()
	m := Mapping{Class: 4003, Activity: 1, Fields: []Field{
		{From: "list", To: "app_name", As: Split("parts", comma)},
		{From: "list", To: "answers.rdata", As: SplitItems("parts", comma)},
	}}.Compile(f)
	s := f.Shape()
	if err := f.Freeze(); err != nil {
		t.Fatal(err)
	}
	e := event.New(f)
	e.Reset([]byte(`{"list":"a,,b,"}`))
	if err := e.ParseJSON(); err != nil {
		t.Fatal(err)
	}
	e.BindShape(s)
	m.Apply(e)
	for path, items := range map[string][]int{"app_name": {0}, "answers.rdata": {0, 1}} {
		var got []string
		for v := e.Get(f.OCSF(path)); v.Exists(); v = v.Next() {
			got = append(got, string(v.Text()))
		}
		if d := cmp.Diff([]string{"a", "b"}, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", path, d)
		}
		for _, i := range items {
			if !e.HasItem(f.OCSF(path), i) {
				t.Errorf("%s: nothing in item %d", path, i)
			}
		}
		if e.HasItem(f.OCSF(path), len(items)) {
			t.Errorf("%s: more items than %v", path, items)
		}
	}
}
