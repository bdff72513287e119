// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"testing"

	"gambeson/bus"
	"gambeson/bus/jetstream"
	"gambeson/pipeline"
	"gambeson/state"
)

// TestLetterOfNobody: a message that is no batch is seen by the operator's tenant, and sent through again as it was.
func TestLetterOfNobody(t *testing.T) {
	c := platformConfig(t.TempDir())
	c.Pipeline.Shards, c.Tenant = 1, "operator"
	raw := bus.Shard{Stream: bus.Raw}
	x := openTestPlatform(t, c)
	for i, body := range []string{"no batch", "none either"} {
		if _, err := x.log.Append(t.Context(), raw, bus.ID{byte(i + 1)}, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	stop := runPlatform(t, x)
	defer func() { stop() }()
	waiting := state.DeadLetterFilter{Tenant: "operator", Class: pipeline.ClassBatch, State: state.DeadWaiting}
	var all []state.DeadLetter
	list := func(n int) func() bool {
		return func() (seen bool) {
			var err error
			if all, _, err = x.state.DeadLetters.List(t.Context(), waiting); err != nil {
				t.Fatal(err)
			}
			return len(all) == n
		}
	}
	eventually(t, "both letters", list(2))
	one := all[0]
	again := &letters{func() (*jetstream.Log, error) { return x.log, nil }}
	body, err := again.Read(t.Context(), one)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second changes nothing
		if err := again.Replay(t.Context(), one); err != nil {
			t.Fatal(err)
		}
	}
	if s := statsOf(t, x, raw); s.Last != 3 {
		t.Fatalf("raw ends at %d, want 3", s.Last)
	}
	messages, err := x.log.Read(t.Context(), raw, 2, 1<<20)
	if err != nil || len(messages) != 1 || string(messages[0].Body) != string(body) {
		t.Fatalf("sent through again: %+v, %v; want %q", messages, err, body)
	}
	eventually(t, "the letter that waits again", func() bool {
		x, err := x.state.DeadLetters.Get(t.Context(), "operator", one.ID)
		if err != nil {
			t.Fatal(err)
		}
		return x.Position > one.Position
	})
	if !list(2)() {
		t.Errorf("%d letters, want 2: the same again is the same letter", len(all))
	}
}
