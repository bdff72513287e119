// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bustest

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"gambeson/bus"
)

const senders = 4

// ledger is what children said before they were killed.
type ledger struct {
	acked     [senders][]bus.Position // by message
	committed bus.Position            // in raw1
	trimmed   bus.Position
}

func (l *ledger) hear(t *testing.T, line string) {
	t.Helper()
	var sender, n int
	var p bus.Position
	if _, err := fmt.Sscanf(line, "ack %d %d %d", &sender, &n, &p); err == nil {
		if n != len(l.acked[sender]) {
			t.Errorf("sender %d has message %d acknowledged, want %d", sender, n, len(l.acked[sender]))
			return
		}
		l.acked[sender] = append(l.acked[sender], p)
		return
	}
	if _, err := fmt.Sscanf(line, "commit %d", &p); err == nil {
		l.committed = max(l.committed, p)
	}
	if _, err := fmt.Sscanf(line, "trim %d", &p); err == nil {
		l.trimmed = max(l.trimmed, p)
	}
}

// testKill kills children at random moments. Each sends again what it got no acknowledgement for, and in the end
// everything acknowledged is there, at its position, once.
func testKill(t *testing.T, f *fixture) {
	t.Helper()
	kills := 6
	if os.Getenv("GAMBESON_SOAK") != "" {
		kills = 200
	}
	var l ledger
	r := rand.New(rand.NewPCG(4, uint64(kills)))
	for kill := range kills {
		before := l.acked
		l.life(t, f, time.Duration(r.IntN(150))*time.Millisecond)
		if t.Failed() {
			t.Fatalf("at kill %d", kill)
		}
		for s := range before { // what was not acknowledged is sent at once: the position may be that of the first time
			if len(l.acked[s]) < len(before[s]) {
				t.Fatalf("sender %d went back", s)
			}
		}
	}
	log := f.start(t)
	if p := committed(t, log, "child", raw1); p < l.committed {
		t.Errorf("the group is at %d, and had committed %d", p, l.committed)
	}
	for shard := range 2 {
		l.check(t, log, bus.Shard{Stream: bus.Raw, Number: shard})
	}
	total := 0
	for _, acked := range l.acked {
		total += len(acked)
	}
	t.Logf("%d kills, %d messages acknowledged, %d trimmed", kills, total, l.trimmed)
}

// life runs one child, and kills it some time after its first word.
func (l *ledger) life(t *testing.T, f *fixture, after time.Duration) {
	t.Helper()
	o := orders{Dir: f.dir}
	for _, acked := range l.acked {
		o.Next = append(o.Next, len(acked))
	}
	cmd := command(t, f, o)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var timer *time.Timer
	said(out, func(line string) {
		if timer == nil {
			timer = time.AfterFunc(after, func() { cmd.Process.Kill() })
		}
		l.hear(t, line)
	})
	var exit interface{ ExitCode() int }
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != -1 {
		t.Errorf("the child ended by itself: %v", err)
	}
}

// check compares a shard with the ledger.
func (l *ledger) check(t *testing.T, log bus.Log, shard bus.Shard) {
	t.Helper()
	first := statsOf(t, log, shard).First
	if shard == raw1 && first > max(l.committed, 1) || shard == raw0 && first != 1 {
		t.Errorf("%s begins at %d", shard, first)
	}
	at := map[bus.ID]bus.Position{}
	var next [senders]int
	for _, m := range readAll(t, log, shard, first-1, 1<<20) {
		if other, twice := at[m.ID]; twice {
			t.Fatalf("%s: one message is at %d and at %d", shard, other, m.Position)
		}
		at[m.ID] = m.Position
		var sender, n int
		if _, err := fmt.Sscanf(string(m.Body[:min(len(m.Body), 40)]), "%d %d ", &sender, &n); err != nil || sender >= senders {
			t.Fatalf("%s: message %d is %q", shard, m.Position, m.Body[:min(len(m.Body), 40)])
		}
		if m.ID != idOf("%d %d", sender, n) || !bytes.Equal(m.Body, bodyOf(sender, n, 8000)) || shardOf(sender) != shard {
			t.Fatalf("%s: message %d is not what sender %d sent as %d", shard, m.Position, sender, n)
		}
		if n != next[sender] && (first == 1 || next[sender] > 0) {
			t.Fatalf("%s: sender %d sent %d, and %d comes next", shard, sender, next[sender], n)
		}
		next[sender] = n + 1
	}
	for sender, acked := range l.acked {
		if shardOf(sender) != shard {
			continue
		}
		for n, p := range acked {
			if p >= first && at[idOf("%d %d", sender, n)] != p {
				t.Errorf("%s: message %d of sender %d was acknowledged at %d, and is at %d", shard, n, sender, p, at[idOf("%d %d", sender, n)])
			}
		}
	}
}
