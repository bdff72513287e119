// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"net/http"
	"testing"

	"gambeson/identity"
)

func TestStory(t *testing.T) {
	w := newWorld(t)
	id := w.open(t, tenant, "<img src=x>\u202e").String()
	story := get[Story](t, w, identity.Viewer, "/api/v1/cases/"+id+"/story")
	if h := story.Headline; h.Title != "<img src=x>\u202e" || len(h.Attackers) != 1 || h.Attackers[0].Value != "bob" || h.Tactics[0] != "Execution" || h.Seconds != 1e9 {
		t.Errorf("headline %+v", h)
	}
	if len(story.Chain) != 1 || story.Chain[0].Moves[0].Name != "PowerShell" || len(story.Cast) != 1 || len(story.Findings) != 1 || len(story.Entries) != 1 || story.Partial {
		t.Errorf("story %+v", story)
	}
	only := w.newToken(t, tenant, "cases-only", string(identity.CasesRead))
	_, body := w.do(t, call{method: http.MethodGet, path: "/api/v1/cases/" + id + "/story", secret: only}, http.StatusOK)
	if story := decode[Story](t, body); len(story.Findings) != 0 || len(story.Chain) != 1 {
		t.Errorf("without findings:read: %+v", story)
	}
}
