// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"gambeson/event"
	"gambeson/identity"
	"gambeson/state"
)

// TestAnswers holds what the API answers to what its document says, as another reader of OpenAPI sees it.
func TestAnswers(t *testing.T) {
	w := newWorld(t)
	raw, err := w.Document()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	if err != nil {
		t.Fatal(err)
	}
	id := w.open(t, tenant, "x").String()
	letter := state.DeadLetter{ID: event.NewID("letter"), Tenant: tenant, Source: "web", Class: "syntax", Message: "bad", Received: 1, State: state.DeadWaiting}
	w.letters[letter.ID] = []byte("\xff")
	if err := w.State.DeadLetters.Record(t.Context(), []state.DeadLetter{letter}, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string // of the document
		call call
		want int
	}{
		{"/api/v1/sources", call{method: http.MethodPost, body: `{"name":"web"}`}, 201},
		{"/api/v1/sources", call{method: http.MethodPost, body: `{"name":"web"}`}, 409},
		{"/api/v1/sources", call{method: http.MethodPost, body: `{"nam":"web"}`}, 422},
		{"/api/v1/sources", call{}, 200},
		{"/api/v1/sources/{name}", call{path: "/api/v1/sources/web"}, 200},
		{"/api/v1/cases", call{}, 200},
		{"/api/v1/cases/{id}", call{path: "/api/v1/cases/" + id}, 200},
		{"/api/v1/cases/{id}", call{path: "/api/v1/cases/00000000"}, 404},
		{"/api/v1/cases/{id}/findings", call{path: "/api/v1/cases/" + id + "/findings"}, 200},
		{"/api/v1/cases/{id}/changes", call{method: http.MethodPost, path: "/api/v1/cases/" + id + "/changes", body: `{"kind":"acknowledge"}`}, 200},
		{"/api/v1/cases/{id}/entries", call{path: "/api/v1/cases/" + id + "/entries"}, 200},
		{"/api/v1/cases/{id}/story", call{path: "/api/v1/cases/" + id + "/story"}, 200},
		{"/api/v1/cases/facets", call{path: "/api/v1/cases/facets?by=entity"}, 200},
		{"/api/v1/findings/facets", call{path: "/api/v1/findings/facets?by=technique"}, 200},
		{"/api/v1/findings/histogram", call{}, 200},
		{"/api/v1/findings/changes", call{method: http.MethodPost, body: `{"query":{"text":"x"},"change":{"state":"acknowledged"}}`}, 200},
		{"/api/v1/session", call{}, 200},
		{"/api/v1/sessions", call{}, 200},
		{"/api/v1/findings", call{}, 200},
		{"/api/v1/findings/{id}", call{path: "/api/v1/findings/" + id}, 200},
		{"/api/v1/deadletters/changes", call{method: http.MethodPost, body: `{"action":"replay","preview":true}`}, 200},
		{"/api/v1/deadletters", call{}, 200},
		{"/api/v1/deadletters/counts", call{path: "/api/v1/deadletters/counts?state=waiting"}, 200},
		{"/api/v1/deadletters/{id}", call{path: "/api/v1/deadletters/" + letter.ID.String()}, 200},
		{"/api/v1/tokens", call{}, 200},
		{"/api/v1/self", call{}, 200},
		{"/api/v1/audit", call{}, 200},
		{"/api/v1/health", call{}, 200},
		{"/readyz", call{}, 200},
	} {
		if c.call.method == "" {
			c.call.method = http.MethodGet
		}
		if c.call.path == "" {
			c.call.path = c.path
		}
		c.call.role, c.call.header = identity.Administrator, key(c.call.path+strconv.Itoa(c.want))
		head, body := w.do(t, c.call, c.want)
		responses := doc.Paths.Find(c.path).GetOperation(c.call.method).Responses
		said := responses.Value(strconv.Itoa(c.want))
		if said == nil {
			t.Errorf("%s %s: the document knows no %d", c.call.method, c.path, c.want)
			continue
		}
		kind, _, _ := strings.Cut(head.Get("Content-Type"), ";")
		media := said.Value.Content[kind]
		if media == nil {
			t.Errorf("%s %s: the document knows no %s", c.call.method, c.path, kind)
			continue
		}
		var value any
		if err := json.Unmarshal(body, &value); err != nil {
			t.Fatal(err)
		}
		if err := media.Schema.Value.VisitJSON(value, openapi3.MultiErrors(), openapi3.VisitAsResponse()); err != nil {
			t.Errorf("%s %s: %v\n%s", c.call.method, c.path, err, body)
		}
	}
}
