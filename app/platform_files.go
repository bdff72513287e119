// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import "log/slog"

// fitConnections lowers how many connections each door and the API may have open until all of them together take three
// quarters of the files that the process may have open. Whoever opens connections without end then takes nothing from
// the log and the state, which open files too, and nothing from other doors. It returns the configuration as it is in
// force.
func fitConnections(c *Config, files uint64, logger *slog.Logger) *Config {
	fitted := *c
	limits := []struct {
		connections *int
		ports       int
	}{{&fitted.Ingest.HTTP.MaxConnections, 1}, {&fitted.Ingest.OTLP.MaxConnections, 2}, {&fitted.Ingest.Syslog.MaxConnections, 2}, {&fitted.API.MaxConnections, 1}}
	sum := uint64(0)
	for _, l := range limits {
		sum += uint64(*l.connections * l.ports)
	}
	most := files / 4 * 3
	if files == 0 || sum <= most {
		return &fitted
	}
	logger.Warn("the process may not have open as many files as doors may have connections: their limits are lowered",
		"files", files, "connections", sum, "lowered_to", most)
	for _, l := range limits {
		*l.connections = max(1, int(uint64(*l.connections)*most/sum))
	}
	// The API's own rules hold still.
	fitted.API.MaxConnections = max(fitted.API.MaxConnections, 4)
	fitted.API.MaxLive = min(fitted.API.MaxLive, fitted.API.MaxConnections-1)
	return &fitted
}
