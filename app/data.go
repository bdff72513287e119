// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"gambeson/state"
)

// stateFolder is the part of the data folder that the state is in.
const stateFolder = "state"

// dataFlag gives commands the flag that names the data folder.
func (p *program) dataFlag(commands ...*cobra.Command) {
	for _, cmd := range commands {
		cmd.Flags().String("data", "", "the platform's data folder `DIR`")
		p.bind(cmd.Flags().Lookup("data"), "data")
	}
}

// stateError makes wrong usage of what the state refuses.
func stateError(err error) error {
	for _, refusal := range []error{state.ErrNotFound, state.ErrExists, state.ErrInvalid} {
		if errors.Is(err, refusal) {
			return usageErrorf("", "%w", err)
		}
	}
	return err
}

// cause is who runs the command, and why.
func (p *program) cause(reason string) state.Cause {
	actor := "command-line"
	if user, ok := p.LookupEnv("USER"); ok && user != "" {
		actor += ":" + user
	}
	return state.Cause{Actor: actor, Reason: reason}
}

// moment writes a time for people and programs; 0 is none.
func moment(ns int64) string {
	if ns == 0 {
		return ""
	}
	return momentOf(time.Unix(0, ns))
}

// momentOf writes a time for people and programs; the zero time is none.
func momentOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
