// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package identity is who may do what: permissions, and the roles that bundle them.
//
// A [Permission] names one thing that can be done ("cases:write"); every route and command declares the one it needs. A
// [Role] is a fixed set of permissions. What a token may do is a list of scopes, each the name of a permission or, as
// "role:analyst", of a role: [Allows] is the whole decision, and what no scope names is denied. Scopes that this program
// does not know (an older one reads what a newer one wrote) allow nothing.
//
// Everything here is pure. A test holds the roles to a written table.
package identity
