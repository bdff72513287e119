// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"syscall"
	"time"

	"gambeson/keys"
)

// ownCertificate begins the names of the files of the certificate that doors share where none is configured.
const ownCertificate = "doors"

// Encrypt returns how the port of that name, on address, is encrypted: nil where it is not. Mode is one of keys.Auto,
// keys.On and keys.Insecure. A port that is not, where others can connect, is warned of.
func (d Deps) Encrypt(port, mode, address string, c keys.ServerConfig, protocols ...string) (*tls.Config, error) {
	switch {
	case address == "":
		return nil, nil
	case !keys.Encrypted(mode, address):
		d.WarnPlain(port, address)
		return nil, nil
	}
	server, err := keys.NewServer(keys.Deps{Dir: d.KeysDir, Name: ownCertificate, Log: d.Log}, c, address)
	if err != nil {
		return nil, fmt.Errorf("%s door: %w", port, err)
	}
	return server.TLS(protocols...), nil
}

// WarnPlain warns of a port that is not encrypted, where others can connect.
func (d Deps) WarnPlain(port, address string) {
	if address != "" && !keys.Loopback(address) {
		d.Log.Warn("door is not encrypted: what is sent to it, tokens included, can be read and changed on its way", "port", port, "address", address)
	}
}

// A Port is an address that a door listens on, as it is guarded.
type Port struct {
	// Name is one of the program's own, such as "otlp-grpc".
	Name string
	// MaxConnections is how many may be open; more are closed at once.
	MaxConnections int
	// TLS encrypts connections; nil leaves them plain.
	TLS *tls.Config
}

// Guard returns ln as the port says. Whoever holds many connections open costs no more than these, and a shortage in the
// system (of files, mostly) is waited out instead of ending the door. Its connections are counted, and are *tls.Conn
// where they are encrypted.
func (a *Acceptor) Guard(ln net.Listener, p Port) net.Listener {
	ln = &guard{
		Listener: ln, port: a.portOf(p.Name), slots: make(chan struct{}, p.MaxConnections),
		closed: a.Listening(p.Name), stop: make(chan struct{}),
	}
	if p.TLS != nil {
		ln = tls.NewListener(ln, p.TLS)
	}
	return ln
}

type guard struct {
	net.Listener
	port   *port
	slots  chan struct{}
	closed func()
	once   sync.Once
	stop   chan struct{}
}

// How long a shortage is waited out, the first time and at most.
const (
	shortageWait = 5 * time.Millisecond
	shortageMost = time.Second
)

// Accept returns the next connection that is within the limit.
func (g *guard) Accept() (net.Conn, error) {
	wait := shortageWait
	for {
		conn, err := g.Listener.Accept()
		switch {
		case err != nil && passes(err):
			if !g.pause(wait) {
				return nil, net.ErrClosed
			}
			wait = min(2*wait, shortageMost)
			continue
		case err != nil:
			return nil, err
		}
		select {
		case g.slots <- struct{}{}:
			g.port.connections.Add(1)
			return &guardedConn{Conn: conn, release: sync.OnceFunc(func() {
				<-g.slots
				g.port.connections.Add(-1)
			})}, nil
		default:
			g.port.turned.Add(1)
			conn.Close() //nolint:errcheck // nobody is to know
		}
	}
}

// pause waits, and reports whether the listener is still open.
func (g *guard) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-g.stop:
		return false
	}
}

// Close closes the listener.
func (g *guard) Close() error {
	g.closed()
	g.once.Do(func() { close(g.stop) })
	return g.Listener.Close()
}

// passes reports whether accepting may succeed later.
func passes(err error) bool {
	for _, e := range [...]error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED, syscall.ECONNRESET} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

type guardedConn struct {
	net.Conn
	release func()
}

// Close closes the connection and gives its place free.
func (c *guardedConn) Close() error {
	defer c.release()
	return c.Conn.Close()
}
