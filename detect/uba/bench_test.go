// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"gambeson/detect"
	"gambeson/event"
)

// workday is n observations of users who sign in to two hosts.
func workday(b *testing.B, users, n int) []detect.Observation {
	b.Helper()
	var history []moment
	for i := range n {
		u := i % users
		a := success(fmt.Sprintf("user%05d", u), fmt.Sprintf("10.%d.%d.%d", u>>16&255, u>>8&255, u&255))
		a.Domain, a.Host, a.Service, a.Device = "example", fmt.Sprintf("host%d", i/users%2+u/10*2), "sso", "d"+a.User
		a.Place, a.Country, a.OK = zurich(), "CH", i%20 != 0
		history = append(history, moment{time.Duration(i) * 10 * time.Millisecond, a})
	}
	return observations(b, DefaultConfig(), history)
}

// BenchmarkObserve measures an observation: decoding and judging.
func BenchmarkObserve(b *testing.B) {
	list := workday(b, 10_000, 50_000)
	r := newRoom(b, DefaultConfig())
	var out detect.Results
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		r.Observe(list[i%len(list)], &out)
		out.Reset()
		i++
	}
}

// BenchmarkMemory reports the bytes that a user costs, over all detectors.
func BenchmarkMemory(b *testing.B) {
	const users = 10_000
	list := workday(b, users, 4*users)
	var before, after runtime.MemStats
	var out detect.Results
	for b.Loop() {
		r := newRoom(b, DefaultConfig())
		runtime.GC()
		runtime.ReadMemStats(&before)
		for _, o := range list {
			r.Observe(o, &out)
			out.Reset()
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/users, "B/user")
		runtime.KeepAlive(r)
	}
}

// BenchmarkInspect measures an event that is a sign-in.
func BenchmarkInspect(b *testing.B) {
	f := event.NewFields()
	shape := f.OCSFShape()
	r, err := New(Deps{Fields: f}, DefaultConfig())
	if err != nil {
		b.Fatal(err)
	}
	if err := f.Freeze(); err != nil {
		b.Fatal(err)
	}
	e := event.New(f)
	load(b, e, shape, `{"class_uid":3002,"activity_id":1,"time":1772445600000,"status_id":1,"user":{"name":"mara@example.org"},
		"service":{"name":"Mail"},"src_endpoint":{"ip":"198.51.100.1","location":{"lat":47.3,"long":8.5,"country":"CH"}},"device":{"uid":"d1"}}`)
	in := r.Inspector()
	var out detect.Results
	b.ReportAllocs()
	for b.Loop() {
		in.Inspect(e, &out)
		if len(out.Observations) != 3 {
			b.Fatalf("%d observations, want 3", len(out.Observations))
		}
		out.Reset()
	}
}
