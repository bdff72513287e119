// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"gambeson/api"
)

// readyPoll is how often a platform that starts is asked whether it is ready.
const readyPoll = 100 * time.Millisecond

// supervise tells the service manager that started this process, if one did
// (sd_notify), that the platform is ready once all its checks say so, and that
// it stops when ctx ends.
func (x *platform) supervise(ctx context.Context) {
	tellManager(x.logger, "STATUS=starting")
	for !ready(x.Check(ctx)) {
		select {
		case <-time.After(readyPoll):
		case <-ctx.Done():
			tellManager(x.logger, daemon.SdNotifyStopping)
			return
		}
	}
	tellManager(x.logger, daemon.SdNotifyReady+"\nSTATUS=API at "+x.api.URL())
	<-ctx.Done()
	tellManager(x.logger, daemon.SdNotifyStopping)
}

// ready says whether no part is down.
func ready(checks []api.Check) bool {
	return !slices.ContainsFunc(checks, func(c api.Check) bool { return c.Status == api.StatusDown })
}

// tellManager sends a state to the service manager. One that cannot be reached does
// not stop the platform: it will say itself that it heard nothing.
func tellManager(logger *slog.Logger, state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		logger.Warn("the service manager cannot be told", "error", err)
	}
}
