// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"net/http"
	"strconv"
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

func TestChangeLetters(t *testing.T) {
	w := newWorld(t)
	var batch []state.DeadLetter
	for i := range lettersAtOnce + 7 {
		id := event.NewID("many", strconv.Itoa(i))
		x := state.DeadLetter{ID: id, Tenant: tenant, Source: "web", Class: "syntax", Message: "bad", Received: int64(i + 1), State: state.DeadWaiting}
		if i < 2 {
			x.Class = "too_long"
		}
		if i != 5 { // that one the log has no more
			w.letters[id] = []byte("text")
		}
		batch = append(batch, x)
	}
	other := state.DeadLetter{ID: event.NewID("theirs"), Tenant: "other", Source: "web", Class: "syntax", Received: 1, State: state.DeadWaiting}
	if err := w.State.DeadLetters.Record(t.Context(), append(batch, other), nil); err != nil {
		t.Fatal(err)
	}
	change := func(body string) LetterChange {
		t.Helper()
		_, answer := w.do(t, call{method: http.MethodPost, path: "/api/v1/deadletters/changes", role: identity.Engineer, body: body, header: key(strconv.Itoa(len(w.letters)) + body)}, http.StatusOK)
		return decode[LetterChange](t, answer)
	}
	all := len(batch)
	if x := change(`{"action":"replay","preview":true}`); x.Count != all || len(x.Classes) != 2 || w.replays != 0 {
		t.Fatalf("preview %+v, %d sent", x, w.replays)
	}
	if x := change(`{"action":"drop","class":"too_long"}`); x.Count != 2 || x.Next != "" {
		t.Fatalf("dropped %+v", x)
	}
	seq, _, err := w.State.Audit.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first := change(`{"action":"replay","source":"web"}`)
	if first.Count != lettersAtOnce || first.Gone != 0 || first.Next == "" {
		t.Fatalf("first part %+v", first)
	}
	last := change(`{"action":"replay","source":"web","after":"` + first.Next + `"}`)
	if last.Count != 4 || last.Gone != 1 || last.Next != "" || w.replays != lettersAtOnce+4 {
		t.Errorf("last part %+v, %d sent", last, w.replays)
	}
	if head, _, err := w.State.Audit.Verify(t.Context()); head != seq+2 || err != nil {
		t.Errorf("%d entries of the audit trail, %v; want 2", head-seq, err)
	}
	if x := change(`{"action":"replay","source":"web"} `); x.Count != 0 || x.Gone != 1 {
		t.Errorf("again %+v", x)
	}
	counts, err := w.State.DeadLetters.Counts(t.Context(), state.DeadLetterFilter{Tenant: "other", State: state.DeadWaiting})
	if err != nil || len(counts) != 1 {
		t.Errorf("another tenant's: %+v, %v", counts, err)
	}
	w.do(t, call{method: http.MethodPost, path: "/api/v1/deadletters/changes", role: identity.Analyst, body: `{"action":"drop"}`, header: key("a")}, http.StatusForbidden)
	w.do(t, call{method: http.MethodPost, path: "/api/v1/deadletters/changes", role: identity.Engineer, body: `{"action":"drop","after":"x"}`, header: key("b")}, http.StatusBadRequest)
}
