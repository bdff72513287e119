// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingesttest

import (
	"context"
	"fmt"
	"net/netip"
	"sync"

	"gambeson/ingest"
)

// Senders knows senders by token, by certificate and by address. The zero Senders knows nobody.
type Senders struct {
	mu     sync.Mutex
	tokens map[string]ingest.Sender
	certs  map[string]ingest.Sender // by host
	ranges map[netip.Prefix]ingest.Sender
}

// Sender implements [ingest.Senders].
func (s *Senders) Sender(_ context.Context, c ingest.Credentials) (ingest.Sender, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.Token != "" {
		if sender, ok := s.tokens[c.Token]; ok {
			return sender, nil
		}
		return ingest.Sender{}, fmt.Errorf("token: %w", ingest.ErrUnauthenticated)
	}
	if c.Certificate != nil {
		for _, name := range c.Certificate.DNSNames {
			if sender, ok := s.certs[name]; ok {
				return sender, nil
			}
		}
	}
	best, bits := ingest.Sender{}, -1
	for p, sender := range s.ranges {
		if p.Contains(c.From) && p.Bits() > bits {
			best, bits = sender, p.Bits()
		}
	}
	if bits < 0 {
		return ingest.Sender{}, fmt.Errorf("no token, and no source for %s: %w", c.From, ingest.ErrUnauthenticated)
	}
	return best, nil
}

// Token makes a sender known by a token.
func (s *Senders) Token(token string, sender ingest.Sender) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tokens == nil {
		s.tokens = map[string]ingest.Sender{}
	}
	s.tokens[token] = sender
}

// Certificate makes a sender known by a certificate for host.
func (s *Senders) Certificate(host string, sender ingest.Sender) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.certs == nil {
		s.certs = map[string]ingest.Sender{}
	}
	s.certs[host] = sender
}

// Revoke makes a token unknown.
func (s *Senders) Revoke(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tokens, token)
}

// Range makes a sender known by a range of addresses.
func (s *Senders) Range(prefix string, sender ingest.Sender) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ranges == nil {
		s.ranges = map[netip.Prefix]ingest.Sender{}
	}
	s.ranges[netip.MustParsePrefix(prefix)] = sender
}

// Close makes every range unknown.
func (s *Senders) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ranges = nil
}
