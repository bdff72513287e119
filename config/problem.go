// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Problem is one thing wrong with a configuration, and where.
type Problem struct {
	Origin  string // the file's name, the environment variable or the flag
	Line    int    // 1-based line of the file; 0 where Origin is no file
	Column  int    // 1-based column, likewise
	Key     string // dotted path of the key, "" for the whole file
	Message string // what is wrong
	Hint    string // what to do about it, "" where the message says it all
}

// String is the problem as one line: origin, line and column, what is wrong, and the hint.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.Origin)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	b.WriteString(": ")
	b.WriteString(p.Message)
	if p.Hint != "" {
		b.WriteString("; ")
		b.WriteString(p.Hint)
	}
	return b.String()
}

// Problems is the error of [Load]: everything that is wrong, in the order of the lines.
type Problems []Problem //nolint:errname // the problems are the error

// Error is one line for each problem.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, one := range p {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// err is p in order, or nil when nothing is wrong.
func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return p
}

// keyError is an error of a Validate method about one key of its section.
type keyError struct {
	key string
	err error
}

// Errorf returns an error for a Validate method: key is the field's key inside its section ("workers"), the rest is
// formatted as by [fmt.Errorf]. [Load] turns it into a [Problem] at the place where the key was given.
func Errorf(key, format string, args ...any) error {
	return &keyError{key: key, err: fmt.Errorf(format, args...)}
}

func (e *keyError) Error() string { return e.key + ": " + e.err.Error() }
func (e *keyError) Unwrap() error { return e.err }

// flatten lists the errors that errors.Join joined.
func flatten(err error) []error {
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, flatten(e)...)
	}
	return all
}
