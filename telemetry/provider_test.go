// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel/metric"
	collectormetrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	collectortrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracev1 "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// collector takes OTLP over HTTP.
type collector struct {
	mu      sync.Mutex
	metrics []string
	spans   []*tracev1.Span
}

// ServeHTTP implements http.Handler.
func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		body = z
	}
	data, err := io.ReadAll(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch r.URL.Path {
	case "/v1/metrics":
		var m collectormetrics.ExportMetricsServiceRequest
		if err := proto.Unmarshal(data, &m); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
		for _, r := range m.ResourceMetrics {
			for _, s := range r.ScopeMetrics {
				for _, x := range s.Metrics {
					c.metrics = append(c.metrics, s.Scope.Name+" "+x.Name)
				}
			}
		}
	case "/v1/traces":
		var m collectortrace.ExportTraceServiceRequest
		if err := proto.Unmarshal(data, &m); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
		}
		for _, r := range m.ResourceSpans {
			for _, s := range r.ScopeSpans {
				c.spans = append(c.spans, s.Spans...)
			}
		}
	default:
		http.NotFound(w, r)
	}
}

func start(t *testing.T, c Config, log *slog.Logger) *Provider {
	t.Helper()
	p, err := Start(t.Context(), Deps{Version: "1", Instance: "here", Log: log}, c)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func show(t *testing.T, p *Provider) string {
	t.Helper()
	w := httptest.NewRecorder()
	p.Handler().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	return w.Body.String()
}

func TestShown(t *testing.T) {
	p := start(t, DefaultConfig(), slog.New(slog.DiscardHandler))
	m := p.Meter("kitchen")
	c, err := m.Int64Counter("gambeson.kitchen.plates", metric.WithUnit("{plate}"), metric.WithDescription("Plates."))
	if err != nil {
		t.Fatal(err)
	}
	c.Add(t.Context(), 3)
	err = Observe(m,
		Reading{Name: "gambeson.kitchen.heat", Unit: "Cel", Read: func() float64 { return 21.5 }},
		Reading{Name: "gambeson.kitchen.read", Unit: "By", Total: true, Read: func() float64 { return 42 }})
	if err != nil {
		t.Fatal(err)
	}
	text := show(t, p)
	for _, want := range []string{
		"gambeson_kitchen_plates_total 3\n", "gambeson_kitchen_heat_celsius 21.5\n", "gambeson_kitchen_read_bytes_total 42\n",
		`service_name="gambeson"`, "go_goroutines", "process_open_fds",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown:\n%s", want, text)
		}
	}
	if err := p.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestSent follows one batch in two processes, and sends both parts of the trace to one collector.
func TestSent(t *testing.T) {
	var got collector
	server := httptest.NewServer(&got)
	defer server.Close()
	c := DefaultConfig()
	c.OTLPEndpoint, c.TraceRatio = server.URL, 1
	id := [16]byte{7}
	for _, stage := range []string{"ingest", "pipeline"} {
		p := start(t, c, slog.New(slog.DiscardHandler))
		x, err := p.Meter(stage).Int64Counter("gambeson." + stage + ".batches")
		if err != nil {
			t.Fatal(err)
		}
		x.Add(t.Context(), 1)
		_, span := p.Tracer(stage).Follow(t.Context(), id, stage)
		Count(span, "gambeson.plates", 5)
		span.End()
		if err := p.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if all := strings.Join(got.metrics, "\n"); !strings.Contains(all, "gambeson/ingest gambeson.ingest.batches") ||
		!strings.Contains(all, "gambeson/pipeline gambeson.pipeline.batches") {
		t.Errorf("metrics that were sent: %s", all)
	}
	for _, s := range got.spans {
		if len(s.Attributes) != 1 || s.Attributes[0].Value.GetIntValue() != 5 {
			t.Errorf("attributes of %s: %v", s.Name, s.Attributes)
		}
	}
	if len(got.spans) != 2 || !bytes.Equal(got.spans[0].TraceId, got.spans[1].TraceId) || bytes.Equal(got.spans[0].SpanId, got.spans[1].SpanId) {
		t.Errorf("want two spans of one trace, got %v", got.spans)
	}
}

// TestRatio samples by the trace's id alone: the part is right, and every process decides alike.
func TestRatio(t *testing.T) {
	var got collector
	server := httptest.NewServer(&got)
	defer server.Close()
	c := DefaultConfig()
	c.OTLPEndpoint, c.TraceRatio = server.URL, .1
	a, b := start(t, c, slog.New(slog.DiscardHandler)), start(t, c, slog.New(slog.DiscardHandler))
	const n = 2000
	sampled := 0
	for i := range n {
		id := [16]byte{byte(i), byte(i >> 8)}
		_, one := a.Tracer("x").Follow(t.Context(), id, "one")
		_, two := b.Tracer("y").Follow(t.Context(), id, "two")
		if one.IsRecording() != two.IsRecording() {
			t.Fatalf("batch %d: one samples, the other does not", i)
		}
		if one.IsRecording() {
			sampled++
		}
	}
	if math.Abs(float64(sampled)/n-.1) > .03 {
		t.Errorf("%d of %d sampled, want about a tenth", sampled, n)
	}
}

// TestEndpointAway shows that an endpoint that is not there holds nothing up.
func TestEndpointAway(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	c := DefaultConfig()
	c.OTLPEndpoint, c.TraceRatio = "http://127.0.0.1:1", 1
	p := start(t, c, log)
	begun := time.Now()
	for range 10_000 {
		_, span := p.Tracer("x").Follow(t.Context(), [16]byte{1}, "lost")
		span.End()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := p.Shutdown(ctx); err == nil {
		t.Error("what could not be sent was not reported")
	}
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestNoTraces(t *testing.T) {
	for name, tracer := range map[string]Tracer{"zero": {}, "not sent": start(t, DefaultConfig(), slog.New(slog.DiscardHandler)).Tracer("x")} {
		if n := testing.AllocsPerRun(100, func() {
			_, span := tracer.Follow(t.Context(), [16]byte{1}, "none")
			span.End()
		}); n != 0 {
			t.Errorf("%s: %v allocations where nothing is traced", name, n)
		}
	}
}

func TestLoggerTraced(t *testing.T) {
	var got collector
	server := httptest.NewServer(&got)
	defer server.Close()
	c := DefaultConfig()
	c.OTLPEndpoint, c.TraceRatio = server.URL, 1
	var out bytes.Buffer
	log, err := NewLogger(&out, DefaultLogConfig())
	if err != nil {
		t.Fatal(err)
	}
	ctx, span := start(t, c, log).Tracer("x").Follow(t.Context(), [16]byte{1}, "x")
	log.With("part", 1).WarnContext(ctx, "here")
	log.Warn("elsewhere")
	lines := strings.Split(out.String(), "\n")
	if !strings.Contains(lines[0], "trace_id="+span.SpanContext().TraceID().String()) || strings.Contains(lines[1], "trace_id") {
		t.Errorf("log: %s", out.String())
	}
}

func TestConfig(t *testing.T) {
	if err := DefaultConfig().Validate(); err != nil {
		t.Error(err)
	}
	for _, change := range []func(*Config){
		func(c *Config) { c.OTLPEndpoint = "collector:4318" },
		func(c *Config) { c.OTLPEndpoint = "http://collector:4318/v1/traces" },
		func(c *Config) { c.MetricsInterval = 0 },
		func(c *Config) { c.TraceRatio = 1.1 },
		func(c *Config) { c.TraceRatio = math.NaN() },
	} {
		c := DefaultConfig()
		change(&c)
		if c.Validate() == nil {
			t.Errorf("%+v is accepted", c)
		}
	}
}
