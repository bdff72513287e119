// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"gambeson/identity"
)

// stream is an open live stream.
type stream struct {
	t       *testing.T
	lines   *bufio.Scanner
	answer  *http.Response
	current string // the id of the last event
}

func (w *world) stream(t *testing.T, after string) *stream {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, w.http.URL+"/api/v1/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+w.secrets[identity.Viewer])
	if after != "" {
		r.Header.Set("Last-Event-ID", after)
	}
	answer, err := w.http.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("status %d, %v", answer.StatusCode, answer.Header)
	}
	s := &stream{t: t, lines: bufio.NewScanner(answer.Body), answer: answer}
	s.lines.Scan() // the comment that says that the stream has begun
	return s
}

// next returns the next event, as "name data"; "" at the end.
func (s *stream) next() string {
	name := ""
	for s.lines.Scan() {
		field, value, _ := strings.Cut(s.lines.Text(), ": ")
		switch field {
		case "id":
			s.current = value
		case "event":
			name = value
		case "data":
			return name + " " + value
		}
	}
	return ""
}

func TestLive(t *testing.T) {
	w := newWorld(t)
	s := w.stream(t, "")
	publish := func(tenant string, n int) {
		if err := w.Feed.Publish(tenant, "case", n); err != nil {
			t.Fatal(err)
		}
	}
	publish("other", 1)
	publish(tenant, 2)
	if got := s.next(); got != "case 2" {
		t.Errorf("got %q: another tenant's, or none", got)
	}
	s.answer.Body.Close()
	publish(tenant, 3)
	publish(tenant, 4)
	again := w.stream(t, s.current)
	if a, b := again.next(), again.next(); a != "case 3" || b != "case 4" {
		t.Errorf("after coming back: %q, %q", a, b)
	}
	for name, place := range map[string]string{"another life": "00000000-1", "no place": "x", "the future": strings.Split(again.current, "-")[0] + "-99"} {
		if got := w.stream(t, place).next(); got != "reset {}" {
			t.Errorf("%s: %q", name, got)
		}
	}
	for range feedKept {
		publish("other", 0)
	}
	if got := w.stream(t, s.current).next(); got != "reset {}" {
		t.Errorf("away too long: %q", got)
	}
}

func TestLiveChange(t *testing.T) {
	w := newWorld(t)
	id := w.open(t, tenant, "x").String()
	s := w.stream(t, "")
	w.do(t, call{method: http.MethodPost, path: "/api/v1/cases/" + id + "/changes", role: identity.Analyst, body: `{"kind":"acknowledge"}`, header: key("1")}, 200)
	if got := s.next(); !strings.HasPrefix(got, `case {"id":"`+id) || !strings.Contains(got, `"state":"acknowledged"`) {
		t.Errorf("got %q", got)
	}
}

func TestLivePlaces(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.MaxLive = 1 })
	first := w.stream(t, "")
	answer, _ := w.do(t, call{method: http.MethodGet, path: "/api/v1/live", role: identity.Viewer}, http.StatusServiceUnavailable)
	if answer.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	close(w.drain)
	if got := first.next(); got != "" {
		t.Errorf("a server that drains goes on: %q", got)
	}
}

// TestFeedSlow shows that a follower that does not read loses its place, and nobody waits for it.
func TestFeedSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := NewFeed()
		slow, _, _ := f.follow(tenant, "")
		for i := range feedBehind + 1 {
			if err := f.Publish(tenant, "case", i); err != nil {
				t.Fatal(err)
			}
		}
		n := 0
		for range slow.notices { // it is closed, or this never ends
			n++
		}
		if n != feedBehind || len(f.followers) != 0 {
			t.Errorf("it read %d, and %d followers are left", n, len(f.followers))
		}
		f.leave(slow)
	})
}

func BenchmarkFeed(b *testing.B) {
	f := NewFeed()
	for range 100 {
		w, _, _ := f.follow(tenant, "")
		go func() {
			for range w.notices {
			}
		}()
	}
	c := Case{Title: "x", Techniques: make([]string, 20)}
	b.ReportAllocs()
	for b.Loop() {
		if err := f.Publish(tenant, "case", c); err != nil {
			b.Fatal(err)
		}
	}
}
