// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package stdin_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"gambeson/ingest"
	"gambeson/ingest/ingesttest"
	"gambeson/ingest/stdin"
)

func sender() ingest.Sender { return ingest.Sender{Tenant: "acme", Source: "pipe"} }

func acceptor(t *testing.T, log *ingesttest.Log) *ingest.Acceptor {
	t.Helper()
	a, err := ingest.New(log, slog.New(slog.DiscardHandler), ingesttest.Config())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestRead(t *testing.T) {
	log := &ingesttest.Log{}
	a := acceptor(t, log)
	big := strings.Repeat("x", int(a.Config().MaxRecordBytes)+1)
	in := "one\r\n\ntwo\n" + big + "\n" + strings.Repeat("x", 70<<10) + "\n" + big[1:] + "\nlast"
	if err := stdin.Read(t.Context(), iotest.HalfReader(strings.NewReader(in)), a, sender()); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"one", "two", big[1:], "last"}, log.Data()); d != "" {
		t.Errorf("(-want +got) %.500s", d)
	}
	if n := a.Stats()[0].Refused["too_large"]; n != 2 {
		t.Errorf("%d lines were too large, want 2", n)
	}
}

// TestReadWaits shows that nothing is lost, and no success is told, while the log is full.
func TestReadWaits(t *testing.T) {
	log := &ingesttest.Log{}
	log.Fail(ingest.ErrFull)
	done := make(chan error, 1)
	go func() { done <- stdin.Read(t.Context(), strings.NewReader("one\ntwo\n"), acceptor(t, log), sender()) }()
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

func TestReadFails(t *testing.T) {
	broken := errors.New("broken")
	in := io.MultiReader(strings.NewReader("one\n"), iotest.ErrReader(broken))
	if err := stdin.Read(t.Context(), in, acceptor(t, &ingesttest.Log{}), sender()); !errors.Is(err, broken) {
		t.Errorf("error: %v", err)
	}
	log := &ingesttest.Log{}
	log.Fail(ingest.ErrFull)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := stdin.Read(ctx, strings.NewReader("one\n"), acceptor(t, log), sender()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error: %v", err)
	}
}
