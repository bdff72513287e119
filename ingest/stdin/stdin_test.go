// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package stdin_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/ingest"
	"gambeson/ingest/ingesttest"
	"gambeson/ingest/stdin"
)

// newDoor returns a door for in, with what counts and logs behind it.
func newDoor(tb testing.TB, in io.Reader, log *ingesttest.Log, out io.Writer) (*stdin.Door, *ingest.Acceptor) {
	tb.Helper()
	logger := slog.New(slog.NewTextHandler(out, nil))
	a, err := ingest.New(log, logger, ingesttest.Config())
	if err != nil {
		tb.Fatal(err)
	}
	return stdin.New(ingest.Deps{Acceptor: a, Log: logger}, in, stdin.Config{Tenant: "acme", Source: "pipe"}), a
}

func TestRead(t *testing.T) {
	log := &ingesttest.Log{}
	big := strings.Repeat("x", int(ingesttest.Config().MaxRecordBytes)+1)
	in := "one\r\n\ntwo\n" + big + "\n" + strings.Repeat("x", 70<<10) + "\n" + big[1:] + "\nlast"
	d, a := newDoor(t, iotest.HalfReader(strings.NewReader(in)), log, io.Discard)
	if err := d.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"one", "two", big[1:], "last"}, log.Data()); d != "" {
		t.Errorf("(-want +got) %.500s", d)
	}
	if n := a.Stats()[0].Refused["too_large"]; n != 2 {
		t.Errorf("%d lines were too large, want 2", n)
	}
	if err := d.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestReadWaits shows that nothing is lost, and no end is told, while the log is full.
func TestReadWaits(t *testing.T) {
	log := &ingesttest.Log{}
	log.Fail(ingest.ErrFull)
	d, _ := newDoor(t, strings.NewReader("one\ntwo\n"), log, io.Discard)
	done := make(chan error, 1)
	go func() { done <- d.Run(t.Context()) }()
	for log.Appends() == 0 {
		time.Sleep(time.Millisecond)
	}
	select {
	case err := <-done:
		t.Fatalf("returned %v while the log is full", err)
	default:
	}
	log.Fail(nil)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"one", "two"}, log.Data()); d != "" {
		t.Error(d)
	}
}

// TestInputBreaks shows that an input which cannot be read any more is reported, and is not the end of the platform.
func TestInputBreaks(t *testing.T) {
	log, out := &ingesttest.Log{}, &bytes.Buffer{}
	d, _ := newDoor(t, io.MultiReader(strings.NewReader("one\n"), iotest.ErrReader(errors.New("broken"))), log, out)
	if err := d.Run(t.Context()); err != nil || !strings.Contains(out.String(), "ended early") || !strings.Contains(out.String(), "broken") {
		t.Errorf("%v; it says %q", err, out)
	}
	if d := cmp.Diff([]string{"one"}, log.Data()); d != "" {
		t.Error(d)
	}
}

func TestCancelled(t *testing.T) {
	log := &ingesttest.Log{}
	log.Fail(ingest.ErrFull)
	d, _ := newDoor(t, strings.NewReader("one\n"), log, io.Discard)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := d.Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error: %v", err)
	}
}

// TestShutdown shuts a door whose program says nothing any more: what it said is durable.
func TestShutdown(t *testing.T) {
	log := &ingesttest.Log{}
	in, program := io.Pipe()
	defer program.Close()
	d, _ := newDoor(t, in, log, io.Discard)
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := d.Run(t.Context()); err != nil {
			t.Error(err)
		}
	})
	if _, err := io.WriteString(program, "one\ntwo"); err != nil {
		t.Fatal(err)
	}
	if err := d.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if d := cmp.Diff([]string{"one", "two"}, log.Data()); d != "" {
		t.Error(d)
	}
}

func TestNoSource(t *testing.T) {
	a, err := ingest.New(&ingesttest.Log{}, slog.New(slog.DiscardHandler), ingesttest.Config())
	if err != nil {
		t.Fatal(err)
	}
	d := stdin.New(ingest.Deps{Acceptor: a}, iotest.ErrReader(errors.New("read")), stdin.Config{})
	if err := d.Run(t.Context()); err != nil {
		t.Error(err)
	}
}

// FuzzRead gives any bytes, in any pieces: the lines are those of a plain reading.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"", "\n", "a\nb", "a\r\n\r\n", "\x00\xff\n\n", "x\r\r\ny"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var want []string
		for line := range strings.SplitSeq(string(data), "\n") {
			if line = strings.TrimRight(line, "\r"); line != "" && len(line) <= int(ingesttest.Config().MaxRecordBytes) {
				want = append(want, line)
			}
		}
		log := &ingesttest.Log{}
		d, _ := newDoor(t, iotest.OneByteReader(bytes.NewReader(data)), log, io.Discard)
		if err := d.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, log.Data()); d != "" {
			t.Error(d)
		}
	})
}
