// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"fmt"
)

// The exit codes, which scripts rely on.
const (
	exitOK     = 0 // done
	exitFailed = 1 // a check failed, or findings are at or above --fail-on
	exitUsage  = 2 // wrong usage, or a rule or query given to be run that is wrong
	exitIO     = 3 // configuration, or input and output
)

// exitError is an error with an exit code and what to do next.
type exitError struct {
	code int
	err  error  // nil: the command has said everything itself
	hint string // one line, "" for none
}

// Error is the refusal without its hint.
func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

// Unwrap is the cause.
func (e *exitError) Unwrap() error { return e.err }

// usageErrorf refuses the command line (code 2). The hint says what to do next; with "" it points to --help.
func usageErrorf(hint, format string, args ...any) error {
	return &exitError{code: exitUsage, err: fmt.Errorf(format, args...), hint: hint}
}

// withHint gives an error a hint and keeps its code (3 when it has none).
func withHint(err error, hint string) error {
	if e, ok := errors.AsType[*exitError](err); ok {
		return &exitError{code: e.code, err: err, hint: hint}
	}
	return &exitError{code: exitIO, err: err, hint: hint}
}

// checkFailed ends a command whose output has said what failed (code 1).
func checkFailed() error { return &exitError{code: exitFailed} }
