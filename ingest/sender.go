// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net"
	"net/netip"
)

// A Sender is who sends: it fixes the tenant and the source of everything that comes from it.
type Sender struct {
	Tenant string
	Source string
	// Format is the format of what the source sends; empty to recognize it.
	Format string
}

// key names the sender's shard of the log, its quota and its counters.
func (s Sender) key() string { return s.Tenant + "\x00" + s.Source }

// Credentials are what a client shows of itself.
type Credentials struct {
	// Token is empty where the protocol has none.
	Token string
	// From is the address that the client connects from.
	From netip.Addr
	// Certificate is the client's certificate, verified by the door; nil where it showed none.
	Certificate *x509.Certificate
}

// Senders knows who may send.
type Senders interface {
	// Sender returns who has these credentials: by token, or without one by certificate, or by the narrowest range of
	// addresses that holds From. The error wraps ErrUnauthenticated or ErrForbidden; ErrUnavailable where it cannot be
	// known now. It MUST be fast: doors ask once for every request.
	Sender(ctx context.Context, c Credentials) (Sender, error)
}

// Deps is what code gives to every door.
type Deps struct {
	Acceptor *Acceptor
	Senders  Senders
	Log      *slog.Logger
	// KeysDir is the folder in which an own certificate is kept; empty where there is none.
	KeysDir string
	// Dir is the folder for what a door has to remember; empty where there is none.
	Dir string
}

// Sender finds out who sends; who is not known is counted.
func (d Deps) Sender(ctx context.Context, c Credentials) (Sender, error) {
	s, err := d.Senders.Sender(ctx, c)
	if err != nil {
		d.Acceptor.RefuseUnknown(err)
	}
	return s, err
}

// Address returns the address of a network address, without its port; the zero Addr where it has none.
func Address(a net.Addr) netip.Addr {
	if a == nil {
		return netip.Addr{}
	}
	p, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.Addr{}
	}
	return p.Addr().Unmap()
}
