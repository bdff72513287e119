// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp

import (
	"errors"
	"fmt"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	logspb "go.opentelemetry.io/proto/otlp/logs/v1"
	resourcepb "go.opentelemetry.io/proto/otlp/resource/v1"
	"google.golang.org/protobuf/proto"

	"gambeson/event"
)

// Format is the format of events made from records that someone else sent.
const Format = "otlp"

// ErrMalformed is wrapped where a record cannot be turned into an event.
var ErrMalformed = errors.New("malformed log record")

// A Log is one log record with what it shares with its siblings.
type Log struct {
	Resource       *resourcepb.Resource
	ResourceSchema string
	Scope          *commonpb.InstrumentationScope
	ScopeSchema    string
	Record         *logspb.LogRecord
}

// ResourceLogs returns the log as a message that can be sent.
func (l Log) ResourceLogs() *logspb.ResourceLogs {
	return &logspb.ResourceLogs{
		Resource: l.Resource, SchemaUrl: l.ResourceSchema,
		ScopeLogs: []*logspb.ScopeLogs{{Scope: l.Scope, SchemaUrl: l.ScopeSchema, LogRecords: []*logspb.LogRecord{l.Record}}},
	}
}

// Logs returns the records of a message, each by itself.
func Logs(r *logspb.ResourceLogs) []Log {
	var out []Log
	for _, s := range r.GetScopeLogs() {
		for _, x := range s.GetLogRecords() {
			out = append(out, Log{r.GetResource(), r.GetSchemaUrl(), s.GetScope(), s.GetSchemaUrl(), x})
		}
	}
	return out
}

// ToEvent resets e to the event that l is: one of our own, restored, or a
// foreign record. It fails where attributes of our own are damaged, and where a
// foreign record is beyond the limits of an event.
func ToEvent(l Log, e *event.Event) error {
	if own := attribute(l.Record.GetAttributes(), attrID); own != nil {
		return restore(l, own.GetStringValue(), e)
	}
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(l.ResourceLogs())
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	e.Reset(raw)
	e.Format, e.Vendor, e.Product = Format, "OpenTelemetry", "OpenTelemetry"
	return buildTree(l, e)
}

// FromEvent returns e as a log record. Of an event that came as one it is the
// record as it was.
func FromEvent(e *event.Event) (Log, error) {
	if e.Format != Format {
		return own(e)
	}
	var r logspb.ResourceLogs
	if err := proto.Unmarshal(e.Raw(), &r); err != nil {
		return Log{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	all := Logs(&r)
	if len(all) != 1 {
		return Log{}, fmt.Errorf("%w: %d records in the original bytes, want 1", ErrMalformed, len(all))
	}
	return all[0], nil
}
