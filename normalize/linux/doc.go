// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package linux reads what the programs of a Linux host tell syslog and the
// journal.
//
// # Shapes
//
//   - a line of syslog with an RFC 3164 header ("Mar  2 09:00:01 web1 sshd[812]:
//     …") or with an RFC 3339 time stamp in its place, with or without <PRI> and
//     host
//   - RFC 5424, with structured data
//   - journalctl -o json
//   - the XML of Sysmon for Linux, as the message of any of these
//
// # Native fields
//
// timestamp, hostname, program, pid, msgid, facility, severity,
// structured_data.<id>.<name> and message; of the journal its own names
// (_HOSTNAME, MESSAGE …), which are those also. What is read out of a message
// stands beside the tree:
//
//   - user (whom it is about), actor_user (who acts), uid, group, gid, outcome,
//     src_ip, src_host, src_port, dst_ip, dst_port, protocol, auth_method,
//     key_type, key_fingerprint, tty, unit, module, repeated
//
//   - of sudo also TTY, PWD, USER, GROUP, COMMAND; of sudo and cron CommandLine,
//     Image, User, CurrentDirectory, as process creation rules name them
//
//   - of Sysmon its own: EventID, Image, CommandLine, ParentImage, TargetFilename,
//     DestinationIp …
//
// The event's channel is the program's name in lower case; those of cron (CRON,
// crond, crontab, anacron) are "cron" and those of OpenSSH (sshd-session,
// sshd-auth) "sshd".
//
// # Classes
//
// Logins of sshd, su, login and PAM become authentication (3002), commands of
// sudo process_activity (1007), cron's scheduled_job_activity (1006), useradd,
// usermod, passwd and the like account_change (3001) and group_management
// (3006), units of systemd application_lifecycle (6002), netfilter's log and
// sshd's connections network_activity (4001), modules that taint the kernel
// kernel_extension_activity (1002). Sysmon's 1 and 5
// become process_activity, 3 network_activity, 9, 11 and 23 file_activity (1001).
// All else is a base event.
//
// One login writes several records. Only "Accepted" and "Failed" of sshd are its
// Logon; PAM's, logind's and "Invalid user" are Other, so that nothing is
// counted twice.
//
// # Time
//
// RFC 3164 has no year and no zone. No clock is read: the year is that of
// [event.Header].Observed, or the one before where the record would be more than
// two days ahead of it. The zone is UTC. Without Observed such a record has no
// time.
//
// # Limits
//
// A user name in sshd's messages is what a stranger typed, so the address is
// looked for from the end. Messages in other languages than English are base
// events. The command that sudo runs has a process number of its own, which no
// message tells: it gets sudo's, or 0.
//
// Sources: RFC 3164, RFC 5424, systemd.journal-fields(7), and the man pages and
// messages of sshd(8), sudo(8), su(1), cron(8), pam_unix(8), useradd(8),
// usermod(8), gpasswd(1), systemd(1). How to test: go test ./normalize/linux.
package linux
