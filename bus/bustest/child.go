// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bustest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"gambeson/bus"
)

// childEnv holds the orders of a child.
const childEnv = "GAMBESON_BUS_CHILD"

// orders is what a child does: senders append to two shards, one message after the other, each from its number on, and
// say so on standard output once it is acknowledged; a consumer commits what it has read.
type orders struct {
	Dir   string
	Next  []int // by sender: the first message that it got no acknowledgement for
	Count int   // messages of each sender; 0: until the child is killed
}

func shardOf(sender int) bus.Shard { return bus.Shard{Stream: bus.Raw, Number: sender % 2} }

// command runs the test that called Run again, up to that call; with is a program to run it under.
func command(t *testing.T, f *fixture, o orders, with ...string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	name, _, _ := strings.Cut(f.root.Name(), "/")
	args := slices.Concat(with, []string{program, "-test.run=^" + name + "$", "-test.count=1"})
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), childEnv+"="+string(text))
	cmd.Stderr = os.Stderr
	return cmd
}

// child is the child's side.
func child(t *testing.T, open Open) {
	t.Helper()
	var o orders
	if err := json.Unmarshal([]byte(os.Getenv(childEnv)), &o); err != nil {
		t.Fatal(err)
	}
	log, err := open(o.Dir)
	if err != nil {
		t.Fatalf("child: %v", err)
	}
	var mu sync.Mutex
	say := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(os.Stdout, format+"\n", args...) // one write
	}
	var wg sync.WaitGroup
	for sender, next := range o.Next {
		wg.Go(func() {
			for i := next; o.Count == 0 || i < o.Count; i++ {
				p, err := log.Append(t.Context(), shardOf(sender), idOf("%d %d", sender, i), bodyOf(sender, i, 8000))
				if err != nil {
					t.Errorf("child: append: %v", err)
					return
				}
				say("ack %d %d %d", sender, i, p)
			}
		})
	}
	if o.Count == 0 {
		go consume(t, log, say)
	}
	wg.Wait()
	if err := log.Close(); err != nil {
		t.Errorf("child: %v", err)
	}
}

// consume reads and commits, and gives up what is behind it now and then.
func consume(t *testing.T, log bus.Log, say func(string, ...any)) {
	t.Helper()
	at, err := log.Committed(t.Context(), "child", raw1)
	for n := 1; err == nil; n++ {
		var got []bus.Message
		if got, err = log.Read(t.Context(), raw1, at, 100000); err != nil {
			break
		}
		at = got[len(got)-1].Position
		if err = log.Commit(t.Context(), "child", raw1, at); err != nil {
			break
		}
		say("commit %d", at)
		if n%10 == 0 {
			if err = log.Trim(t.Context(), raw1, at-min(at, 20)); err == nil {
				say("trim %d", at-min(at, 20))
			}
		}
	}
	t.Errorf("child: consumer: %v", err)
}

// said reads what a child says, line by line; half a line at the end was not said.
func said(r io.Reader, each func(line string)) {
	b := bufio.NewReader(r)
	for {
		line, err := b.ReadString('\n')
		if err != nil {
			return
		}
		each(strings.TrimSuffix(line, "\n"))
	}
}
