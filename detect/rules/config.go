// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package rules

import (
	"fmt"

	"gambeson/sigma"
)

// Config is what users set of the room.
type Config struct {
	// MinLevel is the lowest level of rules that run: informational, low, medium,
	// high or critical. Rules without a level run always.
	MinLevel string `yaml:"min_level"`
	// Disabled are the ids of rules that do not run.
	Disabled []string `yaml:"disabled"`
	// LogSourceFields takes an event's log source from its own fields product,
	// service and category; a dimension that it does not name matches any rule.
	LogSourceFields bool `yaml:"logsource_fields"`
}

// DefaultConfig returns the defaults: every rule runs, routed by the table.
func DefaultConfig() Config { return Config{MinLevel: sigma.LevelInformational.String()} }

// Validate returns an error that names the first wrong setting.
func (c Config) Validate() error {
	if _, ok := sigma.ParseLevel(c.MinLevel); !ok {
		return fmt.Errorf("min_level: unknown level %q, want informational, low, medium, high or critical", c.MinLevel)
	}
	return nil
}
