// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package otlp_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/log"
	sdk "go.opentelemetry.io/otel/sdk/log"
)

// TestExporters sends with OpenTelemetry's own exporters, as programs have them, plain and compressed.
func TestExporters(t *testing.T) {
	g, h, into := start(t, "text")
	headers := map[string]string{"Authorization": "Bearer good"}
	exporters := []func() (sdk.Exporter, error){
		func() (sdk.Exporter, error) {
			return otlploggrpc.New(t.Context(), otlploggrpc.WithEndpoint(g), otlploggrpc.WithInsecure(), otlploggrpc.WithHeaders(headers))
		},
		func() (sdk.Exporter, error) {
			return otlploggrpc.New(t.Context(), otlploggrpc.WithEndpoint(g), otlploggrpc.WithInsecure(), otlploggrpc.WithHeaders(headers), otlploggrpc.WithCompressor("gzip"))
		},
		func() (sdk.Exporter, error) {
			return otlploghttp.New(t.Context(), otlploghttp.WithEndpoint(h), otlploghttp.WithInsecure(), otlploghttp.WithHeaders(headers))
		},
		func() (sdk.Exporter, error) {
			return otlploghttp.New(t.Context(), otlploghttp.WithEndpoint(h), otlploghttp.WithInsecure(), otlploghttp.WithHeaders(headers), otlploghttp.WithCompression(otlploghttp.GzipCompression))
		},
	}
	var want []string
	for i, newExporter := range exporters {
		exporter, err := newExporter()
		if err != nil {
			t.Fatal(err)
		}
		provider := sdk.NewLoggerProvider(sdk.WithProcessor(sdk.NewBatchProcessor(exporter)))
		logger := provider.Logger("test")
		for j := range 600 {
			line := fmt.Sprintf("exporter %d line %d", i, j)
			want = append(want, line)
			var r log.Record
			r.SetBody(attribute.StringValue(line))
			logger.Emit(t.Context(), r)
		}
		if err := provider.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(want, into.Data()); d != "" {
		t.Error(d)
	}
}

func BenchmarkExportHTTP(b *testing.B) { benchmarkExport(b, "") }

func BenchmarkExportHTTPNative(b *testing.B) { benchmarkExport(b, "text") }
