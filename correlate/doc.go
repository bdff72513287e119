// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package correlate puts findings together into cases: those that share users,
// hosts, addresses, workloads or cloud resources, close enough in time.
//
// A [Correlator] takes the findings in the order of the finding stream and says
// of each what it does to the cases ([cases.Step]): it opens one, joins one, or
// links several, and then joins the oldest and merges the younger into it. A
// case has the id of the finding that opened it, for ever. Beside findings it
// is told of sessions ([Session]): who logged on where, and from where. A
// session makes no case; it says that a finding about uid 11515 on build01 is
// about marta.keller, who came from 10.20.15.30.
//
// # What links
//
//   - a user, by the short name in lower case: CORP\Alice, alice@corp.example
//     and the role session .../alice are one. Names that every host has, numeric
//     ids and the accounts of systems link nothing (stop_users);
//   - a host, by the first label in lower case; a machine account is its host.
//     localhost links nothing;
//   - an address, unless loopback, link-local, multicast or in stop_addresses;
//   - a workload and a cloud resource, by name. An account in a cloud is too
//     much to share, and processes, files and domains are details;
//   - through sessions: what the finding's users are called on the finding's
//     hosts, and where they came from, if the session is at most
//     session_window before the finding.
//
// A hub is an entity that was named together with more than max_fanout users,
// hosts and addresses within the window: a proxy, a jump host, a scanner's
// target. It links only a finding that has nothing else, and only as the host
// on which it happened. A finding that nothing can link joins the last one of
// the same analytic about the same things, so that noise is one case.
//
// # Guarantees
//
// The steps depend on the sequence of findings and sessions alone: no clock, no
// chance, no I/O. A finding that comes twice goes to the case of the first
// time. Merges are transitive: who keeps the steps never needs to look further
// than the case that a step names.
//
// # Limits
//
// At most max_entities entities and max_hosts hosts with max_sessions sessions
// each are remembered; beyond that the ones that were longest without a finding
// are forgotten, and a finding that would have been linked by them opens a case
// of its own. Two people with the same short name, and two hosts with the same
// first label, are one to the correlator.
//
// Tests: scenarios for each rule above, and properties: equal sequences give
// equal steps, also across [Correlator.Snapshot] and [Correlator.Restore]; cases
// partition the findings; no memory grows past its cap.
package correlate
