// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingesttest

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"
)

// A Door is a door over streams, as rooms have them.
type Door interface {
	Serve(ctx context.Context, ln net.Listener) error
	Shutdown(ctx context.Context) error
}

// Serve opens a door on a free port of 127.0.0.1 and returns its address. stop drains it, and waits for its end.
func Serve(tb testing.TB, d Door) (address string, stop func()) {
	tb.Helper()
	ln, err := (&net.ListenConfig{}).Listen(tb.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- d.Serve(context.Background(), ln) }()
	return ln.Addr().String(), sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := d.Shutdown(ctx); err != nil {
			tb.Error(err)
		}
		if err := <-served; err != nil {
			tb.Errorf("serve: %v", err)
		}
	})
}
