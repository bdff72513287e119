// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	collectortrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracev1 "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"gambeson/event"
	"gambeson/ingest"
	"gambeson/pipeline"
	"gambeson/telemetry"
)

// ends are both ends of a log: what is appended to it, and who reads it.
type ends struct{ body []byte }

func (e *ends) Append(_ context.Context, _ string, _ ingest.ID, body []byte) error {
	e.body = bytes.Clone(body)
	return nil
}

func (e *ends) Process(b *event.Batch, out *pipeline.Output) { out.Events = len(b.Records) }

// TestTrace follows a batch over the log, which carries nothing but the batch.
func TestTrace(t *testing.T) {
	spans := make(chan *tracev1.Span, 16)
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := io.Reader(r.Body)
		if r.Header.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(body)
			if err != nil {
				t.Error(err)
				return
			}
			body = z
		}
		data, err := io.ReadAll(body)
		var m collectortrace.ExportTraceServiceRequest
		if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(data, &m) != nil {
			return
		}
		for _, x := range m.ResourceSpans {
			for _, y := range x.ScopeSpans {
				for _, s := range y.Spans {
					spans <- s
				}
			}
		}
	}))
	defer collector.Close()
	c := telemetry.DefaultConfig()
	c.OTLPEndpoint, c.TraceRatio = collector.URL, 1
	p, err := telemetry.Start(t.Context(), telemetry.Deps{Log: slog.New(slog.DiscardHandler)}, c)
	if err != nil {
		t.Fatal(err)
	}
	var log ends
	b := event.Batch{Tenant: "acme", Source: "web", Stream: "s", Records: []event.BatchRecord{{Position: 7, Data: []byte("x")}}}
	body, err := b.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := (&tracedAppender{&log, p.Tracer("ingest")}).Append(t.Context(), "k", ingest.ID{}, body); err != nil {
		t.Fatal(err)
	}
	var read event.Batch
	if err := read.UnmarshalBinary(log.body); err != nil {
		t.Fatal(err)
	}
	var out pipeline.Output
	(&tracedStage{&log, p.Tracer("pipeline")}).Process(&read, &out)
	// What the judge and the correlation get carries the batch's id: see the test of the pipeline.
	id := read.EventID(0)
	judgeSpan(p.Tracer("pipeline"))(id)(&out)
	found := pipeline.Found{Findings: []*event.Finding{{}}, Trace: id}
	var correlated caseSpans
	correlated.begin(t.Context(), p.Tracer("correlate"), &found)
	correlated.end()
	if err := p.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	close(spans)
	var names []string
	ids := map[string]bool{}
	for s := range spans {
		names = append(names, s.Name)
		ids[string(s.TraceId)] = true
	}
	slices.Sort(names)
	if strings.Join(names, " ") != "correlate.findings ingest.append pipeline.judge pipeline.process" || len(ids) != 1 || out.Events != 1 {
		t.Errorf("spans %v of %d traces, %d events", names, len(ids), out.Events)
	}
}
