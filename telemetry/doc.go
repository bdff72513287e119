// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package telemetry is what the program says about itself.
//
// [NewLogger] makes the one logger of a process from the log section of the configuration. Packages never make or look
// up a logger: they take a *slog.Logger in their Deps. Records go to standard error, since standard output is data's;
// messages are constant, attributes have snake_case keys, and nothing is logged for each event.
package telemetry
