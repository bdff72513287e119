// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package stdin

// Config is what users set of standard input.
type Config struct {
	// Source is the name of the source that the lines are of; empty reads nothing.
	Source string `yaml:"source"`
	// Tenant owns the lines; empty for the platform's own.
	Tenant string `yaml:"tenant"`
	// Format is the format of the lines; empty to recognize it.
	Format string `yaml:"format"`
}
