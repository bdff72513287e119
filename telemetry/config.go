// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package telemetry

// LogConfig is the log section of the configuration.
type LogConfig struct {
	// Level is the least severity that is logged.
	Level string `yaml:"level" enum:"debug,info,warn,error"`
	// Format is how records are written to standard error: text for people, json (one object a line) for machines.
	Format string `yaml:"format" enum:"text,json"`
}

// DefaultLogConfig logs warnings and errors as text.
func DefaultLogConfig() LogConfig {
	return LogConfig{Level: "warn", Format: "text"}
}
