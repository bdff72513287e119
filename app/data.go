// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"time"

	"github.com/spf13/cobra"
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
