// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bustest

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"gambeson/bus"
)

// Open opens the log in a folder that exists, and begins one if the folder is empty.
type Open func(dir string) (bus.Log, error)

// Run tests a log that keeps its data in a folder. It must be the first call of the test.
func Run(t *testing.T, open Open) {
	t.Helper()
	if os.Getenv(childEnv) != "" {
		child(t, open)
		return
	}
	Contract(t, open)
	run(t, open, []test{
		{"Kill", testKill},
		{"FsyncBeforeAck", testFsync},
		{"FullDisk", testFullDisk},
		{"OneProcess", testOneProcess},
		{"BoundedMemory", testMemory},
	})
}

// Contract tests a log that need not outlive its process, but must outlive Close.
func Contract(t *testing.T, open Open) {
	t.Helper()
	run(t, open, []test{
		{"Order", testOrder},
		{"Concurrent", testConcurrent},
		{"AppendAll", testAppendAll},
		{"AppendAllAtOnce", testAppendAllAtOnce},
		{"Resend", testResend},
		{"ResendAtOnce", testResendAtOnce},
		{"ResendAfterRestart", testResendAfterRestart},
		{"ResendAfterCancel", testResendAfterCancel},
		{"Read", testRead},
		{"ReadWaits", testReadWaits},
		{"SlowConsumer", testSlowConsumer},
		{"Sizes", testSizes},
		{"Positions", testPositions},
		{"Forget", testForget},
		{"Trim", testTrim},
		{"TrimAll", testTrimAll},
		{"Epoch", testEpoch},
		{"Stats", testStats},
		{"Invalid", testInvalid},
		{"Close", testClose},
	})
}

type test struct {
	name string
	f    func(*testing.T, *fixture)
}

func run(t *testing.T, open Open, tests []test) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			f := &fixture{dir: t.TempDir(), open: open, root: t}
			defer goleak.VerifyNone(t, before)
			defer f.close(t)
			test.f(t, f)
		})
	}
}

// fixture is a folder and the log that is open in it.
type fixture struct {
	dir  string
	open Open
	log  bus.Log
	root *testing.T
}

func (f *fixture) start(t *testing.T) bus.Log {
	t.Helper()
	log, err := f.open(f.dir)
	if err != nil {
		t.Fatal(err)
	}
	f.log = log
	return log
}

func (f *fixture) close(t *testing.T) {
	t.Helper()
	if f.log == nil {
		return
	}
	if err := f.log.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	f.log = nil
}

func (f *fixture) restart(t *testing.T) bus.Log {
	t.Helper()
	f.close(t)
	return f.start(t)
}

var raw0, raw1, finding7 = bus.Shard{Stream: bus.Raw}, bus.Shard{Stream: bus.Raw, Number: 1}, bus.Shard{Stream: bus.Finding, Number: 7}

// idOf is an id made from a name.
func idOf(format string, args ...any) (id bus.ID) {
	h := fnv.New128a()
	fmt.Fprintf(h, format, args...)
	h.Sum(id[:0])
	return id
}

// bodyOf is the body of message n of a sender: up to size bytes, and the same every time.
func bodyOf(sender, n, size int) []byte {
	r := rand.New(rand.NewPCG(uint64(sender), uint64(n)))
	body := fmt.Appendf(nil, "%d %d ", sender, n)
	for range r.IntN(max(1, size/8)) {
		body = binary.LittleEndian.AppendUint64(body, r.Uint64())
	}
	return body
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func mustAppend(t *testing.T, log bus.Log, to bus.Shard, id bus.ID, body []byte) bus.Position {
	t.Helper()
	p, err := log.Append(within(t), to, id, body)
	if err != nil {
		t.Fatalf("append to %s: %v", to, err)
	}
	return p
}

// readAll reads everything behind a position, in bites of limit bytes.
func readAll(t *testing.T, log bus.Log, from bus.Shard, after bus.Position, limit int) []bus.Message {
	t.Helper()
	var all []bus.Message
	last := lastOf(t, log, from)
	for after < last {
		got, err := log.Read(within(t), from, after, limit)
		if err != nil {
			t.Fatalf("read %s behind %d: %v", from, after, err)
		}
		size := 0
		for _, m := range got {
			if m.Position <= after {
				t.Fatalf("read %s behind %d: position %d", from, after, m.Position)
			}
			after = m.Position
			size += len(m.Body)
		}
		if len(got) == 0 || size > limit && len(got) > 1 {
			t.Fatalf("read %s: %d messages of %d bytes, limit %d", from, len(got), size, limit)
		}
		all = append(all, got...)
	}
	return all
}

func statsOf(t *testing.T, log bus.Log, shard bus.Shard) bus.Stats {
	t.Helper()
	all, err := log.Stats(within(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Shard == shard {
			return s
		}
	}
	return bus.Stats{First: 1}
}

func lastOf(t *testing.T, log bus.Log, shard bus.Shard) bus.Position {
	t.Helper()
	return statsOf(t, log, shard).Last
}
