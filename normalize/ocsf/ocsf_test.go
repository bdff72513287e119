// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ocsf

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
	"gambeson/normalize"
	"gambeson/normalize/normalizetest"
)

func TestAccept(t *testing.T) { normalizetest.Accept(t, New) }

func open(tb testing.TB, native, paths []string) (*Format, *event.Event) {
	tb.Helper()
	f := event.NewFields()
	o := New(f)
	for _, name := range native {
		f.Native(name)
	}
	for _, path := range paths {
		f.OCSF(path)
	}
	if err := f.Freeze(); err != nil {
		tb.Fatal(err)
	}
	return o, event.New(f)
}

func parse(tb testing.TB, e *event.Event, doc string) {
	tb.Helper()
	e.Reset([]byte(doc))
	if err := e.ParseJSON(); err != nil {
		tb.Fatal(err)
	}
}

func TestClaim(t *testing.T) {
	o, e := open(t, nil, nil)
	for doc, want := range map[string]normalize.Confidence{
		`{"class_uid":3002,"metadata":{},"activity_id":1}`:   normalize.Sure,
		`{"class_uid":3002,"type_uid":300201}`:               normalize.Likely,
		`{"class_uid":"3002","metadata":{},"activity_id":1}`: normalize.No,
		`{"metadata":{"name":"pod"},"kind":"Pod"}`:           normalize.No,
	} {
		parse(t, e, doc)
		if got := o.Claim(e); got != want {
			t.Errorf("%s: %d, want %d", doc, got, want)
		}
	}
}

// TestPassThrough shows that a record is written as it came, that attributes
// and what a producer did not map are read by their names, and what the header
// is.
func TestPassThrough(t *testing.T) {
	o, e := open(t, []string{"TargetUserName", "user.name", "unmapped.LogonType"}, []string{"user.name", "resources.uid", "class_uid", "device.hostname"})
	parse(t, e, record1)
	if err := o.Read(e); err != nil {
		t.Fatal(err)
	}
	e.Complete()
	if d := cmp.Diff(record1, string(e.AppendOCSF(nil))); d != "" {
		t.Error(d)
	}
	f := e.Fields()
	for _, c := range []struct {
		slot event.Slot
		want string
	}{
		{f.Native("TargetUserName"), "mara"}, {f.Native("unmapped.LogonType"), "3"}, {f.Native("user.name"), "mara"},
		{f.OCSF("user.name"), "mara"}, {f.OCSF("class_uid"), "3002"}, {f.OCSF("resources.uid"), "a"}, {f.OCSF("device.hostname"), "DC01"},
	} {
		if got := string(e.Get(c.slot).Text()); got != c.want {
			t.Errorf("%s: %q, want %q", f.Name(c.slot), got, c.want)
		}
	}
	if got := string(e.Get(f.OCSF("resources.uid")).Next().Text()); got != "b" {
		t.Errorf("second resources.uid: %q", got)
	}
	want := event.Header{
		Sensor: "DC01", Vendor: "Microsoft", Product: "Windows", Channel: "Security", Provider: "Microsoft-Windows-Security-Auditing",
		EventID: 4625, OCSF: true, Time: 1772452951123 * 1e6, Class: 3002, Activity: 1, Severity: event.SeverityInformational,
	}
	if d := cmp.Diff(want, e.Header); d != "" {
		t.Error(d)
	}
}

func TestHeaderBounds(t *testing.T) {
	o, e := open(t, nil, nil)
	for doc, want := range map[string]event.Header{
		`{"class_uid":1,"activity_id":300,"severity_id":99,"time":9223372036854775807}`: {Class: 1, Activity: 99, OCSF: true},
		`{"class_uid":1,"time_dt":"1970-01-01T00:00:01Z"}`:                              {Class: 1, Time: 1e9, OCSF: true},
		`{"class_uid":1,"activity_id":-1,"metadata":{"event_code":"-7"}}`:               {Class: 1, Activity: 99, OCSF: true},
	} {
		parse(t, e, doc)
		if err := o.Read(e); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, e.Header); d != "" {
			t.Errorf("%s: %s", doc, d)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(record1))
	f.Add([]byte(`{"class_uid":1e3,"metadata":{"product":[],"log_name":7},"device":[{"hostname":"x"}],"unmapped":{"unmapped":{}}}`))
	o, e := open(f, []string{"TargetUserName"}, []string{"user.name"})
	f.Fuzz(func(t *testing.T, raw []byte) {
		e.Reset(raw)
		if e.ParseJSON() != nil {
			return
		}
		if err := o.Read(e); err != nil && !errors.Is(err, normalize.ErrMalformed) {
			t.Errorf("not marked as malformed: %v", err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	o, e := open(b, []string{"TargetUserName"}, []string{"user.name", "src_endpoint.ip", "device.hostname"})
	raw := []byte(record1)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		e.Reset(raw)
		if err := e.ParseJSON(); err != nil {
			b.Fatal(err)
		}
		if o.Claim(e) != normalize.Sure {
			b.Fatal("not claimed")
		}
		if err := o.Read(e); err != nil {
			b.Fatal(err)
		}
	}
}

const record1 = `{"class_uid":3002,"class_name":"Authentication","category_uid":3,"activity_id":1,"type_uid":300201,"severity_id":1,` +
	`"time":1772452951123,"status_id":2,"message":"logon failed","metadata":{"version":"1.8.0","uid":"their-own-id","log_name":"Security",` +
	`"log_provider":"Microsoft-Windows-Security-Auditing","event_code":"4625","product":{"name":"Windows","vendor_name":"Microsoft"},` +
	`"profiles":["host"]},"user":{"name":"mara","uid":"S-1-5-21-1","type_id":1},"service":{"name":"NtLmSsp"},` +
	`"src_endpoint":{"ip":"198.51.100.20","port":50122},"device":{"hostname":"DC01","type_id":1},"resources":[{"uid":"a"},{"uid":"b"}],` +
	`"unmapped":{"TargetUserName":"mara","LogonType":"3","WorkstationName":"MARA-LT","nested":{"a":[1,2.50,1e3,null,true]}}}`
