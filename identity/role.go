// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package identity

import (
	"fmt"
	"slices"
	"strings"
)

// A Role is a fixed set of permissions.
type Role string

// The roles. From Viewer on, each may do what the one before it may.
const (
	Monitor       Role = "monitor"       // a program that watches this one: health and metrics
	Viewer        Role = "viewer"        // reads cases, findings, sources, and what could not be read
	Analyst       Role = "analyst"       // works on cases and findings
	Engineer      Role = "engineer"      // connects sources, mends what could not be read
	Administrator Role = "administrator" // hands out tokens
)

// Roles lists the roles.
func Roles() []Role { return []Role{Monitor, Viewer, Analyst, Engineer, Administrator} }

// Permissions lists what the role may do, besides what everyone may.
func (r Role) Permissions() []Permission {
	viewer := []Permission{CasesRead, FindingsRead, SourcesRead, DeadLettersRead, LiveRead, HealthRead, MetricsRead}
	analyst := slices.Concat(viewer, []Permission{CasesWrite, FindingsWrite})
	engineer := slices.Concat(analyst, []Permission{SourcesWrite, DeadLettersWrite})
	switch r {
	case Monitor:
		return []Permission{HealthRead, MetricsRead}
	case Viewer:
		return viewer
	case Analyst:
		return analyst
	case Engineer:
		return engineer
	case Administrator:
		return slices.Concat(engineer, []Permission{TokensRead, TokensWrite, AuditRead})
	default:
		return nil
	}
}

// Scope is the scope that gives the whole role.
func (r Role) Scope() string { return rolePrefix + string(r) }

// rolePrefix begins a scope that is a role.
const rolePrefix = "role:"

// CheckScope refuses what is neither a permission nor a role.
func CheckScope(scope string) error {
	if slices.Contains(Permissions(), Permission(scope)) || len(scopePermissions(scope)) > 0 {
		return nil
	}
	return fmt.Errorf("%w: scope %q: want role:ROLE with one of %v, or one of %v", ErrInvalid, scope, Roles(), Permissions())
}

// Allows reports whether scopes hold a permission.
func Allows(scopes []string, p Permission) bool {
	if p == Public || p == Self {
		return true
	}
	return slices.ContainsFunc(scopes, func(s string) bool { return slices.Contains(scopePermissions(s), p) })
}

// Within reports whether everything that scopes allow is allowed by others: nobody hands out more than they have.
func Within(scopes, others []string) bool {
	for _, s := range scopes {
		for _, p := range scopePermissions(s) {
			if !Allows(others, p) {
				return false
			}
		}
	}
	return true
}

// scopePermissions lists what one scope allows.
func scopePermissions(scope string) []Permission {
	if role, ok := strings.CutPrefix(scope, rolePrefix); ok {
		return Role(role).Permissions()
	}
	if p := Permission(scope); slices.Contains(Permissions(), p) {
		return []Permission{p}
	}
	return nil
}
