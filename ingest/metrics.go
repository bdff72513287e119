// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ingest

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// instruments are what is read when metrics are shown.
type instruments struct {
	records, bytes, refused, turned             metric.Int64ObservableCounter
	inFlight, budget, connections, open, silent metric.Int64ObservableGauge
}

// Observe makes the instruments of the doors: the acceptor counts anyway, and nothing is added to what a batch costs.
func (a *Acceptor) Observe(m metric.Meter) error {
	var x instruments
	var all []metric.Observable
	var err error
	counter := func(into *metric.Int64ObservableCounter, name, unit, description string) {
		if err != nil {
			return
		}
		*into, err = m.Int64ObservableCounter("gambeson.ingest."+name, metric.WithUnit(unit), metric.WithDescription(description))
		all = append(all, *into)
	}
	gauge := func(into *metric.Int64ObservableGauge, name, unit, description string) {
		if err != nil {
			return
		}
		*into, err = m.Int64ObservableGauge("gambeson.ingest."+name, metric.WithUnit(unit), metric.WithDescription(description))
		all = append(all, *into)
	}
	counter(&x.records, "records", "{record}", "Records that were made durable, by door.")
	counter(&x.bytes, "bytes", "By", "Bytes of records that were made durable, by door.")
	counter(&x.refused, "refused", "{batch}", "Batches that were refused, by door and reason.")
	counter(&x.turned, "turned_away", "{connection}", "Connections that were closed at once, as too many were open, by port.")
	gauge(&x.inFlight, "in_flight", "By", "Bytes that were read and are not durable yet.")
	gauge(&x.budget, "in_flight_limit", "By", "How many bytes may be in flight.")
	gauge(&x.connections, "connections", "{connection}", "Connections that are open, by port.")
	gauge(&x.open, "listening", "{port}", "Whether the port is open, by port: 1 or 0.")
	gauge(&x.silent, "silent", "{source}", "Sources that have sent, and then not for too long.")
	if err == nil {
		_, err = m.RegisterCallback(func(_ context.Context, o metric.Observer) error {
			a.observe(o, &x)
			return nil
		}, all...)
	}
	if err != nil {
		return fmt.Errorf("instruments of the doors: %w", err)
	}
	return nil
}

func (a *Acceptor) observe(o metric.Observer, x *instruments) {
	for _, d := range a.Doors() {
		name := attribute.String("door", d.Door)
		o.ObserveInt64(x.records, int64(d.Records), metric.WithAttributes(name))
		o.ObserveInt64(x.bytes, int64(d.Bytes), metric.WithAttributes(name))
		for reason, n := range d.Refused {
			o.ObserveInt64(x.refused, int64(n), metric.WithAttributes(name, attribute.String("reason", reason)))
		}
	}
	for _, p := range a.Ports() {
		name := metric.WithAttributes(attribute.String("port", p.Port))
		o.ObserveInt64(x.connections, p.Connections, name)
		o.ObserveInt64(x.turned, int64(p.TurnedAway), name)
		open := int64(0)
		if p.Listening {
			open = 1
		}
		o.ObserveInt64(x.open, open, name)
	}
	silent := int64(0)
	for _, s := range a.Stats() {
		if s.Silent {
			silent++
		}
	}
	o.ObserveInt64(x.silent, silent)
	o.ObserveInt64(x.inFlight, a.InFlight())
	o.ObserveInt64(x.budget, int64(a.config.MaxBytesInFlight))
}
