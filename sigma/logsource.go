// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import (
	"slices"
	"strings"
)

// An Origin is a set of events by what their header says. An empty list is no
// condition.
type Origin struct {
	Format   string   // the format's name
	Channels []string // Windows channels or syslog programs, without regard to case
	EventIDs []uint32
	Classes  []uint32 // OCSF class_uid
}

// Has reports whether events of format, channel, id and class are in o.
func (o Origin) Has(format, channel string, id, class uint32) bool {
	return o.Format == format &&
		(len(o.Channels) == 0 || slices.ContainsFunc(o.Channels, func(c string) bool { return strings.EqualFold(c, channel) })) &&
		(len(o.EventIDs) == 0 || slices.Contains(o.EventIDs, id)) &&
		(len(o.Classes) == 0 || slices.Contains(o.Classes, class))
}

// A Source is a row of the table: what one product, service or category of a
// product is. Exactly one of Service and Category is set, or only Product.
type Source struct {
	LogSource
	Origins []Origin
	// Field and Values narrow the row to events in which the field is one of the
	// values. An empty Field is no condition.
	Field  string
	Values []string
}

// Table says which events a log source is about.
type Table []Source

// LogSources returns the table that rules are routed by.
func LogSources() Table {
	t := windowsChannels()
	t = append(t, windowsCategories()...)
	t = append(t, linuxSources()...)
	t = append(t, cloudSources()...)
	return append(t, genericSources()...)
}

// Meets reports whether a rule with log source l meets events of format,
// channel, id and class: every dimension that l names must have a row, of l's
// product where l and the row name one, that has them.
func (t Table) Meets(l LogSource, format, channel string, id, class uint32) bool {
	meets := true
	for _, rows := range t.dimensions(l) {
		meets = meets && slices.ContainsFunc(rows, func(s Source) bool {
			return slices.ContainsFunc(s.Origins, func(o Origin) bool { return o.Has(format, channel, id, class) })
		})
	}
	return meets
}

// Knows reports whether the table has rows for every dimension of l.
func (t Table) Knows(l LogSource) bool {
	return !slices.ContainsFunc(t.dimensions(l), func(rows []Source) bool { return len(rows) == 0 })
}

// where returns what rows ask of the fields of a rule's events, nil for nothing.
func (t Table) where(l LogSource) Expr {
	var out And
	for _, rows := range t.dimensions(l) {
		for _, s := range rows {
			if s.Field == "" || s.Product != l.Product {
				continue
			}
			var or Or
			for _, v := range s.Values {
				or = append(or, &Item{Field: s.Field, Pattern: LiteralPattern(v)})
			}
			out = append(out, or)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// dimensions returns, for each dimension that l names, the rows for it.
func (t Table) dimensions(l LogSource) [][]Source {
	var out [][]Source
	pick := func(is func(Source) bool) {
		var rows []Source
		for _, s := range t {
			if is(s) && (l.Product == "" || s.Product == "" || s.Product == l.Product) {
				rows = append(rows, s)
			}
		}
		out = append(out, rows)
	}
	if l.Product != "" {
		pick(func(s Source) bool { return s.Product == l.Product && s.Service == "" && s.Category == "" })
	}
	if l.Service != "" {
		pick(func(s Source) bool { return s.Service == l.Service })
	}
	if l.Category != "" {
		pick(func(s Source) bool { return s.Category == l.Category })
	}
	return out
}

// the formats' names that the table uses.
const (
	formatWindows    = "windows"
	formatAuditd     = "auditd"
	formatLinux      = "linux"
	formatCloudTrail = "cloudtrail"
	formatKubernetes = "k8saudit"
	formatOkta       = "okta"
	formatEntra      = "entra"
	formatNginx      = "nginx"
	formatEnvoy      = "envoy"
	formatOCSF       = "ocsf"
	formatECS        = "ecs"
)

func row(product, service, category string, origins ...Origin) Source {
	return Source{LogSource: LogSource{product, service, category}, Origins: origins}
}
