// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"net"
	"sync"
)

// LimitListener accepts connections from ln and closes at once those beyond limit, so that whoever holds many open
// costs no more than these.
func LimitListener(ln net.Listener, limit int) net.Listener {
	return &limitListener{Listener: ln, slots: make(chan struct{}, limit)}
}

type limitListener struct {
	net.Listener
	slots chan struct{}
}

// Accept returns the next connection that is within the limit.
func (l *limitListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		select {
		case l.slots <- struct{}{}:
			return &limitedConn{Conn: conn, release: sync.OnceFunc(func() { <-l.slots })}, nil
		default:
			conn.Close() //nolint:errcheck // nobody is to know
		}
	}
}

type limitedConn struct {
	net.Conn
	release func()
}

// Close closes the connection and gives its place free.
func (c *limitedConn) Close() error {
	defer c.release()
	return c.Conn.Close()
}
