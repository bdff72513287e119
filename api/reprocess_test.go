// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"gambeson/event"
	"gambeson/identity"
	"gambeson/state"
)

// Begin begins one over two shards, of which the log has not all.
func (w *world) Begin(ctx context.Context, x state.Reprocessing, cause state.Cause) (state.Reprocessing, error) {
	x.Shards = []state.ReprocessShard{{Shard: 0, Epoch: "e", Done: 10, Through: 40}, {Shard: 1, Epoch: "e", Through: 10}}
	x.CompleteFrom = x.Since + 1e9
	return w.State.Reprocessings.Begin(ctx, x, cause)
}

// TestReprocess: one at a time, each once, with who and why.
func TestReprocess(t *testing.T) {
	w := newWorld(t)
	const path = "/api/v1/reprocess"
	const body = `{"from":"2026-03-02T09:00:00Z","to":"2026-03-02T10:00:00Z","source":"web"}`
	post := func(k, body string, status int) []byte {
		t.Helper()
		header := key(k)
		header["X-Reason"] = "the parser was mended"
		_, answer := w.do(t, call{method: http.MethodPost, path: path, role: identity.Engineer, body: body, header: header}, status)
		return answer
	}
	begun := decode[Reprocessing](t, post("1", body, http.StatusAccepted))
	if begun.State != state.ReprocessRunning || begun.Source != "web" || begun.Actor == "" || begun.Reason != "the parser was mended" ||
		begun.Progress != 0.2 || begun.CompleteFrom.Sub(begun.From).Seconds() != 1 {
		t.Errorf("begun: %+v", begun)
	}
	if again := decode[Reprocessing](t, post("1", body, http.StatusAccepted)); again.ID != begun.ID {
		t.Errorf("the same key begins %s, want %s", again.ID, begun.ID)
	}
	post("2", body, http.StatusConflict)
	post("1", strings.Replace(body, "web", "other", 1), http.StatusUnprocessableEntity)
	post("3", `{"from":"2026-03-02T09:00:00Z","to":"2026-03-02T09:00:00Z"}`, http.StatusUnprocessableEntity)
	post("4", `{"from":"0001-01-01T00:00:00Z","to":"2026-03-02T09:00:00Z"}`, http.StatusUnprocessableEntity)
	post("5", `{"from":"2026-03-02T09:00:00Z"}`, http.StatusUnprocessableEntity)
	if x := get[Reprocessing](t, w, identity.Viewer, path+"/"+begun.ID); x.ID != begun.ID {
		t.Errorf("read: %+v", x)
	}
	id, err := event.ParseID(begun.ID)
	if err != nil {
		t.Fatal(err)
	}
	x, err := w.State.Reprocessings.Get(t.Context(), tenant, id)
	if err != nil {
		t.Fatal(err)
	}
	x.Shards[0].Done, x.Shards[1].Done, x.Letters = 40, 10, 3
	if err := w.State.Reprocessings.Finish(t.Context(), &x, nil); err != nil {
		t.Fatal(err)
	}
	list := get[List[Reprocessing]](t, w, identity.Viewer, path+"?limit=5")
	if len(list.Items) != 1 || list.Items[0].State != state.ReprocessDone || list.Items[0].Progress != 1 || list.Items[0].Letters != 3 || list.Items[0].Finished.IsZero() {
		t.Errorf("list: %+v", list)
	}
	w.do(t, call{method: http.MethodGet, path: path + "/" + strings.Repeat("0", 32), role: identity.Viewer}, http.StatusNotFound)
	w.Again = nil
	post("6", body, http.StatusServiceUnavailable)
}
