// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A Session is a browser that somebody signed in with a token. It may do what
// the token may, and ends with it.
type Session struct {
	ID string // names it; no secret
	// Token is what it was signed in with.
	Token Token
	// Agent is the browser, as it says itself.
	Agent   string
	Created int64
	// Seen is when it was used last, to [seenStep].
	Seen int64
	// Idle is how long it may be unused.
	Idle    time.Duration
	Expires int64 // the latest end, used or not
	Revoked int64 // 0: not
}

// Ends returns when the session ends if it is not used again.
func (s *Session) Ends() int64 { return min(s.Expires, s.Seen+int64(s.Idle)) }

// seenStep is how exactly the last use of a session is known: a write at every
// request would cost more than the request.
const seenStep = time.Minute

// maxAgent is how many bytes of what a browser says of itself are kept.
const maxAgent = 256

// sessionsKept is for how long ended sessions are listed.
const sessionsKept = 30 * 24 * time.Hour

// Sessions are those of all tenants.
type Sessions struct{ *store }

// Open begins a session with the token that secret is, which is of the kind
// given, and returns it with the value of its cookie, which is kept nowhere. It
// ends after life, or when it is unused for idle, or with the token. A secret
// that is no valid token is [ErrToken].
func (s *Sessions) Open(ctx context.Context, kind TokenKind, secret, agent string, idle, life time.Duration) (x Session, cookie string, err error) {
	if len(agent) > maxAgent {
		agent = strings.ToValidUTF8(agent[:maxAgent], "")
	}
	tok, err := authenticate(ctx, s.read, kind, secret, s.now())
	if err != nil {
		return Session{}, "", err
	}
	now := s.now()
	x = Session{ID: randomID(), Token: tok, Agent: agent, Created: now.UnixNano(), Seen: now.UnixNano(), Idle: idle, Expires: now.Add(life).UnixNano()}
	if tok.Expires != 0 {
		x.Expires = min(x.Expires, tok.Expires)
	}
	var random [32]byte
	rand.Read(random[:]) // never fails
	cookie = "gambeson_browser_" + base64.RawURLEncoding.EncodeToString(random[:])
	hash, of := sha256.Sum256([]byte(cookie)), sha256.Sum256([]byte(secret))
	m := mutation{tenant: tok.Tenant, action: "sign-in", kind: "session", object: x.ID, cause: Cause{Actor: tok.Name},
		details: map[string]any{"token": tok.Kind, "agent": agent, "expires": x.Expires}}
	err = s.mutate(ctx, m, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM sessions WHERE expires < ?", now.Add(-sessionsKept).UnixNano()); err != nil {
			return fmt.Errorf("forget ended sessions: %w", err)
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO sessions (hash, id, tenant, token, agent, created, seen, idle, expires) VALUES (?,?,?,?,?,?,?,?,?)",
			hash[:], x.ID, tok.Tenant, of[:], agent, x.Created, x.Seen, int64(idle), x.Expires)
		return err
	})
	if err != nil {
		return Session{}, "", err
	}
	return x, cookie, nil
}

// randomID returns 96 random bits, as hex digits.
func randomID() string {
	var b [12]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// Authenticate returns the session whose cookie this is. Where used is set that
// counts as use of it. All refusals wrap [ErrToken].
func (s *Sessions) Authenticate(ctx context.Context, cookie string, used bool) (Session, error) {
	hash := sha256.Sum256([]byte(cookie))
	x, err := scanSession(s.read.QueryRowContext(ctx, "SELECT "+sessionColumns+sessionFrom+" WHERE s.hash = ?", hash[:]))
	now := s.now().UnixNano()
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Session{}, fmt.Errorf("%w: unknown", ErrToken)
	case err != nil:
		return Session{}, fmt.Errorf("read session: %w", err)
	case x.Revoked != 0 || x.Token.Revoked != 0:
		return Session{}, fmt.Errorf("session %s: %w: revoked", x.ID, ErrToken)
	case now >= x.Ends() || x.Token.Expires != 0 && now >= x.Token.Expires:
		return Session{}, fmt.Errorf("session %s: %w: expired", x.ID, ErrToken)
	}
	if !used || now < x.Seen+int64(seenStep) {
		return x, nil
	}
	x.Seen = now
	if _, err := s.write.ExecContext(ctx, "UPDATE sessions SET seen = max(seen, ?) WHERE hash = ?", now, hash[:]); err != nil {
		return Session{}, fmt.Errorf("note that session %s is used: %w", x.ID, err)
	}
	return x, nil
}

// List returns the sessions of a tenant that have not ended, the last begun
// first.
func (s *Sessions) List(ctx context.Context, tenant string) ([]Session, error) {
	now := s.now().UnixNano()
	q := query{text: "SELECT " + sessionColumns + sessionFrom + ` WHERE s.tenant = ? AND s.revoked = 0 AND s.expires > ? AND s.seen + s.idle > ?
		AND t.revoked = 0 AND (t.expires = 0 OR t.expires > ?) ORDER BY s.created DESC, s.id`, args: []any{tenant, now, now, now}}
	return collect(ctx, s.read, q.limit(0), scanSession)
}

// Revoke ends a session.
func (s *Sessions) Revoke(ctx context.Context, tenant, id string, cause Cause) error {
	m := mutation{tenant: tenant, action: "sign-out", kind: "session", object: id, cause: cause}
	return s.mutate(ctx, m, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, "UPDATE sessions SET revoked = ? WHERE tenant = ? AND id = ? AND revoked = 0", s.now().UnixNano(), tenant, id)
		if err != nil {
			return fmt.Errorf("revoke session %s: %w", id, err)
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("session %s: %w", id, errors.Join(ErrNotFound, err))
		}
		return nil
	})
}

const (
	sessionColumns = `s.id, s.agent, s.created, s.seen, s.idle, s.expires, s.revoked,
	t.tenant, t.kind, t.name, t.scopes, t.created, t.expires, t.revoked`
	sessionFrom = " FROM sessions s JOIN tokens t ON t.hash = s.token"
)

func scanSession(row scanner) (Session, error) {
	var x Session
	t := &x.Token
	err := row.Scan(&x.ID, &x.Agent, &x.Created, &x.Seen, &x.Idle, &x.Expires, &x.Revoked,
		&t.Tenant, &t.Kind, &t.Name, list[string]{&t.Scopes}, &t.Created, &t.Expires, &t.Revoked)
	return x, err
}
