// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package okta

import (
	"errors"
	"testing"

	"gambeson/event"
	"gambeson/normalize"
	"gambeson/normalize/normalizetest"
)

func TestAccept(t *testing.T) { normalizetest.Accept(t, New) }

func open(tb testing.TB, extra ...string) (*Format, *event.Event) {
	tb.Helper()
	f := event.NewFields()
	o := New(f)
	for _, name := range extra {
		f.Native(name)
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
	o, e := open(t)
	for doc, want := range map[string]normalize.Confidence{
		`{"eventType":"user.session.start","published":"x","actor":{},"securityContext":{}}`:                                     normalize.Sure,
		`{"eventType":"user.session.start","published":"x","actor":{},"outcome":{}}`:                                             normalize.Likely,
		`{"detail-type":"SystemLog","detail":{"eventType":"user.session.start","published":"x","actor":{},"debugContext":null}}`: normalize.Sure,
		`{"eventType":"AwsApiCall","eventVersion":"1.08","eventSource":"s3.amazonaws.com"}`:                                      normalize.No,
		`{"published":"x","actor":{},"title":"a feed entry"}`:                                                                    normalize.No,
	} {
		parse(t, e, doc)
		if got := o.Claim(e); got != want {
			t.Errorf("%s: %d, want %d", doc, got, want)
		}
	}
}

// TestFields shows that names that rules use find their values, in both
// spellings.
func TestFields(t *testing.T) {
	o, e := open(t, "actor.alternateid", "eventtype", "target.displayName", "target.displayname", "securitycontext.isproxy")
	parse(t, e, record1)
	if err := o.Read(e); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"eventType": {"user.authentication.sso"}, "eventtype": {"user.authentication.sso"}, "actor.alternateid": {"mara@example.org"},
		"target.displayName": {"Payroll", "Mara"}, "target.displayname": {"Payroll", "Mara"}, "securitycontext.isproxy": {"false"},
	} {
		v := e.Get(e.Fields().Native(name))
		for _, w := range want {
			if string(v.Text()) != w {
				t.Errorf("%s: %q, want %q", name, v.Text(), w)
			}
			v = v.Next()
		}
	}
}

func TestClassify(t *testing.T) {
	o, e := open(t)
	for _, c := range []struct {
		name, targets string
		want          what
	}{
		{"user.session.start", `[]`, what{kind: auth, activity: logon}},
		{"user.authentication.auth_via_IDP", `[]`, what{kind: auth, activity: preauth}},
		{"user.mfa.factor.update", `[]`, what{kind: account, activity: other}},
		{"group.application_assignment.add", `[{"type":"UserGroup","id":"g"}]`, what{kind: group, activity: other}},
		{"group.application_assignment.add", `[{"type":"AppInstance","id":"a"}]`, what{kind: entity, activity: 1}},
		{"application.lifecycle.delete", `[{"type":"AppInstance","id":"a"}]`, what{kind: entity, activity: 4}},
		{"application.lifecycle.deactivate", `null`, what{kind: api, activity: 3}},
		{"x", `[1]`, what{kind: api, activity: other}},
	} {
		parse(t, e, `{"target":`+c.targets+`}`)
		if got := o.classify([]byte(c.name), findTargets(e.Root().Child("target"))); got != c.want {
			t.Errorf("%s %s: %+v, want %+v", c.name, c.targets, got, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(record1))
	f.Add([]byte(`{"eventType":"group.x","published":1700000000,"actor":[],"target":[{"type":"UserGroup"},{"type":"User","id":null}],"client":7}`))
	f.Add([]byte(`{"detail-type":0,"detail":{"eventType":"user.mfa.okta_verify","published":"2026-01-01T00:00:00Z","actor":null}}`))
	o, e := open(f)
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
	o, e := open(b)
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

const record1 = `{"actor":{"id":"00umara","type":"User","alternateId":"mara@example.org","displayName":"Mara Example","detailEntry":null},` +
	`"client":{"userAgent":{"rawUserAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0","os":"Windows 10","browser":"CHROME"},` +
	`"zone":"null","device":"Computer","id":null,"ipAddress":"198.51.100.20","geographicalContext":{"city":"Leipzig","state":"Saxony",` +
	`"country":"Germany","postalCode":"04109","geolocation":{"lat":51.3406,"lon":12.3747}}},"device":null,` +
	`"authenticationContext":{"authenticationProvider":null,"credentialProvider":null,"credentialType":null,"issuer":null,` +
	`"authenticationStep":0,"rootSessionId":"idxRoot1","externalSessionId":"idxS1"},"displayMessage":"User single sign on to app",` +
	`"eventType":"user.authentication.sso","outcome":{"result":"SUCCESS","reason":null},"published":"2026-03-02T10:07:11.512Z",` +
	`"securityContext":{"asNumber":64500,"asOrg":"example networks","isp":"example isp","domain":"example.net","isProxy":false},` +
	`"severity":"INFO","debugContext":{"debugData":{"requestId":"aR1","requestUri":"/app/payroll/sso/saml","dtHash":"6b1f0c"}},` +
	`"legacyEventType":"app.auth.sso","transaction":{"type":"WEB","id":"tx007","detail":{}},"uuid":"5d3a0000-0000-11f0-8000-000000000007",` +
	`"version":"0","request":{"ipChain":[{"ip":"198.51.100.20","version":"V4","source":null}]},` +
	`"target":[{"id":"0oa1","type":"AppInstance","alternateId":"unknown","displayName":"Payroll","detailEntry":null},` +
	`{"id":"0ua1","type":"AppUser","alternateId":"mara@example.org","displayName":"Mara","detailEntry":null}]}`
