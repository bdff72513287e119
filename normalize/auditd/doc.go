// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package auditd reads the records of the Linux audit system.
//
// # Shapes
//
//   - /var/log/audit/audit.log as auditd writes it, RAW or ENRICHED (names after
//     the 0x1d separator), with or without node=
//   - the same records behind a syslog header, as audisp-syslog sends them
//   - the output of ausearch --raw and ausearch --interpret (-i)
//
// An event is the records with one time stamp and serial number, joined by
// [Format.JoinKey], one a line. Records of programs (USER_LOGIN, SERVICE_STOP
// …) are events of their own.
//
// # Native fields
//
// Names are the records' own: type, exe, comm, key, nametype, a0 …; a field
// that several records have holds the values of all, so that type has each
// record's type and a0 the registers of SYSCALL as well as the words of EXECVE.
// Upper-case names are the enriched ones. Texts that the kernel wrote in
// hexadecimal (a0…aN of EXECVE, proctitle, comm, exe, name, cwd, cmd, acct, key,
// data) are decoded; several keys are several values; the parts of a long
// argument (a1[0], a1[1] …) are put together in CommandLine.
//
// These are derived, and stand beside the tree:
//
//   - SYSCALL, and the name as a second value of syscall, where the record has
//     only the number (x86_64, aarch64, i386)
//   - CommandLine: the words of EXECVE with blanks between; else proctitle, whose
//     end the kernel cuts at 128 bytes; else cmd
//   - Image (exe), User (the name of uid: UID, else root for 0, else the number),
//     CurrentDirectory (cwd); ProcessId, ParentProcessId
//   - LoginUid, LoginUser: who logged in (auid, AUID), or uid where nobody did
//   - path: the absolute path of the file that the event is about;
//     TargetFilename, the same where the event creates or changes it
//   - DestinationIp, DestinationPort, SourceIp, SourcePort, Initiated of saddr
//   - ImageLoaded: the kernel module
//
// # Classes
//
// execve, setuid, ptrace and kill become process_activity (1007), calls with a
// path file_activity (1001), calls with an Internet address network_activity
// (4001), modules kernel_extension_activity (1002), logins authentication
// (3002), accounts and groups account_change (3001) and group_management (3006),
// services application_lifecycle (6002), the audit system's own
// configuration event_log_activity (1008). All else is a base event.
//
// Of the records that one login writes, USER_LOGIN and USER_AUTH are Logon,
// USER_LOGOUT and USER_END Logoff, and the others (LOGIN, USER_START …) Other, so
// that a login is not counted twice more; a session of su or sudo is Account
// Switch.
//
// # Limits
//
// A relative path is joined with cwd, not resolved. A path name that the
// kernel did not look up is not there. Local sockets are base events. Dates of
// ausearch -i are read as month/day/year in UTC, which is how it writes them in
// the C locale. Records of two hosts with the same millisecond and serial number
// in one file would be joined. A host without name_format in auditd.conf sends no name.
//
// Sources: audit(8), auditd.conf(5), ausearch(8), the record types in
// linux/audit.h, system call numbers in asm/unistd.h, and the field dictionary of
// the audit documentation project. How to test: go test ./normalize/auditd.
package auditd
