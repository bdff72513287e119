// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"

	"gambeson/api"
	"gambeson/bus"
)

// behind is how many messages a consumer may lag before somebody should look.
const behind = 10_000

// Check implements [api.Health].
func (x *platform) Check(ctx context.Context) []api.Check {
	checks := []api.Check{{Name: "ingest", Status: api.StatusOK}}
	all, err := x.log.Stats(ctx)
	if err != nil {
		return append(checks, api.Check{Name: "log", Status: api.StatusDown, Detail: err.Error()})
	}
	logCheck, lag := api.Check{Name: "log", Status: api.StatusOK}, api.Check{Name: "pipeline", Status: api.StatusOK}
	for _, s := range all {
		if s.Lost > 0 {
			logCheck.Status = api.StatusDown
			logCheck.Detail = fmt.Sprintf("%s lost messages in %d places: check the disk", s.Shard, s.Lost)
		}
		for _, g := range s.Groups {
			if g.Lag > behind && s.Shard.Stream == bus.Raw && g.Group != reprocessGroup {
				lag.Status = api.StatusWarn
				lag.Detail = fmt.Sprintf("%s is %d messages behind in %s", g.Group, g.Lag, s.Shard)
			}
		}
	}
	checks = append(checks, logCheck, lag, x.checkRetention())
	state := api.Check{Name: "state", Status: api.StatusOK}
	if _, err := x.state.Sources.List(ctx, x.config.Tenant); err != nil {
		state.Status, state.Detail = api.StatusDown, err.Error()
	}
	return append(checks, state)
}
