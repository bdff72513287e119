// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"gambeson/identity"
)

func TestCases(t *testing.T) {
	w := newWorld(t)
	id := w.open(t, tenant, "Encoded command").String()
	list := get[CountedList[Case]](t, w, identity.Viewer, "/api/v1/cases?state=new&state=acknowledged")
	if len(list.Items) != 1 || list.Items[0].ID != id || list.Next != "" {
		t.Fatalf("list: %+v", list)
	}
	answer, body := w.do(t, call{method: http.MethodGet, path: "/api/v1/cases/" + id[:6], role: identity.Viewer}, http.StatusOK)
	c := decode[Case](t, body)
	tag := answer.Get("ETag")
	if c.State != "new" || c.Severity != "high" || !slices.Equal(c.Techniques, []string{"T1059.001"}) || tag == "" {
		t.Errorf("case %+v, ETag %s", c, tag)
	}
	findings := get[List[Finding]](t, w, identity.Viewer, "/api/v1/cases/"+id+"/findings")
	if len(findings.Items) != 1 || findings.Items[0].Evidence[0].Source != "web" || findings.Items[0].Analytic.UID != "rule-1" {
		t.Errorf("findings: %+v", findings)
	}
	changes := "/api/v1/cases/" + id + "/changes"
	ack := call{method: http.MethodPost, path: changes, role: identity.Analyst, body: `{"kind":"acknowledge"}`,
		header: map[string]string{"Idempotency-Key": "1", "If-Match": tag, "X-Reason": "mine"}}
	answer, body = w.do(t, ack, http.StatusOK)
	if got := decode[Case](t, body); got.State != "acknowledged" || answer.Get("ETag") == tag {
		t.Errorf("acknowledged: %+v, ETag %s", got, answer.Get("ETag"))
	}
	t.Run("again with the same key", func(t *testing.T) {
		_, again := w.do(t, ack, http.StatusOK)
		if string(again) != string(body) {
			t.Errorf("answers differ:\n%s\n%s", again, body)
		}
	})
	t.Run("entries", func(t *testing.T) {
		all := get[List[Entry]](t, w, identity.Viewer, "/api/v1/cases/"+id+"/entries").Items
		last := all[len(all)-1]
		if last.Actor != "analyst" || last.Action != "acknowledge" || last.Reason != "mine" {
			t.Errorf("last entry: %+v", last)
		}
	})
	t.Run("findings follow", func(t *testing.T) {
		f := get[Finding](t, w, identity.Viewer, "/api/v1/findings/"+id)
		if f.State != "acknowledged" {
			t.Errorf("finding: %+v", f)
		}
	})
}

func TestCaseRefusals(t *testing.T) {
	w := newWorld(t)
	id := w.open(t, tenant, "Encoded command").String()
	changes := "/api/v1/cases/" + id + "/changes"
	for _, c := range []struct {
		name   string
		call   call
		status int
		kind   string
	}{
		{"no key", call{path: changes, body: `{"kind":"acknowledge"}`}, 422, ""},
		{"another state", call{path: changes, body: `{"kind":"reopen"}`, header: key("1")}, 409, "transition"},
		{"no verdict", call{path: changes, body: `{"kind":"close","reason":"x"}`, header: key("2")}, 422, "invalid"},
		{"no reason", call{path: changes, body: `{"kind":"close","verdict":"benign"}`, header: key("3")}, 422, "invalid"},
		{"unknown kind", call{path: changes, body: `{"kind":"delete"}`, header: key("4")}, 422, ""},
		{"unknown field", call{path: changes, body: `{"kind":"acknowledge","by":"x"}`, header: key("5")}, 422, ""},
		{"no JSON", call{path: changes, body: `{`, header: key("6")}, 400, ""},
		{"old version", call{path: changes, body: `{"kind":"acknowledge"}`, header: map[string]string{"Idempotency-Key": "7", "If-Match": `"99"`}}, 412, "changed-meanwhile"},
		{"no version", call{path: changes, body: `{"kind":"acknowledge"}`, header: map[string]string{"Idempotency-Key": "8", "If-Match": `W/"1"`}}, 400, "etag"},
		{"no such case", call{path: "/api/v1/cases/" + "00000000000000000000000000000000" + "/changes", body: `{"kind":"acknowledge"}`, header: key("9")}, 404, "not-found"},
		{"no id", call{path: "/api/v1/cases/x/changes", body: `{"kind":"acknowledge"}`, header: key("10")}, 422, ""},
		{"large body", call{path: changes, body: fmt.Sprintf(`{"kind":"note","text":"%02000000d"}`, 1), header: key("11")}, 413, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.call.method, c.call.role = http.MethodPost, identity.Analyst
			answer, body := w.do(t, c.call, c.status)
			p := decode[huma.ErrorModel](t, body)
			if answer.Get("Content-Type") != "application/problem+json" || p.Status != c.status || p.Detail == "" ||
				c.kind != "" && p.Type != problemType+c.kind {
				t.Errorf("%s %+v", answer.Get("Content-Type"), p)
			}
		})
	}
	t.Run("a key for another change", func(t *testing.T) {
		w.do(t, call{method: http.MethodPost, path: changes, role: identity.Analyst, body: `{"kind":"acknowledge"}`, header: key("k")}, 200)
		_, body := w.do(t, call{method: http.MethodPost, path: changes, role: identity.Analyst, body: `{"kind":"note","text":"x"}`, header: key("k")}, 422)
		if p := decode[huma.ErrorModel](t, body); p.Type != problemType+"idempotency-key-reused" {
			t.Errorf("%+v", p)
		}
	})
}

// TestTenants shows that nobody sees or changes what is another tenant's.
func TestTenants(t *testing.T) {
	w := newWorld(t)
	id := w.open(t, "other", "Theirs").String()
	for _, path := range []string{"/api/v1/cases", "/api/v1/findings", "/api/v1/deadletters", "/api/v1/sources"} {
		if list := get[CountedList[map[string]any]](t, w, identity.Administrator, path); len(list.Items) != 0 {
			t.Errorf("%s shows %v", path, list.Items)
		}
	}
	for _, path := range []string{"/api/v1/cases/" + id, "/api/v1/cases/" + id + "/findings", "/api/v1/cases/" + id + "/entries", "/api/v1/findings/" + id} {
		w.do(t, call{method: http.MethodGet, path: path, role: identity.Administrator}, http.StatusNotFound)
	}
	for _, path := range []string{"/api/v1/cases/", "/api/v1/findings/"} {
		w.do(t, call{method: http.MethodPost, path: path + id + "/changes", role: identity.Administrator,
			body: `{"kind":"acknowledge"}`, header: key("x")}, http.StatusNotFound)
	}
}

// TestPages reads a list in parts while it grows: each thing that was there comes once.
func TestPages(t *testing.T) {
	w := newWorld(t)
	want := map[string]bool{}
	for i := range 7 {
		want[w.open(t, tenant, fmt.Sprint("case ", i)).String()] = true
	}
	seen := map[string]bool{}
	path := "/api/v1/cases?limit=3"
	for after := ""; ; {
		list := get[CountedList[Case]](t, w, identity.Viewer, path+"&after="+after)
		for _, c := range list.Items {
			if seen[c.ID] {
				t.Errorf("case %s twice", c.ID)
			}
			seen[c.ID] = true
		}
		if after = list.Next; after == "" {
			break
		}
		w.open(t, tenant, fmt.Sprint("late ", len(seen)))
	}
	for id := range want {
		if !seen[id] {
			t.Errorf("case %s was left out", id)
		}
	}
	first := get[CountedList[Case]](t, w, identity.Viewer, path)
	for name, after := range map[string]string{"of another list": first.Next, "damaged": "%23", "empty inside": "AAAA"} {
		_, body := w.do(t, call{method: http.MethodGet, path: "/api/v1/findings?after=" + after, role: identity.Viewer}, 400)
		if p := decode[huma.ErrorModel](t, body); p.Type != problemType+"cursor" {
			t.Errorf("cursor %s: %+v", name, p)
		}
	}
}
