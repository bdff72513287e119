// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func load(t testing.TB) *Registry {
	t.Helper()
	r, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRegistryHoldsTheSchema(t *testing.T) {
	r := load(t)
	if r.version != Version {
		t.Errorf("registry.tsv is of version %s, the package of %s", r.version, Version)
	}
	if classes, objects, profiles := len(r.Classes()), len(r.objects), len(r.Profiles()); classes != 83 || objects != 178 || profiles != 14 {
		t.Errorf("got %d classes, %d objects, %d profiles; OCSF 1.8.0 has 83, 178, 14", classes, objects, profiles)
	}
}

func TestEveryClassLoads(t *testing.T) {
	r := load(t)
	for _, c := range r.Classes() {
		if r.Class(c.UID) != c || r.ClassByName(c.Name) != c {
			t.Errorf("%s: not found by its number or name", c.Name)
		}
		if c.UID.Name() != c.Name {
			t.Errorf("%s: the constants call %d %q", c.Name, c.UID, c.UID.Name())
		}
		if c.Category.Name() == "" || c.UID != BaseEvent && c.CategoryCaption == "" {
			t.Errorf("%s: category %d has no name", c.Name, c.Category)
		}
		if c.UID.Category() != c.Category || c.UID.Caption() != c.Caption || c.UID != BaseEvent && c.Category.Caption() != c.CategoryCaption {
			t.Errorf("%s: the constants say category %d, %q, %q", c.Name, c.UID.Category(), c.UID.Caption(), c.Category.Caption())
		}
		for _, name := range []string{"class_uid", "category_uid", "type_uid", "activity_id", "time", "metadata", "severity_id"} {
			if a := c.Attribute(name); a == nil || a.Requirement != Required || len(a.Profiles) > 0 {
				t.Errorf("%s: %s is not required", c.Name, name)
			}
		}
		checkAttributes(t, r, c.Name, c.Attributes())
	}
	for name, o := range r.objects {
		checkAttributes(t, r, name, o.Attributes())
	}
}

func checkAttributes(t *testing.T, r *Registry, owner string, attrs []*Attribute) {
	t.Helper()
	if !slices.IsSortedFunc(attrs, func(a, b *Attribute) int { return strings.Compare(a.Name, b.Name) }) {
		t.Errorf("%s: attributes are not sorted", owner)
	}
	for _, a := range attrs {
		if (a.Type == TypeObject) != (a.Object != "") {
			t.Errorf("%s.%s: type %s with object %q", owner, a.Name, a.Type, a.Object)
		}
		for _, p := range a.Profiles {
			if !slices.Contains(r.Profiles(), p) {
				t.Errorf("%s.%s: profile %q is unknown", owner, a.Name, p)
			}
		}
		if a.Enum != nil && !slices.IsSortedFunc(a.Enum.Values(), func(a, b EnumValue) int { return strings.Compare(a.ID, b.ID) }) {
			t.Errorf("%s.%s: enumeration is not sorted", owner, a.Name)
		}
	}
}

// TestFacts holds single facts against the published schema.
func TestFacts(t *testing.T) {
	r := load(t)
	if got := ProcessActivity.TypeUID(1); got != 100701 {
		t.Errorf("type_uid of a process launch: got %d", got)
	}
	if got := r.Class(ProcessActivity).Attribute("activity_id").Enum.Caption("1"); got != "Launch" {
		t.Errorf("process_activity 1: got %q", got)
	}
	if got := r.Class(WindowsServiceActivity).UID; got != 201004 {
		t.Errorf("windows_service_activity: got %d", got)
	}
	if id, ok := r.Class(BaseEvent).Attribute("severity_id").Enum.ID("Critical"); !ok || id != "5" {
		t.Errorf("severity Critical: got %q", id)
	}
	if a := r.Class(FileActivity).Attribute("device"); a.Requirement != Required || len(a.Profiles) != 0 {
		t.Errorf("file_activity's device is its own and required: got %+v", a)
	}
	if a := r.Class(HTTPActivity).Attribute("device"); !slices.Equal(a.Profiles, []string{"host"}) {
		t.Errorf("http_activity's device is the profile host's: got %+v", a)
	}
	if a := r.Object("process").Attribute("euid"); !slices.Equal(a.Profiles, []string{"linux/linux_users", "macos/macos_users"}) {
		t.Errorf("euid belongs to two profiles: got %+v", a)
	}
	if a := r.Object("observable").Attribute("type_id"); a.Enum.Caption("2") != "IP Address" || a.Enum.Caption("28") != "Registry Key" {
		t.Errorf("observable types: got %q, %q", a.Enum.Caption("2"), a.Enum.Caption("28"))
	}
	if o := r.Object("file"); len(o.Constraints) != 0 {
		t.Errorf("file lifts the constraint it inherits: got %v", o.Constraints)
	}
}

func TestPath(t *testing.T) {
	r := load(t)
	tests := []struct {
		path   string
		kind   Type
		object string
		list   bool
		clean  string
	}{
		{"process.file.path", TypeFilePath, "", false, ""},
		{"metadata.product.name", TypeString, "", false, ""},
		{"src_endpoint.ip", TypeIP, "", false, ""},
		{"process.parent_process.parent_process", TypeObject, "process", false, ""},
		{"unmapped", TypeObject, "object", false, ""},
		{"unmapped.EventData.Image", TypeJSON, "", false, ""},
		{"resources[0].uid", TypeResourceUID, "", true, "resources.uid"},
		{"resources[].uid", TypeResourceUID, "", true, "resources.uid"},
		{"observables.value", TypeString, "", true, ""},
		{"evidences.data.deep", TypeJSON, "", true, ""},
		{"time_dt", TypeDatetime, "", false, ""},
		{"reg_value.path", TypeRegKeyPath, "", false, ""},
		{"time", TypeTimestamp, "", false, ""},
		{"status_id", TypeInteger, "", false, ""},
	}
	for _, test := range tests {
		got, err := r.Path(test.path)
		if err != nil {
			t.Errorf("%s: %v", test.path, err)
			continue
		}
		want := test.clean
		if want == "" {
			want = test.path
		}
		if got.Type != test.kind || got.Object != test.object || got.List != test.list || got.Path != want {
			t.Errorf("%s: got %s %q list=%t path=%s", test.path, got.Type, got.Object, got.List, got.Path)
		}
	}
}

func TestPathUnknown(t *testing.T) {
	r := load(t)
	tests := []struct{ path, want string }{
		{"proces.name", `no "proces" (nearest: "process")`},
		{"process.file.pth", `no "pth" (nearest: "path")`},
		{"Image", `no "Image"`},
		{"process.pid.x", "pid has no attributes (it is integer_t)"},
		{"", "an empty step"},
		{"process..name", "an empty step"},
		{strings.Repeat("a", 1<<20), "no"},
	}
	for _, test := range tests {
		_, err := r.Path(test.path)
		if !errors.Is(err, ErrUnknownPath) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%.40s: got %v, want %s", test.path, err, test.want)
		}
	}
	if _, err := r.PathIn(r.Class(Authentication), "process.name"); !errors.Is(err, ErrUnknownPath) {
		t.Errorf("authentication has no process: got %v", err)
	}
}

func TestParseRefusesDamage(t *testing.T) {
	for _, text := range []string{
		"nonsense", "type\tnew_t\tstring_t", "type\tip_t\tlong_t", "attr\tx\tip_t\t\tmust", "attr\tx\tip_t\t\toptional\t7",
		"class\tx", "class\t1\ta\tA\t1\t\t\t\t\t0", "class\t1\ta\tA\t1\t\t\t\tsome=x", "attr\tx\tobject_t none\t\toptional",
	} {
		if _, err := parse(text); !errors.Is(err, errRegistry) {
			t.Errorf("%q: got %v", text, err)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(registryText)))
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}
