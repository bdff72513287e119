// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp

import (
	"context"
	"fmt"
	"slices"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	logspb "go.opentelemetry.io/proto/otlp/logs/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"gambeson/event"
	"gambeson/event/otlp"
	"gambeson/ingest"
)

// maxDepth bounds how deep messages lie in each other: three for each level of a value.
const maxDepth = 256

// outcome is what became of a request that was not refused.
type outcome struct {
	rejected int
	why      string
}

// batch is log records of one format.
type batch = event.Batch

// accept decodes an ExportLogsServiceRequest, whose encoding is that of LogsData, and hands the records to the acceptor.
func (d *Door) accept(ctx context.Context, s ingest.Sender, data []byte, decode func([]byte, *logspb.LogsData) error) (outcome, error) {
	var logs logspb.LogsData
	if err := decode(data, &logs); err != nil {
		err = fmt.Errorf("log records: %w: %w", ingest.ErrMalformed, err)
		d.deps.Acceptor.Refuse(s, err)
		return outcome{}, err
	}
	batches, out, err := d.batches(&logs, s.Format)
	if err != nil {
		d.deps.Acceptor.Refuse(s, err)
		return outcome{}, err
	}
	for i := range batches {
		if err := d.deps.Acceptor.Accept(ctx, s, &batches[i]); err != nil {
			return outcome{}, err
		}
	}
	if out.rejected > 0 {
		d.deps.Acceptor.Refuse(s, ingest.ErrTooLarge)
	}
	return out, nil
}

// batches returns the records in their order, as runs of one format.
func (d *Door) batches(logs *logspb.LogsData, format string) (all []batch, out outcome, err error) {
	limit := int(d.deps.Acceptor.Config().MaxRecordBytes)
	for _, resource := range logs.GetResourceLogs() {
		for _, l := range otlp.Logs(resource) {
			data, of := native(l.Record, format), format
			if data == nil {
				of = otlp.Format
				if data, err = (proto.MarshalOptions{Deterministic: true}).Marshal(l.ResourceLogs()); err != nil {
					return nil, out, fmt.Errorf("log record: %w: %w", ingest.ErrMalformed, err)
				}
			}
			if len(data) > limit {
				out.rejected++
				out.why = fmt.Sprintf("log record of %d bytes: %v: at most %d", len(data), ingest.ErrTooLarge, limit)
				continue
			}
			if n := len(all); n == 0 || all[n-1].Format != of {
				all = append(all, batch{Format: of})
			}
			last := &all[len(all)-1]
			last.Records = append(last.Records, event.BatchRecord{Data: data})
		}
	}
	return slices.Clip(all), out, nil
}

// native returns the record as the source wrote it, where the source has a format and the body holds the bytes; nil
// otherwise.
func native(r *logspb.LogRecord, format string) []byte {
	if format == "" || format == otlp.Format {
		return nil
	}
	switch v := r.GetBody().GetValue().(type) {
	case *commonpb.AnyValue_StringValue:
		return []byte(v.StringValue)
	case *commonpb.AnyValue_BytesValue:
		return v.BytesValue
	}
	return nil
}

func decodeProto(data []byte, logs *logspb.LogsData) error {
	return proto.UnmarshalOptions{RecursionLimit: maxDepth}.Unmarshal(data, logs)
}

// decodeJSON reads OTLP's JSON. It is protobuf's but for ids, which are hexadecimal: see [unhex].
func decodeJSON(data []byte, logs *logspb.LogsData) error {
	if err := (protojson.UnmarshalOptions{DiscardUnknown: true, RecursionLimit: maxDepth}).Unmarshal(data, logs); err != nil {
		return err
	}
	for _, resource := range logs.GetResourceLogs() {
		for _, scope := range resource.GetScopeLogs() {
			for _, r := range scope.GetLogRecords() {
				var err error
				if r.TraceId, err = unhex(r.GetTraceId(), 16); err != nil {
					return fmt.Errorf("traceId: %w", err)
				}
				if r.SpanId, err = unhex(r.GetSpanId(), 8); err != nil {
					return fmt.Errorf("spanId: %w", err)
				}
			}
		}
	}
	return nil
}
