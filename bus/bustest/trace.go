// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package bustest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// testFsync has strace write down what a child asks of the kernel: between the write of a message and its acknowledgement
// there must be an fsync of that file that began after the write and has ended.
func testFsync(t *testing.T, f *fixture) {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("needs strace, which is not installed")
	}
	const n = 20
	trace := filepath.Join(t.TempDir(), "trace")
	cmd := command(t, f, orders{Dir: f.dir, Next: []int{0}, Count: n}, strace, "-f", "-y", "-s", "12",
		"-e", "trace=write,pwrite64,writev,pwritev,fsync,fdatasync", "-o", trace)
	if out, err := cmd.Output(); err != nil {
		if exec.Command(strace, "-o", os.DevNull, "true").Run() != nil {
			t.Skip("needs strace, which may not trace here")
		}
		t.Fatalf("child: %v\n%s", err, out)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	want := Trace{Dir: f.dir, Ack: func(_, rest string) bool { return strings.Contains(rest, `"ack `) }}
	for i := range n {
		want.Sizes = append(want.Sizes, len(bodyOf(0, i, 8000)))
	}
	if err := want.Check(string(text)); err != nil {
		t.Errorf("%v", err)
	}
}

// A Trace says what is to be seen in the system calls of a process that gets messages one after the other, and
// acknowledges each before it gets the next.
type Trace struct {
	// Dir is the folder below which the messages are written, and nothing else that is as large.
	Dir string
	// Sizes are how many bytes the write of each message has at least.
	Sizes []int
	// Ack reports whether a write to a file is an acknowledgement; rest is what strace wrote behind the file's name.
	Ack func(file, rest string) bool
}

// Check reads what `strace -f -y` wrote of writes and syncs. It returns an error unless before every acknowledgement an
// fsync of the message's file has begun after the write, and ended.
func (want Trace) Check(text string) error {
	tr := &tracer{Trace: want, written: map[string]bool{}, syncing: map[string]string{}}
	tr.Dir += "/"
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if m := traceResumed.FindStringSubmatch(line); m != nil {
			if file, ok := tr.syncing[m[1]]; ok {
				delete(tr.syncing, m[1])
				tr.done(file)
			}
		} else if m := traceCall.FindStringSubmatch(line); m != nil {
			if err := tr.call(m[1], m[2], m[3], m[4]); err != nil {
				return err
			}
		}
	}
	if tr.acks != len(tr.Sizes) {
		return fmt.Errorf("the trace has %d acknowledgements, want %d", tr.acks, len(tr.Sizes))
	}
	return nil
}

var (
	traceCall    = regexp.MustCompile(`^(\d+) +(\w+)\(\d+<(.*?)>([,) ].*)$`)
	traceResumed = regexp.MustCompile(`^(\d+) +<\.\.\. \w+ resumed>`)
	traceSize    = regexp.MustCompile(`"(?:\.\.\.)?, (\d+)`)
)

// tracer follows the writes of messages.
type tracer struct {
	Trace
	written map[string]bool   // files that the message under way may be in, not synced since
	syncing map[string]string // by thread: the file whose fsync is under way
	synced  bool              // a file of those was synced
	acks    int
}

func (tr *tracer) done(file string) {
	if tr.written[file] {
		delete(tr.written, file)
		tr.synced = true
	}
}

// call takes a system call of a thread on a file; rest is what follows in the line.
func (tr *tracer) call(thread, name, file, rest string) error {
	inside := strings.HasPrefix(file, tr.Dir)
	switch {
	case inside && strings.HasSuffix(name, "sync"):
		if strings.Contains(rest, "<unfinished") {
			tr.syncing[thread] = file
		} else {
			tr.done(file)
		}
	case inside:
		size := 0
		if m := traceSize.FindStringSubmatch(rest); m != nil {
			size, _ = strconv.Atoi(m[1])
		}
		if tr.acks < len(tr.Sizes) && size >= tr.Sizes[tr.acks] {
			tr.written[file] = true
			for t, f := range tr.syncing { // one that is under way may not cover it
				if f == file {
					delete(tr.syncing, t)
				}
			}
		}
	case tr.Ack(file, rest):
		tr.acks++
		if !tr.synced {
			return fmt.Errorf("acknowledgement %d comes before an fsync of the message (written, not synced: %v)", tr.acks, tr.written)
		}
		tr.synced = false
		clear(tr.written)
	}
	return nil
}
