// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package stdin

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"

	"gambeson/ingest"
)

// A Door takes what another program writes to this one. Make one with [New].
type Door struct {
	acceptor *ingest.Acceptor
	log      *slog.Logger
	in       io.Reader
	sender   ingest.Sender
	stop     chan struct{}
	shut     func()
	running  sync.WaitGroup
}

// New returns a door for in. It stays shut where c names no source.
func New(d ingest.Deps, in io.Reader, c Config) *Door {
	stop := make(chan struct{})
	return &Door{
		acceptor: d.Acceptor.Door("stdin"), log: d.Log, in: in, sender: ingest.Sender{Tenant: c.Tenant, Source: c.Source, Format: c.Format},
		stop: stop, shut: sync.OnceFunc(func() { close(stop) }),
	}
}

// Run reads until the end of the input or Shutdown, and returns nil once every line that was read is durable. An input
// that cannot be read any more ends with it, and is reported. Cancelling ctx stops it in the middle.
//
// A program that is waited for cannot be interrupted by all systems: one read MAY go on after Run has returned, and what
// it brings is lost, as everything is that the other program writes then.
func (d *Door) Run(ctx context.Context) error {
	if d.sender.Source == "" {
		return nil
	}
	d.running.Add(1)
	defer d.running.Done()
	err := d.read(ctx)
	switch {
	case errors.Is(err, ingest.ErrClosed), err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		d.log.ErrorContext(ctx, "standard input ended early", "source_name", d.sender.Source, "error", err)
	default:
		d.log.InfoContext(ctx, "standard input ended", "source_name", d.sender.Source)
	}
	return nil
}

// Shutdown ends Run, and waits until what was read is durable.
func (d *Door) Shutdown(ctx context.Context) error {
	d.shut()
	done := make(chan struct{})
	go func() {
		defer close(done)
		d.running.Wait()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("shut down standard input: %w", ctx.Err())
	}
}

// read makes every line durable.
func (d *Door) read(ctx context.Context) error {
	c := d.acceptor.Collect(d.sender, "stdin/"+d.acceptor.Life())
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	written := make(chan error, 1)
	go func() {
		defer cancel() // nobody would take what is read
		written <- c.Run(ctx)
	}()
	err := d.lines(ctx, pumped(ctx, d.in, d.stop), c)
	c.Close() // Run writes what there is
	if werr := <-written; werr != nil {
		return werr
	}
	return err
}

// lines hands lines to the collector.
func (d *Door) lines(ctx context.Context, in io.Reader, c *ingest.Collector) error {
	limit := int(d.acceptor.Config().MaxRecordBytes)
	r := bufio.NewReaderSize(in, pumpStep)
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if len(line) <= limit+2 {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		switch m := bytes.TrimRight(line, "\r\n"); {
		case len(m) > limit:
			d.acceptor.Refuse(d.sender, ingest.ErrTooLarge)
		case len(m) > 0:
			if err := c.Add(ctx, m); err != nil {
				return err
			}
		}
		line = line[:0]
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read standard input: %w", err)
		}
	}
}
