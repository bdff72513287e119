// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/metric"

	"gambeson/cases"
	"gambeson/event"
)

// An Outbox holds what is to be sent.
type Outbox interface {
	// Due returns notifications of a channel that are to be sent now, also where
	// they are due later than within: the clock was ahead when they were put
	// off. They stay due until Delivered or Failed.
	Due(ctx context.Context, channel string, now time.Time, within time.Duration, limit int) ([]cases.Notification, error)
	// Delivered says that the channel took a notification.
	Delivered(ctx context.Context, id event.ID) error
	// Failed says why it did not, and when to try again; the zero time gives the
	// notification up.
	Failed(ctx context.Context, id event.ID, cause string, retry time.Time) error
}

// Deps is what the program gives.
type Deps struct {
	Outbox Outbox
	Logger *slog.Logger
	// Secret resolves a reference to a secret.
	Secret func(reference string) (string, error)
	// Meter makes the instruments; nil for none.
	Meter metric.Meter
}

// A Notifier sends what is in the outbox.
type Notifier struct {
	deps     Deps
	config   Config
	channels []channel
	metrics  *metrics
}

// channel is a way to send. An error that wraps *retryError says when to try
// again, one that wraps errGone that there is no use in it.
type channel struct {
	name string
	send func(context.Context, *cases.Notification, time.Time) error
}

// errGone is wrapped where the receiver wants nothing any more.
var errGone = errors.New("the receiver is gone")

// retryError is a failure of a receiver that says when it can be asked again.
type retryError struct {
	after time.Duration
	err   error
}

// Error is the failure.
func (e *retryError) Error() string { return e.err.Error() }

// Unwrap is the failure.
func (e *retryError) Unwrap() error { return e.err }

// pollEvery is how often the outbox is looked into, and batch how many
// notifications are taken out at a time.
const (
	pollEvery = time.Second
	batch     = 16
)

// New returns a notifier for the channels that are configured. It fails where a
// secret cannot be resolved.
func New(deps Deps, config Config) (*Notifier, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("notifications: %w", err)
	}
	m, err := newMetrics(deps.Meter)
	if err != nil {
		return nil, err
	}
	n := &Notifier{deps: deps, config: config, metrics: m}
	if config.Webhook.URL != "" {
		w, err := newWebhook(config.Webhook, deps.Secret)
		if err != nil {
			return nil, err
		}
		n.channels = append(n.channels, channel{Webhook, w.send})
	}
	if config.Mail.Server != "" {
		m, err := newMailer(config.Mail, deps.Secret)
		if err != nil {
			return nil, err
		}
		n.channels = append(n.channels, channel{Mail, m.send})
	}
	return n, nil
}

// Run sends until ctx ends, which is no error. What is being sent then stays
// due.
func (n *Notifier) Run(ctx context.Context) error {
	if len(n.channels) == 0 {
		<-ctx.Done()
		return nil
	}
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if err := n.send(ctx, time.Now()); err != nil && ctx.Err() == nil {
			n.deps.Logger.Error("outbox cannot be used", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// send sends what is due now on all channels. Its error is the outbox's.
func (n *Notifier) send(ctx context.Context, now time.Time) error {
	for _, c := range n.channels {
		due, err := n.deps.Outbox.Due(ctx, c.name, now, n.config.MaxRetry, batch)
		if err != nil {
			return err
		}
		for i := range due {
			if err := n.try(ctx, c, &due[i], now); err != nil {
				return err
			}
		}
	}
	return nil
}

// try sends one notification and says what became of it.
func (n *Notifier) try(ctx context.Context, c channel, x *cases.Notification, now time.Time) error {
	within, cancel := context.WithTimeout(ctx, n.config.Timeout)
	begun := time.Now()
	err := c.send(within, x, now)
	took := time.Since(begun)
	cancel()
	switch {
	case err == nil:
		n.metrics.attempt(ctx, c.name, delivered, took)
		return n.deps.Outbox.Delivered(ctx, x.ID)
	case ctx.Err() != nil:
		return ctx.Err()
	}
	retry := now.Add(n.wait(x.Attempts, err))
	if x.Attempts+1 >= n.config.MaxAttempts || errors.Is(err, errGone) {
		retry = time.Time{}
	}
	outcome := retried
	if retry.IsZero() {
		outcome = givenUp
	}
	n.metrics.attempt(ctx, c.name, outcome, took)
	n.deps.Logger.Warn("notification failed", "channel", c.name, "case", x.Case.ID.String(), "attempts", x.Attempts+1,
		"given_up", retry.IsZero(), "error", err)
	return n.deps.Outbox.Failed(ctx, x.ID, err.Error(), retry)
}

// wait is how long to wait after a failure that came after so many others.
func (n *Notifier) wait(failed int, err error) time.Duration {
	d := n.config.FirstRetry
	for range failed {
		if d *= 2; d >= n.config.MaxRetry {
			break
		}
	}
	if asked, ok := errors.AsType[*retryError](err); ok {
		d = max(d, asked.after)
	}
	return min(d, n.config.MaxRetry)
}
