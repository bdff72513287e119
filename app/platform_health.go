// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gambeson/api"
	"gambeson/bus"
	"gambeson/ingest"
)

const (
	// behind is how many messages a consumer may lag before somebody should look.
	behind = 10_000
	// tight is the part of the bytes in flight, in percent, from which senders are about to be refused.
	tight = 90
	// lately is for how long a source counts as over its quota.
	lately = time.Minute
	// someNames is how many names a check tells.
	someNames = 5
)

// Check implements [api.Health].
func (x *platform) Check(ctx context.Context) []api.Check {
	checks := []api.Check{x.checkDoors(), x.checkSources(ctx), x.checkDisk(ctx)}
	checks = append(checks, x.checkLog(ctx)...)
	state := api.Check{Name: "state", Status: api.StatusOK}
	if _, err := x.state.Sources.List(ctx, x.config.Tenant); err != nil {
		state.Status, state.Detail = api.StatusDown, err.Error()
	}
	return append(checks, state)
}

// checkDoors tells of doors that do not listen, and of senders that have to wait.
func (x *platform) checkDoors() api.Check {
	open := map[string]bool{}
	for _, p := range x.acceptor.Ports() {
		open[p.Port] = p.Listening
	}
	var shut []string
	for _, l := range listeners(x.config) {
		if l.name != apiListener && !open[l.name] {
			shut = append(shut, l.name+" "+l.address)
		}
	}
	used, limit := x.acceptor.InFlight(), int64(x.config.Ingest.Common.MaxBytesInFlight)
	switch {
	case len(shut) > 0:
		return api.Check{Name: "ingest", Status: api.StatusDown, Detail: "does not listen: " + strings.Join(shut, ", ")}
	case used*100 >= limit*tight:
		return api.Check{Name: "ingest", Status: api.StatusWarn, Detail: fmt.Sprintf(
			"%d of %d bytes are on their way into the log: senders wait or are refused; use a faster disk, or raise ingest.common.max_bytes_in_flight", used, limit)}
	}
	return api.Check{Name: "ingest", Status: api.StatusOK}
}

// checkSources tells of sources that fell silent, or send more than they may.
func (x *platform) checkSources(ctx context.Context) api.Check {
	revoked := map[[2]string]bool{}
	if all, err := x.state.Sources.List(ctx, ""); err == nil { // else the check of the state tells
		for _, s := range all {
			revoked[[2]string{s.Tenant, s.Name}] = s.Revoked != 0
		}
	}
	var silent, over []string
	for _, s := range x.acceptor.Stats() {
		switch {
		case revoked[[2]string{s.Tenant, s.Source}]:
		case s.Silent:
			silent = append(silent, nameOf(s))
		case time.Since(s.OverQuota) < lately:
			over = append(over, nameOf(s))
		}
	}
	var details []string
	if len(silent) > 0 {
		details = append(details, "silent for more than "+x.config.Ingest.Common.SilentAfter.String()+": "+some(silent))
	}
	if len(over) > 0 {
		details = append(details, "over quota: "+some(over))
	}
	if len(details) == 0 {
		return api.Check{Name: "sources", Status: api.StatusOK}
	}
	return api.Check{Name: "sources", Status: api.StatusWarn, Detail: strings.Join(details, "; ")}
}

func nameOf(s ingest.Stats) string { return s.Tenant + "/" + s.Source }

// some tells the first of many names.
func some(names []string) string {
	if more := len(names) - someNames; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:someNames], ", "), more)
	}
	return strings.Join(names, ", ")
}

// checkDisk tells of the log's watermarks.
func (x *platform) checkDisk(ctx context.Context) api.Check {
	status, detail, hint := examineDisk(ctx, x.config)
	if status == api.StatusOK {
		return api.Check{Name: "disk", Status: status}
	}
	return api.Check{Name: "disk", Status: status, Detail: detail + ": " + hint}
}

// checkLog tells of what the log lost, and of what is behind.
func (x *platform) checkLog(ctx context.Context) []api.Check {
	all, err := x.log.Stats(ctx)
	if err != nil {
		return []api.Check{{Name: "log", Status: api.StatusDown, Detail: err.Error()}}
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
	return []api.Check{logCheck, lag, x.checkRetention()}
}
