// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// scope begins the name of every instrumented folder.
const scope = "gambeson/"

// Deps is what the program gives.
type Deps struct {
	Version string // of the program
	// Instance names this process among others: the host's name.
	Instance string
	Log      *slog.Logger
}

// A Provider makes meters and tracers, and shows and sends what they measure.
type Provider struct {
	metrics  *sdkmetric.MeterProvider
	traces   *sdktrace.TracerProvider // nil where traces are not sent
	ratio    float64
	registry *prometheus.Registry
	log      *slog.Logger
}

// Start begins to measure, and to send where c names an endpoint, which need not be there yet. The caller ends it with
// [Provider.Shutdown].
func Start(ctx context.Context, d Deps, c Config) (*Provider, error) {
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("telemetry: %w", err)
	}
	p := &Provider{ratio: c.TraceRatio, registry: prometheus.NewRegistry(), log: d.Log}
	p.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	shown, err := otelprometheus.New(otelprometheus.WithRegisterer(p.registry), otelprometheus.WithoutScopeInfo())
	if err != nil {
		return nil, fmt.Errorf("telemetry: metrics: %w", err)
	}
	of := resource.NewSchemaless(
		attribute.String("service.name", "gambeson"), attribute.String("service.version", d.Version),
		attribute.String("service.instance.id", d.Instance))
	options := []sdkmetric.Option{sdkmetric.WithReader(shown), sdkmetric.WithResource(of)}
	if c.OTLPEndpoint != "" {
		base := strings.TrimSuffix(c.OTLPEndpoint, "/")
		sent, err := otlpmetrichttp.New(ctx, otlpmetrichttp.WithEndpointURL(base+"/v1/metrics"))
		if err != nil {
			return nil, fmt.Errorf("telemetry: send metrics: %w", err)
		}
		options = append(options, sdkmetric.WithReader(sdkmetric.NewPeriodicReader(sent, sdkmetric.WithInterval(c.MetricsInterval))))
		spans, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(base+"/v1/traces"))
		if err != nil {
			return nil, fmt.Errorf("telemetry: send traces: %w", err)
		}
		p.traces = sdktrace.NewTracerProvider(sdktrace.WithBatcher(spans), sdktrace.WithResource(of),
			sdktrace.WithSampler(sdktrace.TraceIDRatioBased(c.TraceRatio)))
		otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { d.Log.Warn("telemetry is not sent", "error", err) }))
	}
	p.metrics = sdkmetric.NewMeterProvider(options...)
	return p, nil
}

// Meter returns the meter of a folder: "ingest/http".
func (p *Provider) Meter(folder string) metric.Meter { return p.metrics.Meter(scope + folder) }

// Handler shows all metrics in Prometheus' text format.
func (p *Provider) Handler() http.Handler {
	return promhttp.HandlerFor(p.registry, promhttp.HandlerOpts{ErrorLog: promLog{p.log}, MaxRequestsInFlight: 4})
}

// Shutdown sends what is left and ends, at the latest when ctx does.
func (p *Provider) Shutdown(ctx context.Context) error {
	err := p.metrics.Shutdown(ctx)
	if p.traces != nil {
		err = errors.Join(err, p.traces.Shutdown(ctx))
	}
	if err != nil {
		return fmt.Errorf("telemetry: shut down: %w", err)
	}
	return nil
}

// promLog logs what Prometheus' handler could not show.
type promLog struct{ log *slog.Logger }

// Println implements promhttp.Logger.
func (l promLog) Println(v ...any) { l.log.Warn("metrics are not shown", "error", fmt.Sprint(v...)) }
