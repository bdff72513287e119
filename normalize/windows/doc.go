// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package windows reads Windows events: the format "windows".
//
// # Shapes
//
//   - the tree of the event's XML, {"Event":{"System":…,"EventData":…}}: what
//     the EVTX reader builds and exporters write. Attributes stand under
//     "#attributes", with an @, in an object "<element>_attributes" beside it,
//     or plainly. EventData is an object by names, a list of elements with
//     Name and text, or a list of unnamed texts (field Data). UserData lies
//     one element deeper, whatever its name;
//   - Winlogbeat since version 7 ("winlog") and up to version 6 ("event_data"
//     beside "log_name");
//   - one flat object: NXLog (im_msvistalog), Fluent Bit (winevtlog with
//     StringInserts, winlog), data sets and scripts. It needs EventID and one
//     of Channel, ProcessGuid or UtcTime, a source with a host, or product
//     "windows";
//   - syslog text: Snare (MSWinEventLog between tabs or #011), also as the
//     "message" of a JSON object that names no log source of its own, and
//     NXLog's RFC 5424 with structured data.
//
// # Fields
//
// Native fields have the names that Windows gives the event's data (Image,
// CommandLine, TargetUserName) and, for the envelope, EventID, Channel,
// Provider_Name, Computer, ComputerName, Level, Task, Opcode, Keywords, Version,
// EventRecordID, ProviderGuid, UserID, ExecutionProcessID, ThreadID,
// ActivityID, Message. Second names of the same values: NewProcessName is
// also Image, ParentProcessName also ParentImage (process creation of the
// audit log under Sysmon's names, as rules expect); names with blanks also
// without and with underscores; a Defender threat is also Signature, its path
// also Filename; param1 to param9 are also Data; in the Application, Windows
// PowerShell and Exchange logs the message is also Data where the collector
// kept no data. Level is a number, whatever word the collector wrote.
//
// # Messages
//
// Where a collector sent only the rendered message, fields are derived from
// it: Security, service and remote desktop events by their English labels,
// Sysmon by its own names, PowerShell 4103 and 4104 by their frame. Other
// languages are not read. Fluent Bit's StringInserts are named by the
// event's template (the usual Security events), whatever the language. A
// value that imitates a label adds a second value to that field and hides
// none; SIDs may have been rendered as account names.
//
// # Header
//
// Channel names are spelled as Windows does, whatever the case. A record
// without a channel has the one of its provider, or Sysmon's where it has a
// ProcessGuid. Time is that of the event: SystemTime, Winlogbeat's @timestamp,
// Sysmon's UtcTime, TimeCreated, in this order of trust within a shape.
// NXLog's EventTime has no zone: it is taken from the difference between
// EventReceivedTime and a UTC @timestamp stamped behind it, where the record
// has both and they differ by whole quarters of an hour give or take a
// minute; else it counts as UTC, as Snare's does. Level 1 is severity
// critical, 2 medium, 3 low, all others informational; a Defender threat has
// its own.
//
// # Classes
//
// Sysmon (but for its own state, WMI and the clipboard: 4, 16, 19 to 21, 24
// and 255), the audit log (logons, Kerberos, processes, accounts and
// groups, objects, shares, filtering, services, tasks), services of the
// System log, Task Scheduler, PowerShell, cleared logs, Defender's threats and
// remote desktop sessions have classes; all else is the base event with its
// message. [Format.Info] lists them. Registry and service events are classes
// of OCSF's Windows extension. Attributes that the record lacks are left out,
// so that an event of a poor source may miss one that OCSF requires.
//
// # Limits
//
// Nothing is kept between records but repeated texts
// ([gambeson/normalize.Intern]). Events are told apart by channel and number:
// a provider that reuses a number in another channel is not confused with it.
//
// Sources: Microsoft's event schema and the reference of the audit events,
// the Sysmon manifest, and the field lists of Winlogbeat, NXLog, Fluent Bit and
// Snare; [Format.Info] gives them. How to test: go test ./normalize/windows,
// with GAMBESON_CORPUS set also over other people's logs.
package windows
