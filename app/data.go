// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
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

// withState runs f on the state in the data folder. While a server has the
// folder, the state is its alone.
func (p *program) withState(ctx context.Context, create bool, f func(*Config, *state.DB) error) error {
	c, _, err := p.settings()
	if err != nil {
		return err
	}
	if c.Data == "" {
		return usageErrorf("name the platform's data folder with --data DIR", "no data folder")
	}
	dir := filepath.Join(c.Data, stateFolder)
	if _, err := os.Stat(dir); !create && errors.Is(err, fs.ErrNotExist) {
		return withHint(fmt.Errorf("%s is no data folder: %w", c.Data, err), "`gambeson serve --data "+c.Data+"` makes one")
	}
	db, err := state.Open(ctx, state.Deps{}, dir)
	if errors.Is(err, state.ErrInUse) {
		return withHint(err, "a server runs on this folder: stop it, or ask its API")
	}
	if err != nil {
		return err
	}
	return errors.Join(stateError(f(c, db)), db.Close())
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
	return time.Unix(0, ns).UTC().Format(time.RFC3339)
}
