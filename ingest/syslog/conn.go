// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package syslog

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"time"

	"gambeson/ingest"
)

// drainTime is how long a connection is still read when the door shuts: what is on its way.
const drainTime = 200 * time.Millisecond

// conn is a connection with the deadlines of the door.
type conn struct {
	net.Conn
	config   *Config
	closing  <-chan struct{}
	framing  bool      // within a message
	deadline time.Time // of the message; zero if its deadline has not begun
}

// Read reads until the deadline of the message, or of the silence before it.
func (c *conn) Read(p []byte) (int, error) {
	select {
	case <-c.closing: // has set the last deadline
	default:
		at := time.Now().Add(c.config.IdleTimeout)
		if c.framing {
			if c.deadline.IsZero() {
				c.deadline = time.Now().Add(c.config.FrameTimeout)
			}
			at = c.deadline
		}
		if err := c.SetReadDeadline(at); err != nil {
			return 0, err
		}
	}
	n, err := c.Conn.Read(p)
	c.framing = true // whatever was read begins a message, if it does not end one
	return n, err
}

// serveConn reads messages until the client or the door is done.
func (d *Door) serveConn(ctx context.Context, raw net.Conn) {
	credentials := ingest.Credentials{From: ingest.Address(raw.RemoteAddr())}
	if t, ok := raw.(*tls.Conn); ok {
		if !d.handshake(ctx, t) {
			return
		}
		if state := t.ConnectionState(); len(state.VerifiedChains) > 0 {
			credentials.Certificate = state.PeerCertificates[0]
		}
	}
	c := &conn{Conn: raw, config: &d.config, closing: d.closing}
	f := newFrames(c, int(d.deps.Acceptor.Config().MaxRecordBytes))
	var into *ingest.Collector
	var sender ingest.Sender
	for {
		if f.r.Buffered() == 0 { // who sends is asked again whenever something new comes
			var err error
			if sender, err = d.deps.Sender(ctx, credentials); err != nil {
				return
			}
			if into, err = d.collector(ctx, sender); err != nil {
				return
			}
		}
		m, err := f.next()
		c.deadline = time.Time{}
		c.framing = f.r.Buffered() > 0
		switch {
		case errors.Is(err, ingest.ErrTooLarge):
			d.deps.Acceptor.Refuse(sender, err)
			continue
		case errors.Is(err, io.ErrUnexpectedEOF):
			d.deps.Acceptor.Refuse(sender, ingest.ErrMalformed)
			return
		case err != nil:
			return
		}
		if err := into.Add(ctx, m); err != nil {
			return
		}
	}
}

// handshake speaks TLS, within the time for a message.
func (d *Door) handshake(ctx context.Context, t *tls.Conn) bool {
	ctx, cancel := context.WithTimeout(ctx, d.config.FrameTimeout)
	defer cancel()
	return t.HandshakeContext(ctx) == nil
}
