// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package sigma

import "fmt"

// Severity grades a [Problem].
type Severity uint8

// The severities. Only a rule that cannot be parsed or evaluated has an
// [Error]; it is not loaded.
const (
	Info Severity = iota
	Warning
	Error
)

// String returns the name of s in lower case.
func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	default:
		return "info"
	}
}

// MarshalText returns [Severity.String].
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Problem is something wrong with a rule file. Line and Column count from 1;
// Column is 0 where only the line is known.
type Problem struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`    // a stable word, such as "unknown-modifier"
	Message  string   `json:"message"` // what is wrong
	Hint     string   `json:"hint"`    // how to mend it, may be empty
}

// String returns the problem as compilers print theirs.
func (p Problem) String() string {
	s := fmt.Sprintf("%s:%d:%d: %s: %s [%s]", p.File, p.Line, p.Column, p.Severity, p.Message, p.Code)
	if p.Hint != "" {
		s += "; " + p.Hint
	}
	return s
}
