// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package pack holds the detection rules that ship with Gambeson.
//
// The rules are written in Sigma, one a file, from the descriptions of ATT&CK,
// the documentation of vendors and manual pages; none is taken from another
// rule set. They lie in folders by what they watch: windows, linux, cloud,
// identity, kubernetes, web. Beside each rule lies a scenario of the same
// name, with records that it must find and records that look alike and that it
// must leave alone.
//
// # Guarantees
//
// Every rule has a unique id, which stays when the rule changes, names at
// least one technique of ATT&CK, says what it mistakes for an attack, and has a
// scenario in which every search identifier of the rule has a record of its own.
// What one rule must leave alone no other calls urgent. A level means: critical, nobody does this in good faith; high, look
// today; medium, worth a look together with something else; low, a line in
// the story of a host.
//
// # Limits
//
// A rule sees one event. What needs several (a guess of passwords and then a
// success, a burst of discovery) is the work of other rooms.
//
// # Sources
//
// The references of each rule; MITRE ATT&CK Enterprise 18.
//
// # Testing
//
// `gambeson rules check` and `gambeson rules test` on this folder, which the
// package's tests do too.
package pack
