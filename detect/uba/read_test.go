// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/detect"
	"gambeson/event"
	"gambeson/event/ocsf"
)

// load gives e the OCSF event in doc.
func load(tb testing.TB, e *event.Event, shape *event.Shape, doc string) {
	tb.Helper()
	e.Reset([]byte(doc))
	if err := e.ParseJSON(); err != nil {
		tb.Fatal(err)
	}
	e.OCSF = true
	e.BindShape(shape)
	class, _ := e.Root().Child("class_uid").Int()
	activity, _ := e.Root().Child("activity_id").Int()
	ms, _ := e.Root().Child("time").Int()
	e.Class, e.Activity, e.Time = ocsf.Class(class), uint8(activity), ms*1e6
}

func TestRead(t *testing.T) {
	f := event.NewFields()
	shape := f.OCSFShape()
	r := newReader(f, DefaultConfig())
	if err := f.Freeze(); err != nil {
		t.Fatal(err)
	}
	const logon = `{"class_uid":3002,"activity_id":1,"time":1,"status_id":1,`
	for _, test := range []struct {
		name, format, doc string
		want              *act
	}{
		{"sign-in", "", logon + `"user":{"name":"Mara@Example.org","org":{"ou_name":"Sales"}},"service":{"name":"Mail"},"device":{"uid":"d1"},
			"src_endpoint":{"ip":"::ffff:198.51.100.1","autonomous_system":{"number":3303},"location":{"lat":47.3,"long":8.5,"country":"ch","horizontal_accuracy":5000}}}`,
			&act{Kind: signIn, OK: true, Account: "mara@example.org", User: "Mara@Example.org", Domain: "example.org", Unit: "Sales",
				Address: "198.51.100.1", Device: "d1", Service: "Mail", Country: "CH", Place: &place{47.3, 8.5, 5}, ASN: 3303}},
		{"domain before the name", "", logon + `"user":{"name":"CORP\\Mara"},"service":{"name":"Mail"}}`,
			&act{Kind: signIn, OK: true, Account: "mara@corp", User: `CORP\Mara`, Domain: "corp", Service: "Mail"}},
		{"host log", "windows", logon + `"user":{"name":"mara","domain":"CORP"},"dst_endpoint":{"hostname":"FILES"},"device":{"hostname":"FILES"}}`,
			&act{Kind: signIn, OK: true, Account: "mara@corp", User: "mara", Domain: "corp", Host: "files"}},
		{"a name of every host", "linux", logon + `"user":{"name":"root"},"device":{"hostname":"web1"},"service":{"name":"sshd"}}`,
			&act{Kind: signIn, OK: true, Account: "root@web1", User: "root", Host: "web1", Service: "sshd"}},
		{"from the host itself", "", logon + `"user":{"name":"mara"},"service":{"name":"sshd"},"src_endpoint":{"ip":"127.0.0.1"}}`,
			&act{Kind: signIn, OK: true, Account: "mara", User: "mara", Service: "sshd"}},
		{"through a proxy", "", logon + `"user":{"name":"mara"},"service":{"name":"m"},"src_endpoint":{"proxy_endpoint":{"ip":"192.0.2.1"}}}`,
			&act{Kind: signIn, OK: true, Account: "mara", User: "mara", Service: "m", Proxy: true}},
		{"no place", "", logon + `"user":{"name":"mara"},"service":{"name":"m"},"src_endpoint":{"location":{"lat":0,"long":0}}}`,
			&act{Kind: signIn, OK: true, Account: "mara", User: "mara", Service: "m"}},
		{"API call", "", `{"class_uid":6003,"activity_id":1,"time":1,"status_id":1,"actor":{"user":{"name":"ci","account":{"uid":"111"}}},
			"api":{"operation":"ListUsers","service":{"name":"iam"}}}`,
			&act{Kind: call, OK: true, Account: "ci@111", User: "ci", Domain: "111", Operation: "iam:ListUsers"}},
		{"second factor refused by code", "", `{"class_uid":3002,"activity_id":1,"time":1,"status_id":2,"status_code":"500121","user":{"name":"mara"},"service":{"name":"m"}}`,
			&act{Kind: challenge, MFA: denied, Account: "mara", User: "mara", Service: "m"}},
		{"push approved", "", logon + `"user":{"name":"mara"},"service":{"name":"m"},"auth_factors":[{"factor_type_id":11},{"factor_type_id":5}]}`,
			&act{Kind: signIn, OK: true, MFA: approved, Account: "mara", User: "mara", Service: "m"}},
		{"ticket", "", strings.Replace(logon, `"activity_id":1`, `"activity_id":3`, 1) + `"user":{"name":"mara"},"service":{"name":"krbtgt"}}`,
			&act{Kind: ticket, OK: true, Account: "mara", User: "mara", Service: "krbtgt"}},
		{"a step of Okta's", "okta", strings.NewReplacer(`"activity_id":1`, `"activity_id":6`, `"status_id":1`, `"status_id":2`).Replace(logon) + `"user":{"name":"mara"}}`, nil},
		{"pre-authentication refused", "windows", strings.NewReplacer(`"activity_id":1`, `"activity_id":6`, `"status_id":1`, `"status_id":2`).Replace(logon) + `"user":{"name":"mara"}}`,
			&act{Kind: ticket, Account: "mara", User: "mara"}},
		{"pre-authentication", "windows", strings.Replace(logon, `"activity_id":1`, `"activity_id":6`, 1) + `"user":{"name":"mara"}}`, nil},
		{"logoff", "", strings.Replace(logon, `"activity_id":1`, `"activity_id":2`, 1) + `"user":{"name":"mara"}}`, nil},
		{"no time", "", strings.Replace(logon, `"time":1`, `"time":0`, 1) + `"user":{"name":"mara"}}`, nil},
		{"no outcome", "", strings.Replace(logon, `"status_id":1`, `"status_id":99`, 1) + `"user":{"name":"mara"}}`, nil},
		{"computer account", "", logon + `"user":{"name":"FILES$"}}`, nil},
		{"the system", "", logon + `"user":{"name":"SYSTEM","type_id":3}}`, nil},
		{"service logon", "", logon + `"logon_type_id":5,"user":{"name":"svc"}}`, nil},
		{"no user", "", logon + `"user":{"name":"-"}}`, nil},
		{"another class", "", `{"class_uid":1007,"activity_id":1,"time":1,"status_id":1,"user":{"name":"mara"}}`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := event.New(f)
			load(t, e, shape, test.doc)
			e.Format = test.format
			var got act
			ok := r.read(e, &got)
			if test.want == nil {
				if ok {
					t.Errorf("read as %+v", got)
				}
				return
			}
			if d := cmp.Diff(test.want, &got); !ok || d != "" {
				t.Errorf("%t (-want +got)\n%s", ok, d)
			}
		})
	}
}

// What is kept of a text is bounded, and stays text.
func TestReadLong(t *testing.T) {
	f := event.NewFields()
	shape := f.OCSFShape()
	r := newReader(f, DefaultConfig())
	if err := f.Freeze(); err != nil {
		t.Fatal(err)
	}
	e := event.New(f)
	load(t, e, shape, `{"class_uid":3002,"activity_id":1,"time":1,"status_id":1,"user":{"name":"`+strings.Repeat("é", 4000)+`"}}`)
	var a act
	if !r.read(e, &a) || len(a.User) > maxText || strings.Trim(a.User, "é") != "" {
		t.Errorf("%d bytes: %q", len(a.User), a.User)
	}
}

// An observation that is not the room's changes nothing.
func TestObserveForeign(t *testing.T) {
	r := newRoom(t, DefaultConfig())
	var out detect.Results
	for _, o := range []detect.Observation{{}, {Part: -1}, {Part: 99, Data: []byte(`{}`)}, {Data: []byte(`{"kind":7}`)}, {Data: []byte(`{}`)}} {
		r.Observe(o, &out)
	}
	if r.Held() != 0 || len(out.Findings) != 0 {
		t.Errorf("holds %d, found %d", r.Held(), len(out.Findings))
	}
}
