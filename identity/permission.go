// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package identity

import "errors"

// ErrInvalid is wrapped where something is no permission, role or scope.
var ErrInvalid = errors.New("not valid")

// A Permission is one thing that can be done, as noun:verb.
type Permission string

// The permissions.
const (
	CasesRead        Permission = "cases:read"
	CasesWrite       Permission = "cases:write"
	FindingsRead     Permission = "findings:read"
	FindingsWrite    Permission = "findings:write"
	SourcesRead      Permission = "sources:read"
	SourcesWrite     Permission = "sources:write"
	DeadLettersRead  Permission = "deadletters:read"
	DeadLettersWrite Permission = "deadletters:write" // replay and drop, and process a time range again
	LiveRead         Permission = "live:read"
	HealthRead       Permission = "health:read"
	MetricsRead      Permission = "metrics:read"
	TokensRead       Permission = "tokens:read"
	TokensWrite      Permission = "tokens:write"
	AuditRead        Permission = "audit:read"

	// Public needs no token at all.
	Public Permission = "public"
	// Self is held by every token: to know whose it is, and to give it back.
	Self Permission = "self"
)

// Permissions lists what roles and scopes are made of.
func Permissions() []Permission {
	return []Permission{
		CasesRead, CasesWrite, FindingsRead, FindingsWrite, SourcesRead, SourcesWrite, DeadLettersRead, DeadLettersWrite,
		LiveRead, HealthRead, MetricsRead, TokensRead, TokensWrite, AuditRead,
	}
}
