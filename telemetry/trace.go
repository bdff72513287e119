// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"context"
	"crypto/sha256"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// A Tracer makes the spans of one folder. The zero Tracer makes none.
type Tracer struct{ tracer trace.Tracer }

// Tracer returns the tracer of a folder. It makes no spans where traces are not sent.
func (p *Provider) Tracer(folder string) Tracer {
	if p.traces == nil {
		return Tracer{}
	}
	return Tracer{p.traces.Tracer(scope + folder)}
}

// On reports whether there are traces at all, for who would have to find out an id.
func (t Tracer) On() bool { return t.tracer != nil }

// Follow begins a span of the trace that follows the thing with the given id, such as a batch. Who calls it with the same
// id, in whichever process, adds to the same trace. The caller ends the span.
func (t Tracer) Follow(ctx context.Context, id [16]byte, name string) (context.Context, trace.Span) {
	if t.tracer == nil {
		return ctx, noop.Span{}
	}
	sum := sha256.Sum256(id[:])
	root := trace.NewSpanContext(trace.SpanContextConfig{
		TraceID: trace.TraceID(sum[:16]), SpanID: trace.SpanID(sum[16:24]), TraceFlags: trace.FlagsSampled, Remote: true,
	})
	return t.tracer.Start(trace.ContextWithRemoteSpanContext(ctx, root), name)
}

// Count says in a span how many of something there were.
func Count(s trace.Span, what string, n int) { s.SetAttributes(attribute.Int(what, n)) }
