// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"gambeson/ingest"
)

// nowhere is a log that takes nothing.
type nowhere struct{}

func (nowhere) Append(context.Context, string, ingest.ID, []byte) error { return ingest.ErrFull }

func (nowhere) Sender(context.Context, ingest.Credentials) (ingest.Sender, error) {
	return ingest.Sender{}, ingest.ErrUnauthenticated
}

// TestDoors opens and shuts every transport on free ports.
func TestDoors(t *testing.T) {
	c := DefaultConfig().Ingest
	const free = "127.0.0.1:0"
	c.HTTP.Listen, c.OTLP.GRPC, c.OTLP.HTTP, c.Syslog.UDP, c.Syslog.TCP, c.Syslog.TLS = free, free, free, free, free, free
	logger := slog.New(slog.DiscardHandler)
	a, err := ingest.New(nowhere{}, logger, c.Common)
	if err != nil {
		t.Fatal(err)
	}
	for _, open := range doors(ingest.Deps{Acceptor: a, Senders: nowhere{}, Log: logger, KeysDir: t.TempDir()}, c) {
		d, err := open()
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := d.Run(t.Context()); err != nil {
				t.Errorf("%T: %v", d, err)
			}
		})
		if err := d.Shutdown(t.Context()); err != nil {
			t.Errorf("%T: %v", d, err)
		}
		wg.Wait()
	}
}

func TestInputs(t *testing.T) {
	c := DefaultConfig()
	c.Ingest.Stdin.Source = "pipe"
	logger := slog.New(slog.DiscardHandler)
	a, err := ingest.New(nowhere{}, logger, c.Ingest.Common)
	if err != nil {
		t.Fatal(err)
	}
	for _, open := range inputs(ingest.Deps{Acceptor: a, Log: logger}, strings.NewReader(""), c.ingest()) {
		d, err := open()
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(d.Run(t.Context()), d.Shutdown(t.Context())); err != nil {
			t.Error(err)
		}
	}
}
