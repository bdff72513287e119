// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// A Source is a sender: whatever comes with its token, or from its addresses,
// belongs to its tenant.
type Source struct {
	Tenant string `json:"tenant"`
	Name   string `json:"name"`
	// Format is what it sends; empty to recognize it.
	Format string `json:"format"`
	// Ranges are addresses that may send without a token, over transports that
	// know none. No two sources have the same range.
	Ranges []netip.Prefix `json:"ranges"`
	// Certificates are the client certificates that may send without a token: a
	// name that stands in them (of a host, an address, a URI, a mail box; the
	// common name where there is no other) or "sha256:" and their fingerprint in
	// hexadecimal. No two sources have the same one.
	Certificates []string `json:"certificates"`
	Created      int64    `json:"created"`
	// Revoked is when it was; 0 for a source that may send.
	Revoked int64 `json:"revoked,omitempty"`
	// Seen is when it sent last, to a minute or so; 0 for one that never did.
	Seen int64 `json:"seen,omitempty"`
}

// sourceName is what a source, a token and a tenant may be called.
var sourceName = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$`)

// certificateName is what a client certificate may be known by.
var certificateName = regexp.MustCompile(`^(?i:sha256:[0-9a-f]{64}|[!-9;-~]{1,253}|[0-9a-f]*:[0-9a-f:.]{1,45}|[a-z][a-z0-9+.-]*://[!-~]{1,512})$`)

// Sources are the senders.
type Sources struct {
	*store
	changed atomic.Uint64
}

// Add adds a source and returns its token, which is kept nowhere. A name that
// is taken, by a revoked source too, is [ErrExists]. Where cause repeats an
// earlier key the token is empty, since it was shown before.
func (s *Sources) Add(ctx context.Context, src Source, cause Cause) (token string, err error) {
	if err := src.tidy(); err != nil {
		return "", err
	}
	ranges, err := jsonList(src.Ranges)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	names, err := jsonList(src.Certificates)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	details := map[string]any{"format": src.Format, "ranges": src.Ranges}
	if len(src.Certificates) > 0 {
		details["certificates"] = src.Certificates
	}
	m := mutation{tenant: src.Tenant, action: "add", kind: "source", object: src.Name, cause: cause, details: details}
	err = s.mutate(ctx, m, func(tx *sql.Tx) error {
		if err := s.free(ctx, tx, &src); err != nil {
			return err
		}
		now := s.now().UnixNano()
		if _, err := tx.ExecContext(ctx, "INSERT INTO sources (tenant, name, format, ranges, certificates, created) VALUES (?,?,?,?,?,?)",
			src.Tenant, src.Name, src.Format, ranges, names, now); err != nil {
			return fmt.Errorf("add source %s: %w", src.Name, err)
		}
		token, err = insertToken(ctx, tx, &Token{Tenant: src.Tenant, Kind: SourceToken, Name: src.Name, Created: now})
		return err
	})
	return s.done(token, err)
}

// tidy refuses what no source can have, and writes the rest in one way.
func (src *Source) tidy() error {
	if !sourceName.MatchString(src.Tenant) || !sourceName.MatchString(src.Name) {
		return fmt.Errorf("%w: source %q of tenant %q: want letters, digits, '.', '_' and '-'", ErrInvalid, src.Name, src.Tenant)
	}
	for i, r := range src.Ranges {
		if !r.IsValid() {
			return fmt.Errorf("%w: an address range that is none", ErrInvalid)
		}
		src.Ranges[i] = netip.PrefixFrom(r.Addr().Unmap(), r.Bits()).Masked()
	}
	certificates := make([]string, len(src.Certificates))
	for i, name := range src.Certificates {
		if !certificateName.MatchString(name) {
			return fmt.Errorf("%w: certificate %q: want a name, or sha256: and 64 hexadecimal digits", ErrInvalid, name)
		}
		certificates[i] = strings.ToLower(name)
	}
	src.Certificates = certificates
	return nil
}

// free refuses a name, a range or a certificate that is taken.
func (s *Sources) free(ctx context.Context, tx *sql.Tx, src *Source) error {
	all, err := listSources(ctx, tx, "")
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.Tenant == src.Tenant && x.Name == src.Name {
			return fmt.Errorf("source %s: %w", src.Name, ErrExists)
		}
		for _, r := range src.Ranges {
			if x.Revoked == 0 && slices.Contains(x.Ranges, r) {
				return fmt.Errorf("address range %s: %w", r, ErrExists)
			}
		}
		for _, c := range src.Certificates {
			if x.Revoked == 0 && slices.Contains(x.Certificates, c) {
				return fmt.Errorf("certificate %s: %w", c, ErrExists)
			}
		}
	}
	return nil
}

// Rotate gives a source a new token. The tokens it has go on for the time
// grace.
func (s *Sources) Rotate(ctx context.Context, tenant, name string, grace time.Duration, cause Cause) (token string, err error) {
	m := mutation{tenant: tenant, action: "rotate", kind: "source", object: name, cause: cause, details: map[string]any{"grace": grace.String()}}
	err = s.mutate(ctx, m, func(tx *sql.Tx) error {
		src, err := getSource(ctx, tx, tenant, name)
		if err != nil {
			return err
		}
		if src.Revoked != 0 {
			return fmt.Errorf("source %s: %w: it was revoked", name, ErrInvalid)
		}
		now := s.now()
		until := now.Add(max(grace, 0)).UnixNano()
		if _, err := tx.ExecContext(ctx, `UPDATE tokens SET expires = ?1 WHERE tenant = ?2 AND kind = ?3 AND name = ?4
			AND revoked = 0 AND (expires = 0 OR expires > ?1)`, until, tenant, SourceToken, name); err != nil {
			return fmt.Errorf("rotate source %s: %w", name, err)
		}
		token, err = insertToken(ctx, tx, &Token{Tenant: tenant, Kind: SourceToken, Name: name, Created: now.UnixNano()})
		return err
	})
	return s.done(token, err)
}

// Revoke ends a source: neither its tokens nor its addresses may send any more,
// and its name stays taken.
func (s *Sources) Revoke(ctx context.Context, tenant, name string, cause Cause) error {
	m := mutation{tenant: tenant, action: "revoke", kind: "source", object: name, cause: cause}
	err := s.mutate(ctx, m, func(tx *sql.Tx) error {
		src, err := getSource(ctx, tx, tenant, name)
		if err != nil {
			return err
		}
		if src.Revoked != 0 {
			return fmt.Errorf("source %s: %w: it was revoked", name, ErrInvalid)
		}
		now := s.now().UnixNano()
		if _, err := tx.ExecContext(ctx, "UPDATE sources SET revoked = ? WHERE tenant = ? AND name = ?", now, tenant, name); err != nil {
			return fmt.Errorf("revoke source %s: %w", name, err)
		}
		return revokeTokens(ctx, tx, tenant, SourceToken, name, now)
	})
	_, err = s.done("", err)
	return err
}

// Seen remembers when sources were seen last. A source that is not known, or was
// seen later, is left as it is, unless that is later than now: then it was seen
// by a clock that was ahead. It is no mutation of anybody's, and leaves no trail.
func (s *Sources) Seen(ctx context.Context, all []Source) error {
	return s.tx(ctx, func(tx *sql.Tx) error {
		for _, x := range all {
			if _, err := tx.ExecContext(ctx, "UPDATE sources SET seen = ?1 WHERE tenant = ?2 AND name = ?3 AND (seen < ?1 OR seen > ?4)",
				x.Seen, x.Tenant, x.Name, s.now().UnixNano()); err != nil {
				return fmt.Errorf("source %s was seen: %w", x.Name, err)
			}
		}
		return nil
	})
}

// done counts a mutation.
func (s *Sources) done(token string, err error) (string, error) {
	if err != nil {
		return "", err
	}
	s.changed.Add(1)
	return token, nil
}

// Changed grows whenever a source may have changed: who keeps a copy compares.
func (s *Sources) Changed() uint64 { return s.changed.Load() }

// List returns the sources of a tenant, or of all where it is empty, with the
// revoked ones, by tenant and name.
func (s *Sources) List(ctx context.Context, tenant string) ([]Source, error) {
	return listSources(ctx, s.read, tenant)
}

// Get returns a source.
func (s *Sources) Get(ctx context.Context, tenant, name string) (Source, error) {
	return getSource(ctx, s.read, tenant, name)
}

// Authenticate returns the source whose token this is. All refusals wrap
// [ErrToken].
func (s *Sources) Authenticate(ctx context.Context, token string) (Source, error) {
	t, err := authenticate(ctx, s.read, SourceToken, token, s.now())
	if err != nil {
		return Source{}, err
	}
	src, err := getSource(ctx, s.read, t.Tenant, t.Name)
	if err == nil && src.Revoked != 0 {
		err = fmt.Errorf("source %s: %w: revoked", src.Name, ErrToken)
	}
	return src, err
}

const sourceColumns = "tenant, name, format, ranges, certificates, created, revoked, seen"

// listSources reads all sources: there are thousands at most, and who checks
// ranges needs every one.
func listSources(ctx context.Context, db querier, tenant string) ([]Source, error) {
	q := query{text: "SELECT " + sourceColumns + " FROM sources WHERE 1"}
	q.and("tenant = ?", tenant)
	q.text += " ORDER BY tenant, name"
	return collect(ctx, db, q, scanSource)
}

func getSource(ctx context.Context, db querier, tenant, name string) (Source, error) {
	src, err := scanSource(db.QueryRowContext(ctx, "SELECT "+sourceColumns+" FROM sources WHERE tenant = ? AND name = ?", tenant, name))
	return one(src, err, "source", name)
}

func scanSource(row scanner) (Source, error) {
	var x Source
	err := row.Scan(&x.Tenant, &x.Name, &x.Format, list[netip.Prefix]{&x.Ranges}, list[string]{&x.Certificates}, &x.Created, &x.Revoked, &x.Seen)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("read source: %w", err)
	}
	return x, err
}
