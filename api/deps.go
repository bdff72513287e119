// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"go.opentelemetry.io/otel/metric"

	"gambeson/state"
)

// Deps is what the program gives to the API.
type Deps struct {
	// State is what the API reads and changes.
	State *state.DB
	// Health is how the platform is.
	Health Health
	// Senders is what is known of those that send now; nil where nothing is taken in.
	Senders Senders
	// Letters is what could not be read; nil where nothing is taken in.
	Letters Letters
	// Again processes records again; nil where nothing is taken in.
	Again Reprocessor
	// Feed is what is new.
	Feed *Feed
	// Console is the web page: it answers what people's browsers ask for and no route has; nil for none.
	Console http.Handler
	// Metrics answers /metrics; nil for none.
	Metrics http.Handler
	// Meter makes the API's own instruments; nil for none.
	Meter metric.Meter
	// KeysDir is the folder in which an own certificate is kept.
	KeysDir string
	// SocketDir is the folder of the socket for who has the data folder ([Server.Local]); "" for none. It is made, and
	// nobody else can enter it.
	SocketDir string
	Log       *slog.Logger
}

// Health tells how the parts of the platform are.
type Health interface {
	// Check returns a check for each part. It MUST answer within a second or so, and never caches what it tells.
	Check(ctx context.Context) []Check
}

// Senders tells what is known of those that send.
type Senders interface {
	// Activity returns what a source did since the program started, and false where it did nothing.
	Activity(tenant, source string) (Activity, bool)
}

// Activity is what a source did since the program started.
type Activity struct {
	// Records and Bytes were made durable, resent ones included.
	Records uint64 `json:"records" doc:"Records made durable since the program started, resent ones included."`
	Bytes   uint64 `json:"bytes"`
	// Refused counts requests by the reason for which they were refused.
	Refused map[string]uint64 `json:"refused,omitempty" doc:"Requests that were refused, by reason."`
	// Seen is when the last records were made durable.
	Seen time.Time `json:"seen,omitzero" doc:"When the last records were made durable."`
	// Silent is set where the source has sent, and then not for too long.
	Silent bool `json:"silent" doc:"Whether the source has sent, and then not for longer than it may be silent."`
}

// Letters reaches the bytes of dead letters, which are in the log.
type Letters interface {
	// Read returns the record as it was sent. The error wraps [state.ErrNotFound] where the log has it no more.
	Read(ctx context.Context, letter state.DeadLetter) ([]byte, error)
	// Replay sends the record through again, unchanged. Doing so twice changes nothing.
	Replay(ctx context.Context, letter state.DeadLetter) error
}

// Reprocessor processes records of a time range again.
type Reprocessor interface {
	// Begin begins and returns at once; what it returns says how much of the range the log still has. With the same key it
	// returns the one that began then. The error wraps [state.ErrExists] while another runs, and [state.ErrInvalid] for a
	// range of which the log has nothing.
	Begin(ctx context.Context, x state.Reprocessing, cause state.Cause) (state.Reprocessing, error)
}
