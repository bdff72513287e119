// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package event

import "gambeson/event/ocsf"

// Header is what every event has besides its fields: identity, provenance,
// times and class. Strings are shared (interned by formats and sources), so
// copying a Header copies no text.
type Header struct {
	ID     ID
	Tenant string
	Source string // the sender or, in a scan, the file
	Record int    // the record's number in Source, in a scan
	Sensor string // the host that observed, where the record says so

	Format   string // the format's name: "windows", "cloudtrail", …
	Vendor   string // metadata.product.vendor_name
	Product  string // metadata.product.name
	Channel  string // the log as the source names it: Windows channel, syslog program
	Provider string // who wrote it: Windows provider, AWS service
	EventID  uint32 // the source's number for the kind of event, 0 where it has none

	// OCSF says that the record is an OCSF event itself, so that its tree needs no
	// mapping.
	OCSF bool

	Time     int64 // event time, Unix nanoseconds, 0 where the record has none
	Observed int64 // time of acceptance, Unix nanoseconds; never used to decide

	Class ocsf.Class // 0 for the base event

	Activity uint8 // OCSF activity_id
	Severity Severity

	TraceID [16]byte
	SpanID  [8]byte
}

// Severity is OCSF's severity_id.
type Severity uint8

// The severities of OCSF.
const (
	SeverityUnknown       Severity = 0
	SeverityInformational Severity = 1
	SeverityLow           Severity = 2
	SeverityMedium        Severity = 3
	SeverityHigh          Severity = 4
	SeverityCritical      Severity = 5
	SeverityFatal         Severity = 6
)

// String returns the caption of s in lower case.
func (s Severity) String() string {
	switch s {
	case SeverityInformational:
		return "informational"
	case SeverityLow:
		return "low"
	case SeverityMedium:
		return "medium"
	case SeverityHigh:
		return "high"
	case SeverityCritical:
		return "critical"
	case SeverityFatal:
		return "fatal"
	default:
		return "unknown"
	}
}

// ParseSeverity returns the severity with the name that [Severity.String]
// gives, and false for any other word.
func ParseSeverity(name string) (Severity, bool) {
	for s := SeverityInformational; s <= SeverityFatal; s++ {
		if s.String() == name {
			return s, true
		}
	}
	return SeverityUnknown, false
}
