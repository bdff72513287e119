// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// launch is a valid process_activity event with as little as the schema asks for, and more.
const launch = `{
	"class_uid": 1007, "category_uid": 1, "activity_id": 1, "type_uid": 100701, "severity_id": 1,
	"time": 1732450000123,
	"class_name": "Process Activity", "category_name": "System Activity", "type_name": "Process Activity: Launch",
	"activity_name": "Launch", "severity": "Informational",
	"metadata": {"version": "1.8.0", "product": {"name": "Sysmon", "vendor_name": "Microsoft"}, "profiles": ["host"]},
	"device": {"type_id": 2, "type": "Desktop", "hostname": "ws1", "ip": "10.0.0.1", "mac": "00:1b:44:11:3a:b7"},
	"actor": {"process": {"pid": 4}},
	"process": {"pid": 42, "name": "cmd.exe", "cmd_line": "cmd /c dir",
		"file": {"name": "cmd.exe", "type_id": 1, "type": "Regular File"},
		"parent_process": {"pid": 41, "parent_process": {"pid": 40}}},
	"observables": [{"name": "process.file.name", "type_id": 7, "type": "File Name", "value": "cmd.exe"}],
	"unmapped": {"EventData": {"Image": 1, "x": [null, {}]}}
}`

// request is a valid http_activity event, with lists of enumerations, a port, floats and a location.
const request = `{
	"class_uid": 4002, "category_uid": 4, "activity_id": 3, "type_uid": 400203, "severity_id": 1, "time": 1732450000123,
	"metadata": {"version": "1.8.0", "product": {"name": "nginx"}},
	"src_endpoint": {"ip": "192.0.2.1", "port": 65535, "location": {"country": "DE", "lat": 52.5, "long": 13}},
	"http_request": {"http_method": "GET", "url": {"path": "/", "categories": ["Hacking", "ours"], "category_ids": [17, 99]}}
}`

// edit sets or, with nil, removes a dotted path in an event; the path's objects are made where absent.
func edit(t testing.TB, doc, path string, value any) string {
	t.Helper()
	var event map[string]any
	d := json.NewDecoder(strings.NewReader(doc))
	d.UseNumber()
	if err := d.Decode(&event); err != nil {
		t.Fatal(err)
	}
	names := strings.Split(path, ".")
	at := event
	for _, name := range names[:len(names)-1] {
		next, ok := at[name].(map[string]any)
		if !ok {
			next = map[string]any{}
			at[name] = next
		}
		at = next
	}
	last := names[len(names)-1]
	if value == nil {
		delete(at, last)
	} else {
		at[last] = value
	}
	text, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func lines(problems []Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, p.Path+" "+string(p.Code))
	}
	return out
}

// raw is JSON text put into an event as it is.
type raw = json.RawMessage

func TestValidEvents(t *testing.T) {
	r := load(t)
	if got := r.Lint([]byte(launch)); len(got) != 0 {
		t.Fatalf("the plain event: %v", got)
	}
	for _, test := range []struct {
		path  string
		value any
	}{
		{"process.name", raw(`null`)},
		{"unmapped", raw(`{}`)},
		{"device.risk_score", 5},
		{"device.ip", "fe80::1%eth0"},
		{"device.hostname", "*"},
		{"process.working_directory", ""},
		{"metadata.uid", "no form"},
		{"metadata.version", "1.8.0-dev"},
		{"metadata.profiles", raw(`[]`)},
		{"metadata.profiles", raw(`["host", "datetime", "linux/linux_users", "container"]`)},
		{"time", raw(`-1`)},
		{"enrichments", raw(`[{"name": "n", "value": "v", "data": [1, {"any": null}]}]`)},
		{"enrichments", raw(`[]`)},
		{"observables", raw(`[{"name": "process.parent_process.pid", "type_id": 15}, {"name": "observables[0].value", "type_id": 0}]`)},
		{"observables", raw(`[{"name": "unmapped.EventData.Image", "type_id": 99}]`)},
		{"process.xattributes", raw(`{"any": {"thing": [1]}}`)},
		{"process.hosted_services", raw(`[{"name": "s", "service_type_id": 1}]`)},
		{"status_id", raw(`99`)},
	} {
		if got := r.Validate([]byte(edit(t, launch, test.path, test.value))); len(got) != 0 {
			t.Errorf("%s = %s: %v", test.path, test.value, got)
		}
	}
}

func TestValidateEachCode(t *testing.T) {
	r := load(t)
	for _, test := range []struct {
		path  string
		value any
		want  string // paths and codes, divided by commas
	}{
		{"class_uid", nil, "class_uid required"},
		{"class_uid", "1007", "class_uid type"},
		{"class_uid", 1, "class_uid class_unknown"},
		{"class_uid", raw(`1007.5`), "class_uid class_unknown"},
		{"class_uid", raw(`99999999999999999999`), "class_uid class_unknown"},

		{"proces", raw(`{}`), "proces attribute_unknown"},
		{"process.Image", "x", "process.Image attribute_unknown"},
		{"process.\n", "x", `process."\n" attribute_unknown`},
		{"cloud.provider", "AWS", "cloud profile_missing"},
		{"time_dt", "2024-11-24T12:00:00Z", "time_dt profile_missing"},
		{"process.euid", 0, "process.euid profile_missing"},
		{"metadata.profiles", raw(`["host", "hosts"]`), "metadata.profiles[1] profile_unknown"},
		{"metadata.profiles", raw(`["cloud"]`), "cloud required"},

		{"message", 1, "message type"},
		{"is_alert", 1, "is_alert profile_missing"},
		{"process.pid", "42", "process.pid type"},
		{"process.pid", raw(`42.0`), "process.pid type"},
		{"process.pid", raw(`1e3`), "process.pid type"},
		{"process", "cmd.exe", "process type"},
		{"process.file.is_system", "true", "process.file.is_system type"},
		{"observables", raw(`["x"]`), "observables[0] type"},
		{"observables", raw(`[null]`), "observables[0] type"},
		{"metadata.labels", raw(`["a", 1]`), "metadata.labels[1] type"},

		{"observables", raw(`{"name": "x"}`), "observables array"},
		{"metadata.labels", "a", "metadata.labels array"},
		{"process", raw(`[{"pid": 1}]`), "process array"},
		{"message", raw(`[]`), "message array"},

		{"metadata", nil, "metadata required"},
		{"metadata.product", raw(`null`), "metadata.product required"},
		{"time", nil, "time required"},
		{"process.file.type_id", nil, "process.file.type_id required"},
		{"observables", raw(`[{"name": "time"}]`), "observables[0].type_id required"},

		{"severity_id", 7, "severity_id enum"},
		{"category_uid", 2, "category_uid enum"},
		{"device.type_id", raw(`-0`), "device.type_id enum"},
		{"observables", raw(`[{"type_id": 2}, {"type_id": 4711}]`), "observables[1].type_id enum"},

		{"type_uid", 100702, "type_uid type_uid"},
		{"activity_id", 98, "activity_id enum,type_uid type_uid"},

		{"process", raw(`{"name": "cmd.exe"}`), "process constraint"},
		{"process.parent_process", raw(`{"pid": null}`), "process.parent_process constraint"},

		{"device.ip", "10.0.0.256", "device.ip format"},
		{"device.ip", "", "device.ip format"},
		{"device.mac", "001b44113ab7", "device.mac format"},
		{"device.subnet", "10.0.0.0", "device.subnet format"},
		{"src_url", "x", "src_url attribute_unknown"},

		{"metadata.version", "1.9.0", "metadata.version version"},
		{"metadata.version", "one", "metadata.version version"},
		{"device.ip", strings.Repeat("1", 41), "device.ip range"},
		{"time", raw(`99999999999999999999`), "time range"},
		{"observables", raw(`[{"name": "src_endpoint.ip", "type_id": 2}]`), "observables[0].name observable"},
		{"observables", raw(`[{"name": "cloud.region", "type_id": 2}]`), "observables[0].name observable"},
	} {
		got := lines(r.Validate([]byte(edit(t, launch, test.path, test.value))))
		if want := strings.Split(test.want, ","); !slices.Equal(got, want) {
			t.Errorf("%s = %s:\n got %q\nwant %q", test.path, test.value, got, want)
		}
	}
}

func TestValidateRequest(t *testing.T) {
	r := load(t)
	if got := r.Lint([]byte(request)); len(got) != 0 {
		t.Fatalf("the plain event: %v", got)
	}
	for _, test := range []struct {
		path  string
		value any
		want  string
	}{
		{"src_endpoint", nil, ""}, // the class replaces the constraint of what it extends
		{"http_request", nil, " constraint"},
		{"src_endpoint.port", raw(`65536`), "src_endpoint.port range"},
		{"src_endpoint.port", raw(`-1`), "src_endpoint.port range"},
		{"src_endpoint.location.lat", raw(`1e999`), "src_endpoint.location.lat range"},
		{"src_endpoint.location.lat", "52.5", "src_endpoint.location.lat type"},
		{"http_request.http_method", "FETCH", "http_request.http_method enum"},
		{"http_request.url.category_ids", raw(`[17, 2]`), "http_request.url.category_ids[1] enum"},
	} {
		got := strings.Join(lines(r.Validate([]byte(edit(t, request, test.path, test.value)))), ",")
		if got != test.want {
			t.Errorf("%s = %s: got %q, want %q", test.path, test.value, got, test.want)
		}
	}
}

func TestValidateText(t *testing.T) {
	r := load(t)
	for _, doc := range []string{"", "[]", "null", "{", launch + "{}", launch + "x", strings.Repeat(`[`, 20_000)} {
		if got := r.Validate([]byte(doc)); len(got) != 1 || got[0].Code != CodeJSON {
			t.Errorf("%.20q: got %v", doc, got)
		}
	}
}

func TestConstraints(t *testing.T) {
	r := load(t)
	startup := `{"startup_item": {"name": "x", "start_type_id": 1, "type_id": 1%s}}`
	for _, test := range []struct {
		extra string
		want  bool
	}{
		{``, true},
		{`, "job": {}`, false},
		{`, "job": {}, "process": null`, false},
		{`, "job": {}, "process": {"pid": 1}`, true},
	} {
		var values map[string]any
		doc := fmt.Sprintf(startup, test.extra)
		if err := json.Unmarshal([]byte(doc), &values); err != nil {
			t.Fatal(err)
		}
		v := &validator{r: r}
		item, _ := values["startup_item"].(map[string]any)
		v.constraints(item, r.Object("startup_item").Constraints, nil)
		if got := len(v.problems) > 0; got != test.want {
			t.Errorf("%s: got %v", doc, v.problems)
		}
	}
}

func TestConstraintOverDottedPaths(t *testing.T) {
	r := load(t)
	for _, test := range []struct {
		device any
		want   int
	}{
		{map[string]any{"os": map[string]any{"version": "1"}}, 0},
		{map[string]any{"os": map[string]any{}}, 1},
		{"text", 1},
		{nil, 1},
	} {
		v := &validator{r: r}
		v.constraints(map[string]any{"device": test.device}, r.Class(PatchState).Constraints, nil)
		if len(v.problems) != test.want {
			t.Errorf("device %v: got %v", test.device, v.problems)
		}
	}
}

func TestWellFormed(t *testing.T) {
	for _, test := range []struct {
		kind Type
		text string
		want bool
	}{
		{TypeDatetime, "2024-09-10T23:20:50.520Z", true},
		{TypeDatetime, "2024-09-10 23:20:50.520789z", true},
		{TypeDatetime, "2024-09-10T23:59:60+01:00", true},
		{TypeDatetime, "2024-13-10T23:20:50Z", false},
		{TypeDatetime, "2024-09-10", false},
		{TypeUUID, "123e4567-e89b-12d3-a456-426614174000", true},
		{TypeUUID, "{123e4567-e89b-12d3-a456-426614174000}", true},
		{TypeUUID, "123e4567", false},
		{TypeEmail, "a@b", true},
		{TypeEmail, "a", false},
		{TypeByteString, "", true},
		{TypeByteString, "aGk=", true},
		{TypeByteString, "_-8=", true},
		{TypeByteString, "+_8=", false},
		{TypeByteString, "aGk", false},
		{TypeSubnet, "2001:db8::/32", true},
		{TypeIP, " 10.0.0.1 ", true},
		{TypeHostname, "what ever", true},
		{TypeURL, "what ever", true},
	} {
		if got := wellFormed(test.kind, test.text); got != test.want {
			t.Errorf("%s %q: got %t", test.kind, test.text, got)
		}
	}
}

func TestLint(t *testing.T) {
	r := load(t)
	for _, test := range []struct {
		path  string
		value any
		want  string
	}{
		{"severity", "High", "severity sibling"},
		{"severity_id", 99, ""},
		{"status_id", 99, "status sibling"},
		{"class_name", "process_activity", "class_name sibling"},
		{"category_name", "System", "category_name sibling"},
		{"type_name", "Launch", "type_name sibling"},
		{"device.type", "Laptop", "device.type sibling"},
		{"metadata.version", "1.1.0", "metadata.version version"},
	} {
		got := lines(r.Lint([]byte(edit(t, launch, test.path, test.value))))
		if strings.Join(got, ",") != test.want {
			t.Errorf("%s = %v: got %q, want %q", test.path, test.value, got, test.want)
		}
		if got := r.Validate([]byte(edit(t, launch, test.path, test.value))); len(got) != 0 {
			t.Errorf("%s = %v: Validate reports what only Lint does: %v", test.path, test.value, got)
		}
	}
}

func TestLintRequest(t *testing.T) {
	r := load(t)
	for _, test := range []struct {
		path  string
		value any
		want  string
	}{
		{"http_request.url.categories", raw(`["Hacking"]`), "http_request.url.categories sibling"},
		{"http_request.url.categories", raw(`["Email", "ours"]`), "http_request.url.categories[0] sibling"},
		{"http_request.url.categories", raw(`["Hacking", ""]`), "http_request.url.categories[1] sibling"},
		{"http_request.user_agent", "x", ""},
	} {
		got := strings.Join(lines(r.Lint([]byte(edit(t, request, test.path, test.value)))), ",")
		if got != test.want {
			t.Errorf("%s = %s: got %q, want %q", test.path, test.value, got, test.want)
		}
	}
}

// TestLintDeprecated finds each kind of thing that the schema deprecates, in the registry itself, and uses one of it.
func TestLintDeprecated(t *testing.T) {
	r := load(t)
	for _, test := range []struct{ path, value, want string }{
		{"class_uid", `4011`, "class_uid"},
		{"finding_info.attacks", `[{"technique": {"uid": "T1059"}, "tactics": [{"uid": "TA0002"}]}]`, "finding_info.attacks[0].tactics"},
		{"evidences", `[{"reg_value": {"name": "n", "path": "p", "type_id": 9}}]`, "evidences[0].reg_value.type_id"},
		{"finding", `{"title": "t", "uid": "u"}`, "finding"},
		{"message", `"m"`, ""},
	} {
		class := "2004"
		if test.path == "finding" {
			class = "2001"
		}
		doc := `{"class_uid": ` + class + `, "metadata": {"version": "1.8.0", "product": {"name": "x"}}}`
		got := lines(r.Lint([]byte(edit(t, doc, test.path, raw(test.value)))))
		if want := test.want + " deprecated"; slices.Contains(got, want) != (test.want != "") {
			t.Errorf("%s = %s: got %q, want %q", test.path, test.value, got, want)
		}
	}
}

// TestBounds holds the limits on depth and on the number of problems.
func TestBounds(t *testing.T) {
	r := load(t)
	deep := raw(strings.Repeat(`{"pid":1,"parent_process":`, 5000) + `{"pid":1}` + strings.Repeat(`}`, 5000))
	got := r.Validate([]byte(edit(t, launch, "process", deep)))
	if len(got) != 1 || got[0].Code != CodeDepth {
		t.Errorf("deep: got %d problems, first %.200v", len(got), got[:min(1, len(got))])
	}
	many := map[string]int{}
	for i := range 5000 {
		many[fmt.Sprintf("x%d", i)] = i
	}
	if got := r.Validate([]byte(edit(t, launch, "process", many))); len(got) != MaxProblems {
		t.Errorf("many: got %d problems", len(got))
	}
}

func FuzzValidate(f *testing.F) {
	r := load(f)
	for _, seed := range []string{
		launch, `{}`, `{"class_uid":0}`, `{"class_uid":2004,"finding_info":{"analytic":[]},"metadata":{"profiles":["cloud",1]}}`,
		`{"class_uid":4003,"query":{"type_id":null},"observables":[{"name":"[[].["}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		problems := r.Validate(doc)
		advised := r.Lint(doc)
		if len(problems) > MaxProblems || len(advised) < len(problems) && len(advised) < MaxProblems {
			t.Errorf("%d problems, with advice %d", len(problems), len(advised))
		}
		for _, p := range problems {
			if p.Code == "" || p.Message == "" || len(p.String()) > 10_000 {
				t.Errorf("problem %.200v", p)
			}
		}
	})
}

func FuzzPath(f *testing.F) {
	r := load(f)
	f.Add("process.file.path")
	f.Add("resources[0].uid")
	f.Fuzz(func(t *testing.T, path string) {
		field, err := r.Path(path)
		if err == nil && field.Attribute == nil {
			t.Error("neither field nor error")
		}
	})
}

func BenchmarkValidate(b *testing.B) {
	r := load(b)
	b.ReportAllocs()
	b.SetBytes(int64(len(launch)))
	for b.Loop() {
		if got := r.Validate([]byte(launch)); len(got) != 0 {
			b.Fatal(got)
		}
	}
}

func BenchmarkPath(b *testing.B) {
	r := load(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Path("process.parent_process.file.path"); err != nil {
			b.Fatal(err)
		}
	}
}
