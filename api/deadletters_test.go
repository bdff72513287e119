// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"net/http"
	"testing"

	"gambeson/event"
	"gambeson/identity"
	"gambeson/state"
)

func TestDeadLetters(t *testing.T) {
	w := newWorld(t)
	var batch []state.DeadLetter
	for i, data := range []string{"text", "\xff\xfe", "gone"} {
		id := event.NewID("letter", data)
		batch = append(batch, state.DeadLetter{ID: id, Tenant: tenant, Source: "web", Class: "syntax", Message: "bad", Received: int64(i + 1), State: state.DeadWaiting})
		if data != "gone" {
			w.letters[id] = []byte(data)
		}
	}
	if err := w.State.DeadLetters.Record(t.Context(), batch, nil); err != nil {
		t.Fatal(err)
	}
	path := func(i int) string { return "/api/v1/deadletters/" + batch[i].ID.String() }
	if list := get[List[DeadLetter]](t, w, identity.Viewer, "/api/v1/deadletters?state=waiting&class=syntax&source=web"); len(list.Items) != 3 {
		t.Errorf("list: %+v", list)
	}
	if x := get[DeadLetter](t, w, identity.Viewer, path(0)); x.Text != "text" || x.Data != nil {
		t.Errorf("text: %+v", x)
	}
	if x := get[DeadLetter](t, w, identity.Viewer, path(1)); x.Text != "" || string(x.Data) != "\xff\xfe" {
		t.Errorf("bytes: %+v", x)
	}
	w.do(t, call{method: http.MethodGet, path: path(2), role: identity.Viewer}, http.StatusNotFound)
	for _, k := range []string{"1", "1", "2"} {
		_, body := w.do(t, call{method: http.MethodPost, path: path(0) + "/replay", role: identity.Engineer, header: key(k)}, http.StatusOK)
		if x := decode[DeadLetter](t, body); x.State != state.DeadReplayed {
			t.Errorf("replayed: %+v", x)
		}
	}
	if w.replays != 1 {
		t.Errorf("it was sent %d times", w.replays)
	}
	w.do(t, call{method: http.MethodPost, path: path(1) + "/drop", role: identity.Engineer, header: key("3")}, http.StatusOK)
	w.do(t, call{method: http.MethodPost, path: path(1) + "/replay", role: identity.Engineer, header: key("4")}, http.StatusUnprocessableEntity)
	if list := get[List[DeadLetter]](t, w, identity.Viewer, "/api/v1/deadletters?state=waiting"); len(list.Items) != 1 {
		t.Errorf("waiting: %+v", list)
	}
}
