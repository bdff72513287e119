// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package k8saudit

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gambeson/event"
	"gambeson/normalize"
	"gambeson/normalize/normalizetest"
)

func TestAccept(t *testing.T) { normalizetest.Accept(t, New) }

func open(tb testing.TB, extra ...string) (*Format, *event.Event) {
	tb.Helper()
	f := event.NewFields()
	k := New(f)
	for _, name := range extra {
		f.Native(name)
	}
	if err := f.Freeze(); err != nil {
		tb.Fatal(err)
	}
	return k, event.New(f)
}

func parse(tb testing.TB, e *event.Event, doc string) {
	tb.Helper()
	e.Reset([]byte(doc))
	if err := e.ParseJSON(); err != nil {
		tb.Fatal(err)
	}
}

func TestClaim(t *testing.T) {
	k, e := open(t)
	for doc, want := range map[string]normalize.Confidence{
		`{"kind":"Event","apiVersion":"audit.k8s.io/v1"}`:                            normalize.Sure,
		`{"auditID":"1","stage":"Panic","verb":"get"}`:                               normalize.Sure,
		`{"kind":"Event","apiVersion":"v1","involvedObject":{},"reason":"BackOff"}`:  normalize.No,
		`{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{}}`: normalize.No,
	} {
		parse(t, e, doc)
		if got := k.Claim(e); got != want {
			t.Errorf("%s: %d, want %d", doc, got, want)
		}
	}
}

// TestFields shows that names that rules use find their values.
func TestFields(t *testing.T) {
	want := map[string][]string{
		"objectRef.resource": {"pods"}, "apiGroup": {"apps"}, "hostPath": {"", "/"}, "capabilities": {"", "SYS_ADMIN"},
		"requestObject.spec.containers.image":              {"alpine", "busybox"},
		"annotations.authorization.k8s.io/decision":        {"allow"},
		"user.extra.authentication.kubernetes.io/pod-name": {"p"},
		"privileged": {"true"},
	}
	var names []string
	for name := range want {
		names = append(names, name)
	}
	k, e := open(t, names...)
	parse(t, e, `{"verb":"create","stageTimestamp":"2026-03-02T11:00:00Z","objectRef":{"resource":"pods","apiGroup":"apps"},
		"user":{"extra":{"authentication.kubernetes.io/pod-name":["p"]}},"annotations":{"authorization.k8s.io/decision":"allow"},
		"requestObject":{"spec":{"volumes":[{"hostPath":{"path":"/"}}],"containers":[{"image":"alpine",
		"securityContext":{"privileged":true,"capabilities":{"add":["SYS_ADMIN"]}}},{"image":"busybox"}]}}}`)
	if err := k.Read(e); err != nil {
		t.Fatal(err)
	}
	for name, texts := range want {
		var got []string
		for v := e.Get(e.Fields().Native(name)); v.Exists(); v = v.Next() {
			got = append(got, string(v.Text()))
		}
		if d := cmp.Diff(texts, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(record1))
	f.Add([]byte(`{"verb":"x","timestamp":1700000000,"requestURI":"?","objectRef":{"resource":[],"subresource":"s"},"responseStatus":{"code":-1}}`))
	k, e := open(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		e.Reset(raw)
		if e.ParseJSON() != nil {
			return
		}
		if err := k.Read(e); err != nil && !errors.Is(err, normalize.ErrMalformed) {
			t.Errorf("not marked as malformed: %v", err)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	k, e := open(b)
	raw := []byte(record1)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		e.Reset(raw)
		if err := e.ParseJSON(); err != nil {
			b.Fatal(err)
		}
		if k.Claim(e) != normalize.Sure {
			b.Fatal("not claimed")
		}
		if err := k.Read(e); err != nil {
			b.Fatal(err)
		}
	}
}

const record1 = `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"4d3a1f00-0000-4000-8000-000000000002",` +
	`"stage":"ResponseComplete","requestURI":"/api/v1/namespaces/prod/pods/web-6c9f/exec?command=%2Fbin%2Fsh&container=web&stdin=true",` +
	`"verb":"create","user":{"username":"mara@example.org","groups":["dev","system:authenticated"]},"sourceIPs":["192.0.2.10"],` +
	`"userAgent":"kubectl/v1.33.1 (linux/amd64) kubernetes/8adc0f0","objectRef":{"resource":"pods","namespace":"prod","apiVersion":"v1",` +
	`"name":"web-6c9f","subresource":"exec"},"responseStatus":{"metadata":{},"code":101},` +
	`"requestReceivedTimestamp":"2026-03-02T11:02:00.100200Z","stageTimestamp":"2026-03-02T11:02:00.114000Z",` +
	`"annotations":{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":"RBAC: allowed by RoleBinding dev"}}`
