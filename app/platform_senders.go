// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"

	"gambeson/api"
	"gambeson/ingest"
	"gambeson/keys"
	"gambeson/state"
)

// senders knows who may send, out of the state. It keeps what it was told until
// a source changes: doors ask for every request. It implements
// [ingest.Senders].
type senders struct {
	sources *state.Sources

	mu      sync.Mutex
	version uint64
	tokens  map[[sha256.Size]byte]ingest.Sender
	ranges  []ranged
	certs   map[string]ingest.Sender // by name or fingerprint
	loaded  bool
}

// ranged is a range of addresses that may send without a token.
type ranged struct {
	prefix netip.Prefix
	sender ingest.Sender
}

// maxTokens bounds how many tokens are kept.
const maxTokens = 10_000

func newSenders(s *state.Sources) *senders {
	return &senders{sources: s, tokens: make(map[[sha256.Size]byte]ingest.Sender)}
}

// Sender implements [ingest.Senders].
func (s *senders) Sender(ctx context.Context, c ingest.Credentials) (ingest.Sender, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.sources.Changed(); v != s.version {
		s.version, s.loaded = v, false
		clear(s.tokens)
	}
	if c.Token != "" {
		return s.byToken(ctx, c.Token)
	}
	if err := s.load(ctx); err != nil {
		return ingest.Sender{}, err
	}
	if c.Certificate != nil {
		for _, name := range certificateNames(c.Certificate) {
			if known, ok := s.certs[name]; ok {
				return known, nil
			}
		}
	}
	return s.byAddress(c.From)
}

// load reads who is known without a token, unless that is known.
func (s *senders) load(ctx context.Context) error {
	if s.loaded {
		return nil
	}
	all, err := s.sources.List(ctx, "")
	if err != nil {
		return fmt.Errorf("%w: %w", ingest.ErrUnavailable, err)
	}
	s.ranges, s.certs = s.ranges[:0], map[string]ingest.Sender{}
	for _, src := range all {
		if src.Revoked != 0 {
			continue
		}
		for _, r := range src.Ranges {
			s.ranges = append(s.ranges, ranged{r, senderOf(src)})
		}
		for _, name := range src.Certificates {
			s.certs[name] = senderOf(src)
		}
	}
	s.loaded = true
	return nil
}

// certificateNames lists what a source may call a certificate: its fingerprint,
// and the names that stand in it. The common name counts where there is no
// other, as RFC 6125 says.
func certificateNames(c *x509.Certificate) []string {
	names := append([]string{"sha256:" + keys.Fingerprint(c)}, c.DNSNames...)
	for _, u := range c.URIs {
		names = append(names, u.String())
	}
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	names = append(names, c.EmailAddresses...)
	if len(names) == 1 && c.Subject.CommonName != "" {
		names = append(names, c.Subject.CommonName)
	}
	for i, n := range names {
		names[i] = strings.ToLower(n)
	}
	return names
}

func (s *senders) byToken(ctx context.Context, token string) (ingest.Sender, error) {
	key := sha256.Sum256([]byte(token))
	if known, ok := s.tokens[key]; ok {
		return known, nil
	}
	src, err := s.sources.Authenticate(ctx, token)
	switch {
	case errors.Is(err, state.ErrToken), errors.Is(err, state.ErrNotFound):
		return ingest.Sender{}, fmt.Errorf("%w: %w", ingest.ErrUnauthenticated, err)
	case err != nil:
		return ingest.Sender{}, fmt.Errorf("%w: %w", ingest.ErrUnavailable, err)
	}
	if len(s.tokens) >= maxTokens {
		clear(s.tokens)
	}
	s.tokens[key] = senderOf(src)
	return s.tokens[key], nil
}

// byAddress returns who has the narrowest range that holds the address.
func (s *senders) byAddress(from netip.Addr) (ingest.Sender, error) {
	best := -1
	for i, r := range s.ranges {
		if r.prefix.Contains(from) && (best < 0 || r.prefix.Bits() > s.ranges[best].prefix.Bits()) {
			best = i
		}
	}
	if best < 0 {
		return ingest.Sender{}, fmt.Errorf("%w: no token and no known certificate, and no source has the address %s", ingest.ErrUnauthenticated, from)
	}
	return s.ranges[best].sender, nil
}

func senderOf(s state.Source) ingest.Sender {
	return ingest.Sender{Tenant: s.Tenant, Source: s.Name, Format: s.Format}
}

// activity tells the API what the acceptor knows of a source. It implements
// [api.Senders].
type activity struct{ acceptor *ingest.Acceptor }

// Activity implements [api.Senders].
func (a activity) Activity(tenant, source string) (api.Activity, bool) {
	for _, s := range a.acceptor.Stats() {
		if s.Tenant == tenant && s.Source == source {
			return api.Activity{Records: s.Records, Bytes: s.Bytes, Refused: s.Refused, Seen: s.Seen, Silent: s.Silent}, true
		}
	}
	return api.Activity{}, false
}
