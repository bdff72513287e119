// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

// Package telemetry is what the program says about itself: logs, metrics and traces.
//
// # Logs
//
// [NewLogger] makes the one logger of a process from the log section of the configuration. Packages never make or look
// up a logger: they take a *slog.Logger in their Deps. Records go to standard error, since standard output is data's;
// messages are constant, attributes have snake_case keys, and nothing is logged for each event. A record that is logged
// with the context of a sampled span has its trace_id and span_id.
//
// # Metrics
//
// [Start] begins a [Provider]; a package takes a metric.Meter in its Deps and makes its instruments in its constructor,
// in a file metrics.go, named gambeson.<folder>.<noun> with a unit. Attributes have few values, all of our own making:
// never a path, an address or another text from outside. [Provider.Handler] shows them in Prometheus' text format,
// beside those of the Go runtime and the process; with an OTLP endpoint they are sent there too.
//
// # Traces
//
// A trace follows a batch from intake to findings, over the log, which carries no trace context and needs none: the id of
// the trace is made from the id of the batch ([Tracer.Follow]), and whether it is sampled from the id of the trace. So
// every stage joins the trace by itself, and a replay of the log writes the same one. Spans are sent to the OTLP endpoint;
// without one there are none, and following costs nothing.
//
// [Provider.Shutdown] sends what is left. Sending never holds anything up: what an endpoint does not take within the
// bounds of its queue is dropped and logged.
//
// Sources: OpenTelemetry metrics, traces and OTLP 1.x; Prometheus' text format. Tests read what was written and sent.
package telemetry
