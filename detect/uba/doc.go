// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package uba detects accounts that are no longer their users': what people,
// services and addresses do that they did not do before, or that nobody does
// (user behaviour analytics).
//
// # Events in
//
// Classes 3002, Authentication, and 6003, API Activity, with a time. What is
// read of them are OCSF attributes: user (actor.user of API calls) with name,
// email_addr, uid, domain, account.uid, org.ou_name and type_id; src_endpoint
// with ip, location, autonomous_system.number and proxy_endpoint.ip;
// session.is_vpn; device with uid and hostname; dst_endpoint.hostname and
// svc_name; service.name; api.operation and api.service.name; status_id,
// status_code, logon_type_id, auth_factors.factor_type_id and is_mfa. What
// became of a prompt for a second factor has no attribute: of Okta it is read
// in the native fields eventType and outcome.result (see prompts.go).
//
// An account is its name in lower case with its domain. Names that every host
// has (root, administrator) are one account on each host. Accounts of the
// system, and logons of services and batch jobs, are not watched.
//
// # Findings out
//
//   - gambeson.uba.brute_force_success, high, T1110.001: many failures of one
//     user, or few users from one address, then a success from where the user
//     had not been before;
//   - gambeson.uba.password_spray_success, high, T1110.003: failures of many
//     users from one address, then a success;
//   - gambeson.uba.impossible_travel, high, T1078: successes further apart
//     than anyone travels, accuracy radii taken off; a known device, the same
//     network, a proxy or the organisation's egress explains it;
//   - gambeson.uba.mfa_fatigue, high, and mfa_fatigue_approved, critical,
//     T1621: prompts refused or left alone, then one approved;
//   - gambeson.uba.first_access, low or medium, T1078 (.004 for API
//     operations, T1021 for hosts): a user known for long comes to a host,
//     service, operation or country for the first time, and no peers do so;
//   - gambeson.uba.rare_access, low or medium: a user not known for long comes
//     to what others use, but hardly any peers.
//
// A finding's id is a hash over the rule, its version, the tenant, the user,
// address or user and thing, and the window (the time of its first event; the
// day of an access). There is one for each entity and window. Its evidence are
// at most 50 events, the newest.
//
// # Guarantees
//
// All windows are in event time. Observations that come in order (see
// [gambeson/detect.Sequencer]) give the same findings always. One that is late
// is put into its place in the memory and judged by it, but what was judged
// before is not judged again.
//
// # Limits
//
// Each detector remembers at most max_users (or max_addresses) keys and
// max_per_key things of each: [Room.Held] and [Room.Cap] count both. A key idle
// for longer than its detector looks back is dropped, and beyond the cap the
// one idle for longest; both follow from event time alone. Texts are cut at 256
// bytes. With the defaults a user with two hosts and one service costs about
// 2 KB over all detectors; see BenchmarkObserve.
//
// An attacker who knows the user's device, network and habits is not found
// here. Places are as good as the source's location data. A user whose
// accesses the source reports under another name is another user.
//
// # Adding a detector
//
// A file detect_<name>.go with a type that implements detector, and a line in
// detectors (uba.go). Its settings are a struct in that file and a field of
// [Config].
//
// # Sources
//
// MITRE ATT&CK 18 (T1021, T1078, T1110, T1621); OCSF 1.8.0; Okta System Log
// event types; Microsoft Entra authentication error codes; the haversine
// formula on a sphere of the IUGG mean radius.
//
// # How to test
//
// go test ./detect/uba runs the scenarios of testdata (-update writes their
// findings), each in several orders, with duplicates and with a snapshot
// between; TestOrder does so for random histories, FuzzRestore reads any bytes
// as a snapshot.
package uba
