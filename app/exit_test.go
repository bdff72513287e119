// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	"github.com/spf13/cobra"
)

// TestRunsExitCodes follows errors from a command's function to the exit code and standard error.
func TestRunsExitCodes(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  error
		code int
		want string
	}{
		{"done", nil, exitOK, ""},
		{"ordinary", errors.New("open x: gone"), exitIO, "gambeson: open x: gone\n"},
		{"check", checkFailed(), exitFailed, ""},
		{"usage", usageErrorf("do this", "wrong %d", 1), exitUsage, "gambeson: wrong 1\nhint: do this\n"},
		{"usage without a hint", usageErrorf("", "wrong"), exitUsage, "gambeson: wrong\nhint: gambeson try --help says how it is used\n"},
		{"hint for an ordinary error", withHint(io.EOF, "try again"), exitIO, "gambeson: EOF\nhint: try again\n"},
		{"hint keeps the code", withHint(usageErrorf("", "wrong"), "look"), exitUsage, "gambeson: wrong\nhint: look\n"},
		{"several lines", errors.Join(errors.New("one"), errors.New("two")), exitIO, "gambeson: one\ngambeson: two\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stderr bytes.Buffer
			p := programTo(io.Discard, "", false)
			p.Stderr = &stderr
			root := rootCommand(p)
			root.AddCommand(&cobra.Command{Use: "try", RunE: runs(func(context.Context, []string) error { return tt.err })})
			if code := execute(t.Context(), root, []string{"try"}, p.Env); code != tt.code {
				t.Errorf("code %d, want %d", code, tt.code)
			}
			if got := stderr.String(); got != tt.want {
				t.Errorf("standard error %q, want %q", got, tt.want)
			}
		})
	}
}
