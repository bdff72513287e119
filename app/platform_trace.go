// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"

	"gambeson/event"
	"gambeson/ingest"
	"gambeson/pipeline"
	"gambeson/telemetry"
)

// A batch is traced from a door to the cases of its findings by the id of its first event, which both ends of the log know:
// what follows from the batch carries it.

// tracedAppender has a span for each batch that a door writes to the log.
type tracedAppender struct {
	ingest.Appender
	tracer telemetry.Tracer
}

// Append implements [ingest.Appender].
func (a *tracedAppender) Append(ctx context.Context, key string, id ingest.ID, body []byte) error {
	var b event.Batch
	if !a.tracer.On() || b.UnmarshalBinary(body) != nil || len(b.Records) == 0 {
		return a.Appender.Append(ctx, key, id, body)
	}
	ctx, span := a.tracer.Follow(ctx, b.EventID(0), "ingest.append")
	defer span.End()
	telemetry.Count(span, "gambeson.records", len(b.Records))
	return a.Appender.Append(ctx, key, id, body)
}

// appender is what the doors write to.
func (x *platform) appender() ingest.Appender {
	return &tracedAppender{&appender{log: x.log, shards: x.config.Pipeline.Shards}, x.metrics.Tracer("ingest")}
}

// tracedStage has a span for each batch that is read from the log and judged.
type tracedStage struct {
	pipeline.Stage
	tracer telemetry.Tracer
}

// Process implements [pipeline.Stage].
func (s *tracedStage) Process(b *event.Batch, out *pipeline.Output) {
	if !s.tracer.On() || len(b.Records) == 0 {
		s.Stage.Process(b, out)
		return
	}
	_, span := s.tracer.Follow(context.Background(), b.EventID(0), "pipeline.process")
	defer span.End()
	s.Stage.Process(b, out)
	telemetry.Count(span, "gambeson.events", out.Events)
	telemetry.Count(span, "gambeson.findings", len(out.Findings))
	telemetry.Count(span, "gambeson.observations", len(out.Observations))
}

// judgeSpan has a span for what a judge does with the observations of a batch.
func judgeSpan(t telemetry.Tracer) func(event.ID) func(*pipeline.Output) {
	if !t.On() {
		return nil
	}
	return func(id event.ID) func(*pipeline.Output) {
		_, span := t.Follow(context.Background(), id, "pipeline.judge")
		return func(out *pipeline.Output) {
			telemetry.Count(span, "gambeson.findings", len(out.Findings))
			span.End()
		}
	}
}

// caseSpans are the spans of findings that become cases.
type caseSpans []func()

// begin begins the span of a message's findings.
func (s *caseSpans) begin(ctx context.Context, t telemetry.Tracer, f *pipeline.Found) {
	if !t.On() || len(f.Findings) == 0 || f.Trace == (event.ID{}) {
		return
	}
	_, span := t.Follow(ctx, f.Trace, "correlate.findings")
	telemetry.Count(span, "gambeson.findings", len(f.Findings))
	*s = append(*s, func() { span.End() })
}

// end ends them all.
func (s caseSpans) end() {
	for _, end := range s {
		end()
	}
}
