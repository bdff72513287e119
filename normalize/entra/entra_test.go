// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package entra

import (
	"errors"
	"slices"
	"testing"

	"gambeson/event"
	"gambeson/normalize"
	"gambeson/normalize/normalizetest"
)

func TestAccept(t *testing.T) { normalizetest.Accept(t, New) }

func open(tb testing.TB, extra ...string) (*Format, *event.Event) {
	tb.Helper()
	f := event.NewFields()
	a := New(f)
	for _, name := range extra {
		f.Native(name)
	}
	if err := f.Freeze(); err != nil {
		tb.Fatal(err)
	}
	return a, event.New(f)
}

func parse(tb testing.TB, e *event.Event, doc string) {
	tb.Helper()
	e.Reset([]byte(doc))
	if err := e.ParseJSON(); err != nil {
		tb.Fatal(err)
	}
}

func TestClaim(t *testing.T) {
	a, e := open(t)
	for doc, want := range map[string]normalize.Confidence{
		`{"category":"SignInLogs","properties":{}}`:                                           normalize.Sure,
		`{"Type":"SigninLogs","TimeGenerated":"2026-01-01T00:00:00Z"}`:                        normalize.Sure,
		`{"createdDateTime":"x","appId":"a","clientAppUsed":"Browser"}`:                       normalize.Sure,
		`{"activityDateTime":"x","initiatedBy":{},"targetResources":[]}`:                      normalize.Sure,
		`{"category":"Administrative","operationName":"MICROSOFT.COMPUTE/X","properties":{}}`: normalize.No,
		`{"category":"SignInLogs"}`:                                                           normalize.No,
		`{"Type":"Event","createdDateTime":"x"}`:                                              normalize.No,
	} {
		parse(t, e, doc)
		if got := a.Claim(e); got != want {
			t.Errorf("%s: %d, want %d", doc, got, want)
		}
	}
}

// TestNames shows that a rule's name finds its value in every shape.
func TestNames(t *testing.T) {
	want := map[string]string{
		"ResultType": "50126", "resultType": "50126", "userPrincipalName": "a@x", "UserPrincipalName": "a@x",
		"properties.userPrincipalName": "a@x", "Username": "a@x", "DeviceDetail.isCompliant": "false",
		"deviceDetail.isCompliant": "false", "properties.deviceDetail.isCompliant": "false", "DeviceDetail.trusttype": "joined",
		"Status": "Failure", "ClientApp": "IMAP", "ConditionalAccessStatus": "failure", "conditionalAccessStatus": "failure",
		"ResultDescription": "bad", "Resultdescription": "bad", "location": "PT", "Location": "PT", "callerIpAddress": "192.0.2.1",
		"AuthenticationRequirement": "singleFactorAuthentication", "ActivityDetails": "Sign-ins", "AppId": "app",
	}
	var extra []string
	for name := range want {
		extra = append(extra, name)
	}
	a, e := open(t, extra...)
	const members = `"createdDateTime":"2026-03-02T12:00:00Z","userPrincipalName":"a@x","userId":"u","appId":"app","ipAddress":"192.0.2.1",` +
		`"clientAppUsed":"IMAP","conditionalAccessStatus":"failure","authenticationRequirement":"singleFactorAuthentication",` +
		`"status":{"errorCode":50126,"failureReason":"bad"},"deviceDetail":{"isCompliant":false,"trustType":"joined"},` +
		`"location":{"countryOrRegion":"PT"}`
	for shape, doc := range map[string]string{
		"graph":       `{` + members + `}`,
		"diagnostics": `{"category":"SignInLogs","time":"2026-03-02T12:00:00Z","properties":{` + members + `}}`,
		"table": `{"Type":"SigninLogs","TimeGenerated":"2026-03-02T12:00:00Z","UserPrincipalName":"a@x","UserId":"u","AppId":"app",
			"IPAddress":"192.0.2.1","ClientAppUsed":"IMAP","ConditionalAccessStatus":"failure","ResultType":"50126",
			"AuthenticationRequirement":"singleFactorAuthentication","ResultDescription":"bad","Status":{"errorCode":50126,"failureReason":"bad"},
			"DeviceDetail":{"isCompliant":false,"trustType":"joined"},"LocationDetails":{"countryOrRegion":"PT"}}`,
	} {
		parse(t, e, doc)
		if err := a.Read(e); err != nil {
			t.Fatal(err)
		}
		for name, w := range want {
			var got []string
			for v := e.Get(e.Fields().Native(name)); v.Exists(); v = v.Next() {
				got = append(got, string(v.Text()))
			}
			if !slices.Contains(got, w) {
				t.Errorf("%s: %s is %q, want %q", shape, name, got, w)
			}
		}
	}
}

func TestClassify(t *testing.T) {
	a, e := open(t)
	for _, c := range []struct {
		name, targets string
		want          what
	}{
		{"Add user", `[{"type":"User"}]`, what{accountKind, 1}},
		{"Add user", `[]`, what{entityKind, 1}},
		{"Add member to group", `[{"type":"User"}]`, what{entityKind, 1}},
		{"Add member to group", `[{"type":"User","modifiedProperties":[{"displayName":"Group.DisplayName","newValue":"\"g\""}]}]`, what{groupKind, 3}},
		{"Update policy", `[{"type":"Policy"}]`, what{entityKind, 3}},
		{"Something", `7`, what{entityKind, other}},
	} {
		parse(t, e, `{"targetResources":`+c.targets+`}`)
		if got := a.classify(e, []byte(c.name), findTargets(e.Root().Child("targetResources"))); got != c.want {
			t.Errorf("%s %s: %+v, want %+v", c.name, c.targets, got, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(record1))
	f.Add([]byte(`{"category":"AuditLogs","time":1700000000,"properties":{"activityDisplayName":"Add member to role","targetResources":[{"modifiedProperties":[1,{"displayName":"Role.DisplayName","newValue":"\""}]}]}}`))
	f.Add([]byte(`{"Type":"SigninLogs","TimeGenerated":"2026-01-01T00:00:00Z","AuthenticationDetails":[[],{"authenticationMethod":"x"}],"Status":"x"}`))
	a, e := open(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		e.Reset(raw)
		if e.ParseJSON() != nil {
			return
		}
		if err := a.Read(e); err != nil && !errors.Is(err, normalize.ErrMalformed) {
			t.Errorf("not marked as malformed: %v", err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	a, e := open(b)
	raw := []byte(record1)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		e.Reset(raw)
		if err := e.ParseJSON(); err != nil {
			b.Fatal(err)
		}
		if a.Claim(e) != normalize.Sure {
			b.Fatal("not claimed")
		}
		if err := a.Read(e); err != nil {
			b.Fatal(err)
		}
	}
}

const record1 = `{"id":"c0de0000-0000-4000-8000-000000000001","createdDateTime":"2026-03-02T12:01:31Z","userDisplayName":"Mara Example",` +
	`"userPrincipalName":"mara@example.org","userId":"11110000-0000-4000-8000-0000000000aa","appId":"c44b4083-3bb0-49c1-b47d-974e53cbdf3c",` +
	`"appDisplayName":"Azure Portal","ipAddress":"198.51.100.20","clientAppUsed":"Browser","correlationId":"aade0000-0000-4000-8000-000000000001",` +
	`"conditionalAccessStatus":"success","isInteractive":true,"riskDetail":"none","riskLevelAggregated":"none","riskLevelDuringSignIn":"none",` +
	`"riskState":"none","resourceDisplayName":"Windows Azure Service Management API","authenticationRequirement":"multiFactorAuthentication",` +
	`"autonomousSystemNumber":64500,"status":{"errorCode":0,"failureReason":"Other.","additionalDetails":null},"deviceDetail":{` +
	`"deviceId":"d00d0000-0000-4000-8000-000000000001","displayName":"MARA-LT","operatingSystem":"Windows10","browser":"Edge 140.0.0",` +
	`"isCompliant":true,"isManaged":true,"trustType":"Azure AD joined"},"location":{"city":"Leipzig","state":"Sachsen","countryOrRegion":"DE",` +
	`"geoCoordinates":{"altitude":null,"latitude":51.34,"longitude":12.37}},"authenticationDetails":[{"authenticationMethod":"Password",` +
	`"succeeded":true},{"authenticationMethod":"Mobile app notification","succeeded":true}]}`
