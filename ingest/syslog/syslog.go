// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package syslog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"sync"
	"time"

	"gambeson/ingest"
	"gambeson/keys"
)

// The ports' names.
const (
	portUDP = "syslog-udp"
	portTCP = "syslog-tcp"
	portTLS = "syslog-tls"
)

const (
	maxDatagram = 64 << 10
	// socketBuffer is what the system may keep of datagrams while the door is busy; it MAY allow less.
	socketBuffer = 4 << 20
)

// A Door is the door for syslog. Make one with [New].
type Door struct {
	deps             ingest.Deps
	config           Config
	closing          chan struct{}
	plain, encrypted ingest.Port
	streams          sync.WaitGroup // connections and datagrams that are read
	writers          sync.WaitGroup // collectors

	mu         sync.Mutex
	closed     bool
	open       map[io.Closer]struct{} // listeners and connections
	collectors map[ingest.Sender]*ingest.Collector
}

// New returns a door that is still shut.
func New(d ingest.Deps, c Config) (*Door, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	d.Acceptor = d.Acceptor.Door("syslog")
	encryption, err := d.Encrypt(portTLS, keys.On, c.TLS, c.Certificate)
	if err != nil {
		return nil, err
	}
	d.WarnPlain(portUDP, c.UDP)
	d.WarnPlain(portTCP, c.TCP)
	return &Door{
		deps: d, config: c, closing: make(chan struct{}),
		plain:     ingest.Port{Name: portTCP, MaxConnections: c.MaxConnections},
		encrypted: ingest.Port{Name: portTLS, MaxConnections: c.MaxConnections, TLS: encryption},
		open:      map[io.Closer]struct{}{}, collectors: map[ingest.Sender]*ingest.Collector{},
	}, nil
}

// Run listens on the configured addresses and serves until Shutdown. Cancelling ctx stops it in the middle: what was
// read and is not in the log yet is lost.
func (d *Door) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	start := func(address string, serve func() error) {
		if address == "" {
			return
		}
		wg.Go(func() {
			if err := serve(); err != nil {
				cancel(err) // one without the others is no door
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
			}
		})
	}
	var lc net.ListenConfig
	start(d.config.UDP, func() error {
		pc, err := lc.ListenPacket(ctx, "udp", d.config.UDP)
		if err != nil {
			return fmt.Errorf("syslog door: %w", err)
		}
		return d.ServePacket(ctx, pc)
	})
	start(d.config.TCP, func() error {
		ln, err := lc.Listen(ctx, "tcp", d.config.TCP)
		if err != nil {
			return fmt.Errorf("syslog door: %w", err)
		}
		return d.Serve(ctx, ln)
	})
	start(d.config.TLS, func() error {
		ln, err := lc.Listen(ctx, "tcp", d.config.TLS)
		if err != nil {
			return fmt.Errorf("syslog door: %w", err)
		}
		return d.ServeTLS(ctx, ln)
	})
	wg.Wait()
	return errors.Join(errs...)
}

// Serve serves TCP on a listener that is open already. It closes ln, and returns when the last connection is done.
func (d *Door) Serve(ctx context.Context, ln net.Listener) error { return d.serve(ctx, ln, d.plain) }

// ServeTLS is Serve with TLS; the configuration names an address for it.
func (d *Door) ServeTLS(ctx context.Context, ln net.Listener) error {
	return d.serve(ctx, ln, d.encrypted)
}

func (d *Door) serve(ctx context.Context, ln net.Listener, port ingest.Port) error {
	ln = d.deps.Acceptor.Guard(ln, port)
	if !d.enter(ln) {
		return nil
	}
	stop := context.AfterFunc(ctx, d.abort)
	defer stop()
	defer d.streams.Done()
	var wg sync.WaitGroup
	defer wg.Wait()
	defer d.leave(ln)
	for {
		c, err := ln.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) {
				return ctx.Err()
			}
			return fmt.Errorf("syslog door: %w", err)
		}
		if !d.enter(c) {
			return ctx.Err()
		}
		wg.Go(func() {
			defer d.streams.Done()
			defer d.leave(c)
			d.serveConn(ctx, c)
		})
	}
}

// ServePacket serves datagrams on a socket that is open already. It closes pc.
func (d *Door) ServePacket(ctx context.Context, pc net.PacketConn) error {
	if !d.enter(pc) {
		return nil
	}
	stop := context.AfterFunc(ctx, d.abort)
	defer stop()
	defer d.streams.Done()
	defer d.leave(pc)
	defer d.deps.Acceptor.Listening(portUDP)()
	if u, ok := pc.(*net.UDPConn); ok {
		u.SetReadBuffer(socketBuffer) //nolint:errcheck // less is slower, not wrong
	}
	buf := make([]byte, maxDatagram)
	for {
		n, from, err := pc.ReadFrom(buf)
		if err != nil {
			if errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrDeadlineExceeded) { // see shut
				return ctx.Err()
			}
			return fmt.Errorf("syslog door: %w", err)
		}
		m := bytes.TrimRight(buf[:n], "\r\n\x00")
		if len(m) == 0 {
			continue
		}
		sender, err := d.deps.Sender(ctx, ingest.Credentials{From: ingest.Address(from)})
		if err != nil {
			continue
		}
		c, err := d.collector(ctx, sender)
		if err != nil {
			return ctx.Err()
		}
		ok, err := c.TryAdd(m)
		if err == nil && !ok {
			err = ingest.ErrBusy
		}
		if err != nil {
			d.deps.Acceptor.Refuse(sender, err)
		}
	}
}

// Shutdown stops listening, reads for a moment what is on its way, and waits until what was read is in the log.
func (d *Door) Shutdown(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		d.shut()
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("shut down the syslog door: %w", ctx.Err())
	}
}

func (d *Door) shut() {
	d.mu.Lock()
	if !d.closed {
		d.closed = true
		close(d.closing)
	}
	for c := range d.open {
		if stream, ok := c.(net.Conn); ok {
			if err := stream.SetReadDeadline(time.Now().Add(drainTime)); err == nil {
				continue
			}
		}
		c.Close()
	}
	d.mu.Unlock()
	d.streams.Wait()
	d.mu.Lock()
	for _, c := range d.collectors {
		c.Close()
	}
	d.mu.Unlock()
	d.writers.Wait()
}

// abort closes everything at once.
func (d *Door) abort() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	for c := range d.open {
		c.Close()
	}
}

// enter takes note of what is open; it closes c and returns false where the door is shut.
func (d *Door) enter(c io.Closer) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		c.Close()
		return false
	}
	d.open[c] = struct{}{}
	d.streams.Add(1)
	return true
}

func (d *Door) leave(c io.Closer) {
	d.mu.Lock()
	delete(d.open, c)
	d.mu.Unlock()
	c.Close()
}

// collector returns the collector of a sender, and starts it when it is the first.
func (d *Door) collector(ctx context.Context, s ingest.Sender) (*ingest.Collector, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if c, ok := d.collectors[s]; ok {
		return c, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := d.deps.Acceptor.Collect(s, "syslog/"+d.deps.Acceptor.Life()+"/"+strconv.Itoa(len(d.collectors)))
	d.collectors[s] = c
	d.writers.Go(func() {
		if err := c.Run(ctx); err != nil && ctx.Err() == nil {
			d.deps.Log.ErrorContext(ctx, "records of a syslog source are lost", "tenant", s.Tenant, "source_name", s.Source, "error", err)
		}
	})
	return c, nil
}
