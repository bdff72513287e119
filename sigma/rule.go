// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

// Level is the criticality of a rule. Its numbers are those of OCSF's
// severity_id, 0 where the rule names no level.
type Level uint8

// The levels of the specification.
const (
	LevelNone          Level = 0
	LevelInformational Level = 1
	LevelLow           Level = 2
	LevelMedium        Level = 3
	LevelHigh          Level = 4
	LevelCritical      Level = 5
)

// ParseLevel returns the level with the name that rules use, and false for
// any other word.
func ParseLevel(name string) (Level, bool) {
	for l := LevelInformational; l <= LevelCritical; l++ {
		if l.String() == name {
			return l, true
		}
	}
	return LevelNone, false
}

// String returns the word that rules use for l, "" for [LevelNone].
func (l Level) String() string {
	switch l {
	case LevelInformational:
		return "informational"
	case LevelLow:
		return "low"
	case LevelMedium:
		return "medium"
	case LevelHigh:
		return "high"
	case LevelCritical:
		return "critical"
	default:
		return ""
	}
}

// A LogSource says which logs a rule is about. An empty dimension is not
// named.
type LogSource struct {
	Product  string // such as "windows"
	Service  string // such as "security"
	Category string // such as "process_creation"
}

// String returns the dimensions separated by slashes, "-" for one not named.
func (l LogSource) String() string {
	dash := func(s string) string {
		if s == "" {
			return "-"
		}
		return s
	}
	return dash(l.Product) + "/" + dash(l.Service) + "/" + dash(l.Category)
}

// A Rule is a detection rule as parsed: whole, checked, ready to be compiled.
type Rule struct {
	ID             string
	Title          string
	Name           string
	Status         string
	Description    string
	Author         string
	Level          Level
	Tags           []string
	References     []string
	Fields         []string
	FalsePositives []string
	LogSource      LogSource

	// Detection is the condition with its search identifiers in place.
	Detection Expr
	// Inactive says why the rule never matches; empty where it may.
	Inactive string
	// Version is a hash, in hexadecimal, over the rule's content without
	// comments, quoting and order of keys.
	Version string

	File string // the path the rule was loaded from
	Line int    // where its document starts
}
