// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package state

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"
)

// ErrToken is wrapped where a token is not known, expired or revoked: refuse the
// request, and do not say which.
var ErrToken = errors.New("not a valid token")

// TokenKind says what a token is for.
type TokenKind string

// The kinds of tokens.
const (
	SourceToken  TokenKind = "source"  // a sender's
	APIToken     TokenKind = "api"     // a program's
	SessionToken TokenKind = "session" // a person's, after the set-up
	SetupToken   TokenKind = "setup"   // of the one-time address
)

// prefix begins every token of a kind, so that one that leaks is recognized.
func (k TokenKind) prefix() string { return "gambeson_" + string(k) + "_" }

// A Token is what is known about a token, without the token.
type Token struct {
	Tenant string    `json:"tenant"`
	Kind   TokenKind `json:"kind"`
	Name   string    `json:"name"`
	// Scopes are what it may do.
	Scopes  []string `json:"scopes"`
	Created int64    `json:"created"`
	Expires int64    `json:"expires,omitempty"` // 0: never
	Revoked int64    `json:"revoked,omitempty"` // 0: not
}

// Tokens are those of the API; senders' tokens belong to [Sources].
type Tokens struct{ *store }

// Create makes a token and returns it; it is kept nowhere. A name that a valid
// token of the tenant and kind has is [ErrExists]. Where cause repeats an
// earlier key, what is returned is empty.
func (t *Tokens) Create(ctx context.Context, tok Token, cause Cause) (secret string, err error) {
	m, err := createToken(&tok, cause)
	if err != nil {
		return "", err
	}
	err = t.mutate(ctx, m, func(tx *sql.Tx) error {
		secret, err = t.create(ctx, tx, &tok)
		return err
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// Exchange ends a token of the given kind, which is good for this once, and
// returns a new one in its place.
func (t *Tokens) Exchange(ctx context.Context, secret string, kind TokenKind, next Token, cause Cause) (string, error) {
	m, err := createToken(&next, cause)
	if err != nil {
		return "", err
	}
	result := ""
	err = t.mutate(ctx, m, func(tx *sql.Tx) error {
		old, err := authenticate(ctx, tx, kind, secret, t.now())
		if err != nil {
			return err
		}
		if old.Tenant != next.Tenant {
			return fmt.Errorf("%w: of another tenant", ErrToken)
		}
		if err := revokeTokens(ctx, tx, old.Tenant, kind, old.Name, t.now().UnixNano()); err != nil {
			return err
		}
		result, err = t.create(ctx, tx, &next)
		return err
	})
	if err != nil {
		return "", err
	}
	return result, nil
}

// createToken is the mutation that makes tok.
func createToken(tok *Token, cause Cause) (mutation, error) {
	if !sourceName.MatchString(tok.Tenant) || !sourceName.MatchString(tok.Name) {
		return mutation{}, fmt.Errorf("%w: token %q of tenant %q: want letters, digits, '.', '_' and '-'", ErrInvalid, tok.Name, tok.Tenant)
	}
	switch tok.Kind {
	case APIToken, SessionToken, SetupToken:
	default:
		return mutation{}, fmt.Errorf("%w: a token of kind %q", ErrInvalid, tok.Kind)
	}
	details := map[string]any{"kind": tok.Kind, "scopes": tok.Scopes, "expires": tok.Expires}
	return mutation{tenant: tok.Tenant, action: "create", kind: "token", object: tok.Name, details: details, cause: cause}, nil
}

func (t *Tokens) create(ctx context.Context, tx *sql.Tx, tok *Token) (string, error) {
	tok.Created = t.now().UnixNano()
	taken := 0
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM tokens WHERE tenant = ? AND kind = ? AND name = ?
		AND revoked = 0 AND (expires = 0 OR expires > ?)`, tok.Tenant, tok.Kind, tok.Name, tok.Created).Scan(&taken); err != nil {
		return "", fmt.Errorf("read tokens: %w", err)
	}
	if taken > 0 {
		return "", fmt.Errorf("token %s: %w", tok.Name, ErrExists)
	}
	return insertToken(ctx, tx, tok)
}

// Revoke ends the tokens of a name and a kind.
func (t *Tokens) Revoke(ctx context.Context, tenant string, kind TokenKind, name string, cause Cause) error {
	m := mutation{tenant: tenant, action: "revoke", kind: "token", object: name, details: map[string]any{"kind": kind}, cause: cause}
	return t.mutate(ctx, m, func(tx *sql.Tx) error {
		return revokeTokens(ctx, tx, tenant, kind, name, t.now().UnixNano())
	})
}

// List returns the tokens of a tenant, senders' too, by kind and name.
func (t *Tokens) List(ctx context.Context, tenant string) ([]Token, error) {
	q := query{text: "SELECT " + tokenColumns + " FROM tokens WHERE tenant = ? ORDER BY kind, name, created", args: []any{tenant}}
	return collect(ctx, t.read, q.limit(0), scanToken)
}

// Authenticate returns what is known about a token of the kind. All refusals
// wrap [ErrToken].
func (t *Tokens) Authenticate(ctx context.Context, kind TokenKind, secret string) (Token, error) {
	return authenticate(ctx, t.read, kind, secret, t.now())
}

const tokenColumns = "tenant, kind, name, scopes, created, expires, revoked"

func scanToken(row scanner) (Token, error) {
	var t Token
	err := row.Scan(&t.Tenant, &t.Kind, &t.Name, list[string]{&t.Scopes}, &t.Created, &t.Expires, &t.Revoked)
	return t, err
}

// authenticate looks a token up by its hash: no comparison depends on how much
// of a token was guessed.
func authenticate(ctx context.Context, db querier, kind TokenKind, secret string, now time.Time) (Token, error) {
	hash := sha256.Sum256([]byte(secret))
	t, err := scanToken(db.QueryRowContext(ctx, "SELECT "+tokenColumns+" FROM tokens WHERE hash = ? AND kind = ?", hash[:], kind))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Token{}, fmt.Errorf("%w: unknown", ErrToken)
	case err != nil:
		return Token{}, fmt.Errorf("read token: %w", err)
	case t.Revoked != 0:
		return Token{}, fmt.Errorf("token %s: %w: revoked", t.Name, ErrToken)
	case t.Expires != 0 && now.UnixNano() >= t.Expires:
		return Token{}, fmt.Errorf("token %s: %w: expired", t.Name, ErrToken)
	}
	return t, nil
}

// insertToken makes a token of 256 random bits and keeps its hash.
func insertToken(ctx context.Context, tx *sql.Tx, t *Token) (string, error) {
	var random [32]byte
	rand.Read(random[:]) // never fails
	secret := t.Kind.prefix() + base64.RawURLEncoding.EncodeToString(random[:])
	hash := sha256.Sum256([]byte(secret))
	scopes, err := jsonList(t.Scopes)
	if err != nil {
		return "", fmt.Errorf("encode scopes: %w", err)
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO tokens (hash, "+tokenColumns+") VALUES (?,?,?,?,?,?,?,0)",
		hash[:], t.Tenant, t.Kind, t.Name, scopes, t.Created, t.Expires)
	if err != nil {
		return "", fmt.Errorf("keep token %s: %w", t.Name, err)
	}
	return secret, nil
}

func revokeTokens(ctx context.Context, tx *sql.Tx, tenant string, kind TokenKind, name string, now int64) error {
	r, err := tx.ExecContext(ctx, "UPDATE tokens SET revoked = ? WHERE tenant = ? AND kind = ? AND name = ? AND revoked = 0", now, tenant, kind, name)
	if err != nil {
		return fmt.Errorf("revoke token %s: %w", name, err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return fmt.Errorf("token %s: %w", name, errors.Join(ErrNotFound, err))
	}
	return nil
}
