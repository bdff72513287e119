// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cloudtrail

import (
	"errors"
	"testing"

	"gambeson/event"
	"gambeson/normalize"
	"gambeson/normalize/normalizetest"
)

func TestAccept(t *testing.T) { normalizetest.Accept(t, New) }

// open returns the format and an event over its table, which has the extra
// native names.
func open(tb testing.TB, extra ...string) (*Format, *event.Event) {
	tb.Helper()
	f := event.NewFields()
	c := New(f)
	for _, name := range extra {
		f.Native(name)
	}
	if err := f.Freeze(); err != nil {
		tb.Fatal(err)
	}
	return c, event.New(f)
}

func parse(tb testing.TB, e *event.Event, doc string) {
	tb.Helper()
	e.Reset([]byte(doc))
	if err := e.ParseJSON(); err != nil {
		tb.Fatal(err)
	}
}

func TestClaim(t *testing.T) {
	c, e := open(t)
	for doc, want := range map[string]normalize.Confidence{
		`{"eventVersion":"1.08","awsRegion":"us-east-1","eventSource":"s3.amazonaws.com","eventName":"GetObject"}`: normalize.Sure,
		`{"eventSource":"s3.amazonaws.com","eventName":"GetObject"}`:                                               normalize.Likely,
		`{"eventVersion":"1.08","awsRegion":"us-east-1","eventCategory":"Insight"}`:                                normalize.Sure,
		`{"detail-type":"x","detail":{"eventVersion":"1","awsRegion":"r","eventName":"n"}}`:                        normalize.Sure,
		`{"detail-type":"EC2 Instance State-change Notification","detail":{"instance-id":"i-0"}}`:                  normalize.No,
		`{"eventSource":"SecurityComplianceCenter","eventName":"x"}`:                                               normalize.No,
		`{"eventVersion":"1","message":"x"}`:                                                                       normalize.No,
	} {
		parse(t, e, doc)
		if got := c.Claim(e); got != want {
			t.Errorf("%s: %d, want %d", doc, got, want)
		}
	}
}

// TestFields shows that names that rules use find their values.
func TestFields(t *testing.T) {
	c, e := open(t, "requestParameters", "userIdentity.sessionContext.sessionIssuer.type", "src_ip")
	parse(t, e, record1)
	if err := c.Read(e); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"eventName": "TerminateInstances", "userIdentity.sessionContext.sessionIssuer.type": "Role", "src_ip": "203.0.113.25",
	} {
		if got := string(e.Get(e.Fields().Native(name)).Text()); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if k := e.Get(e.Fields().Native("requestParameters")).Kind(); k != event.Object {
		t.Errorf("requestParameters is a %v", k)
	}
}

func TestVerbs(t *testing.T) {
	c, e := open(t)
	for name, want := range map[string]uint8{
		"DescribeInstances": read, "BatchGetItem": read, "BatchDelete": remove, "PutObject": update, "X": other, "Invoke": other,
	} {
		parse(t, e, `{}`)
		if got := c.classify(e, []byte(name), []byte("ec2.amazonaws.com")).activity; got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(record1))
	f.Add([]byte(`{"eventVersion":"1","awsRegion":"r","eventName":"AssumeRole","eventSource":"sts.amazonaws.com","eventTime":1,"resources":[[],{"ARN":1}]}`))
	f.Add([]byte(`{"detail-type":"","detail":{"eventName":"","eventVersion":null,"awsRegion":[]}}`))
	c, e := open(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		e.Reset(raw)
		if e.ParseJSON() != nil {
			return
		}
		if err := c.Read(e); err != nil && !errors.Is(err, normalize.ErrMalformed) {
			t.Errorf("not marked as malformed: %v", err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	c, e := open(b)
	raw := []byte(record1)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		e.Reset(raw)
		if err := e.ParseJSON(); err != nil {
			b.Fatal(err)
		}
		if c.Claim(e) != normalize.Sure {
			b.Fatal("not claimed")
		}
		if err := c.Read(e); err != nil {
			b.Fatal(err)
		}
	}
}

const record1 = `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLECI:build-9",` +
	`"arn":"arn:aws:sts::111122223333:assumed-role/ci/build-9","accountId":"111122223333","accessKeyId":"ASIAEXAMPLE9",` +
	`"sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLECI","arn":"arn:aws:iam::111122223333:role/ci",` +
	`"accountId":"111122223333","userName":"ci"},"attributes":{"creationDate":"2026-03-02T08:55:10Z","mfaAuthenticated":"false"}}},` +
	`"eventTime":"2026-03-02T09:19:04Z","eventSource":"ec2.amazonaws.com","eventName":"TerminateInstances","awsRegion":"eu-central-1",` +
	`"sourceIPAddress":"203.0.113.25","userAgent":"aws-cli/2.22.4 md/awscrt#0.23.4 ua/2.0 os/linux#6.8",` +
	`"requestParameters":{"instancesSet":{"items":[{"instanceId":"i-0aa"},{"instanceId":"i-0bb"}]}},` +
	`"responseElements":{"instancesSet":{"items":[{"instanceId":"i-0aa","currentState":{"code":32,"name":"shutting-down"}}]}},` +
	`"requestID":"6f0c1d2e-0000-4000-8000-000000000019","eventID":"b1a7c3d4-0000-4000-8000-000000000019","readOnly":false,` +
	`"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management"}`
