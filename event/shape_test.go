// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// values returns the texts of all values of a native field; objects and empty
// lists as JSON.
func values(e *Event, name string) []string {
	var out []string
	for v := e.Get(e.Fields().Native(name)); v.Exists(); v = v.Next() {
		if v.Kind().IsScalar() {
			out = append(out, string(v.Text()))
			continue
		}
		out = append(out, string(v.Node().AppendJSON(nil)))
	}
	return out
}

func TestBindShape(t *testing.T) {
	const doc = `{"winlog":{"event_id":1,"event_data":{"Image":"a.exe","Hashes":["x","y"],"List":[]}},
		"user":[{"name":"one"},{"name":"two"}],"a.b":"literal","a":{"b":"nested"},"Image":"top",
		"annotations":{"k8s.io/x":"dotted"}}`
	f := NewFields()
	s := f.Shape().Flatten("winlog.event_data").Alias("winlog.event_id", "EventID")
	for _, n := range []string{"Image", "Hashes", "List", "EventID", "user.name", "a.b", "user", "winlog.event_id", "annotations.k8s.io/x"} {
		f.Native(n)
	}
	if err := f.Freeze(); err != nil {
		t.Fatal(err)
	}
	e := New(f)
	for range 2 { // a second round sees nothing of the first
		e.Reset([]byte(doc))
		if err := e.ParseJSON(); err != nil {
			t.Fatal(err)
		}
		e.BindShape(s)
		want := map[string][]string{
			"Image": {"a.exe", "top"}, "Hashes": {"x", "y"}, "List": {"[]"}, "EventID": {"1"}, "winlog.event_id": {"1"},
			"user.name": {"one", "two"}, "annotations.k8s.io/x": {"dotted"}, "user": {`{"name":"one"}`, `{"name":"two"}`}, "a.b": {"literal", "nested"},
		}
		for name, w := range want {
			if d := cmp.Diff(w, values(e, name)); d != "" {
				t.Errorf("%s: %s", name, d)
			}
		}
	}
}

// TestFlattenMerges shows that a name with the wrapping's path does not hide
// the flattened names beside it.
func TestFlattenMerges(t *testing.T) {
	f := NewFields()
	s := f.Shape().Flatten("properties").Alias("device.id", "properties.device.id")
	for _, n := range []string{"properties.device.id", "device.id", "device.os"} {
		f.Native(n)
	}
	if err := f.Freeze(); err != nil {
		t.Fatal(err)
	}
	e := New(f)
	e.Reset([]byte(`{"properties":{"device":{"id":"1","os":"x"}}}`))
	if err := e.ParseJSON(); err != nil {
		t.Fatal(err)
	}
	e.BindShape(s)
	for name, want := range map[string][]string{"properties.device.id": {"1"}, "device.id": {"1"}, "device.os": {"x"}} {
		if d := cmp.Diff(want, values(e, name)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
