// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package demo generates the scenario that shows the program: one working day
// of a company that does not exist, and one intrusion in it.
//
// # The company
//
// Corvane builds navigation systems for ships, in Hamburg, Porto and Boston:
// about 400 people with a workstation each. Its logs are an identity provider's
// (Okta), those of Windows workstations, a domain controller and a file server
// (Sysmon and the audit log, as Winlogbeat writes them), of Linux servers
// (syslog and the audit system), of a Kubernetes cluster, of an AWS account
// (CloudTrail) and of a web gateway (nginx). The day has its curve: people come,
// mistype passwords and go home, backups and patches run, a scanner knocks at the
// gateway, developers deploy.
//
// # The intrusion
//
// It begins a minute into the day and takes about ninety. One person's account,
// workstation and keys lead from the identity provider to the data, and every
// record of it says which technique of ATT&CK it is; see [Steps].
//
// # Guarantees
//
// [Generate] does no I/O and reads no clock. The same [Params] give the same
// records, byte for byte, in the order of their times. At least Params.Events
// records are made, a few more because what belongs together is never cut.
// Memory does not grow with their number.
//
// # Limits
//
// Names, addresses (those of RFC 5737, RFC 2544 and RFC 3849, and private ones),
// hashes and keys are made up. The web gateway's visitors are strangers without
// sessions.
//
// # Sources
//
// The vendors' documentation of each format: Okta System Log API, Sysmon and
// Windows security auditing, Winlogbeat's exported fields, audit(8), sshd(8),
// sudo(8), audit.k8s.io/v1, the CloudTrail User Guide, nginx's
// ngx_http_log_module; MITRE ATT&CK 18.
//
// # How to test
//
// go test ./app/demo checks the form, the order and the hash of what is made; go
// test ./app -run TestDemo scans it and compares the findings with the truth.
package demo
