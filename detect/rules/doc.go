// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package rules finds what Sigma rules describe in single events.
//
// # In and out
//
// Every event goes in; which rules it meets is decided by its log source, see
// [gambeson/sigma.LogSources]. Out comes one finding for each rule and event
// that match, whose id is a hash over the rule's id, the rule's version and
// the event's id, so that looking again changes nothing. Its severity is the
// rule's level, its techniques are the rule's ATT&CK tags, and its message
// names the fields that decided, with their values.
//
// # Limits
//
// The room keeps no state: correlation rules are refused when rules are
// loaded. Rules whose placeholders have no value never match.
//
// # Sources
//
// Sigma specification 2.1.0; ATT&CK techniques as the rules name them.
//
// # Testing
//
// Scenarios in testdata pass [gambeson/detect/detecttest.Accept].
package rules
