// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"net/http"
	"testing"

	"gambeson/identity"
)

func TestChangeMany(t *testing.T) {
	w := newWorld(t)
	w.open(t, tenant, "one")
	two := w.open(t, tenant, "two").String()
	w.open(t, "other", "theirs")
	list := get[CountedList[Finding]](t, w, identity.Viewer, "/api/v1/findings?state=new&sort=gravest&entity=user:bob")
	if list.Total == nil || *list.Total != 2 || len(list.Items) != 2 {
		t.Fatalf("listed %+v", list)
	}
	w.open(t, tenant, "late")
	post := func(path, k, body string, status int) []byte {
		t.Helper()
		_, answer := w.do(t, call{method: http.MethodPost, path: path, role: identity.Analyst, body: body, header: key(k)}, status)
		return answer
	}
	const closing = `"change":{"state":"closed","verdict":"benign","reason":"a test","note":"<b>\u202enote"}`
	all := `{"query":{"state":["new"],"as_of":"` + list.AsOf + `"},` + closing
	preview := decode[BulkChange](t, post("/api/v1/findings/changes", "p", all+`,"preview":true}`, http.StatusOK))
	if preview.Count != 2 || preview.Undo != "" {
		t.Fatalf("preview %+v", preview)
	}
	done := decode[BulkChange](t, post("/api/v1/findings/changes", "k", all+`}`, http.StatusOK))
	if done.Count != 2 || done.Undo == "" || done.Change.Note != "<b>\u202enote" {
		t.Fatalf("changed %+v", done)
	}
	facets := get[Facets](t, w, identity.Viewer, "/api/v1/findings/facets?by=state")
	if facets.Total != 3 || len(facets.Top) != 2 || facets.Top[0] != (Facet{Value: "closed", Count: 2}) {
		t.Errorf("facets %+v", facets)
	}
	if h := get[Histogram](t, w, identity.Viewer, "/api/v1/findings/histogram?clock=happened&state=closed"); h.Total != 2 || len(h.Bars) == 0 {
		t.Errorf("histogram %+v", h)
	}
	undone := decode[BulkChange](t, post("/api/v1/changes/"+done.Undo+"/undo", "u", "", http.StatusOK))
	if undone.Restored != 2 || undone.Undone.IsZero() {
		t.Errorf("undone %+v", undone)
	}
	post("/api/v1/changes/"+done.Undo+"/undo", "u2", "", http.StatusConflict)
	post("/api/v1/findings/changes", "n", `{`+closing+`}`, http.StatusUnprocessableEntity) // neither ids nor a query

	cases := decode[BulkChange](t, post("/api/v1/cases/changes", "c", `{"ids":["`+two+`"],`+closing+`}`, http.StatusOK))
	if cases.Count != 1 || cases.Kind != "case" {
		t.Fatalf("cases %+v", cases)
	}
	only := w.newToken(t, tenant, "findings-only", string(identity.FindingsWrite))
	w.do(t, call{method: http.MethodPost, path: "/api/v1/changes/" + cases.Undo + "/undo", secret: only, header: key("f")}, http.StatusForbidden)
	if f := get[Facets](t, w, identity.Viewer, "/api/v1/cases/facets?by=state"); f.Total != 3 || f.Top[0].Value != "new" || f.Top[0].Count != 2 {
		t.Errorf("facets of cases %+v", f)
	}
}
