// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gambeson/api"
	"gambeson/event"
	"gambeson/ingest"
	"gambeson/state"
)

// idlePlatform opens a platform on free ports, which is not run.
func idlePlatform(t *testing.T, change func(*Config)) *platform {
	t.Helper()
	c := platformConfig(t.TempDir())
	const free = "127.0.0.1:0"
	c.Ingest.HTTP.Listen, c.Ingest.OTLP.GRPC, c.Ingest.OTLP.HTTP, c.Ingest.Syslog.TCP, c.Ingest.Syslog.UDP = free, free, free, free, free
	change(c)
	x := openTestPlatform(t, c)
	t.Cleanup(func() {
		if err := x.close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// check returns one of the checks.
func (x *platform) check(t *testing.T, name string) api.Check {
	t.Helper()
	for _, c := range x.Check(t.Context()) {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no check %s", name)
	return api.Check{}
}

func expect(t *testing.T, got api.Check, status api.Status, detail string) {
	t.Helper()
	if got.Status != status || !strings.Contains(got.Detail, detail) || (status == api.StatusOK) != (got.Detail == "") {
		t.Errorf("%+v, want %s, %q", got, status, detail)
	}
}

func TestCheckDisk(t *testing.T) {
	for _, x := range []struct {
		warn, least uint64
		status      api.Status
		detail      string
	}{{1, 1, api.StatusOK, ""}, {1 << 60, 1, api.StatusWarn, "free some space"}, {1 << 60, 1 << 60, api.StatusDown, "doors refuse everything"}} {
		p := idlePlatform(t, func(c *Config) { c.Bus.WarnFree, c.Bus.MinFree = x.warn, x.least })
		expect(t, p.check(t, "disk"), x.status, x.detail)
	}
}

// TestCheckDoors shows that a door which does not listen is told, and pressure.
func TestCheckDoors(t *testing.T) {
	x := idlePlatform(t, func(c *Config) { c.Ingest.Common.MaxBytesInFlight = c.Ingest.Common.MaxRequestBytes })
	expect(t, x.check(t, "ingest"), api.StatusDown, "http 127.0.0.1:0, otlp-grpc")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- x.run(ctx) }()
	until(t, "the doors to open", func() bool { return x.check(t, "ingest").Status == api.StatusOK })
	n := int(x.config.Ingest.Common.MaxBytesInFlight)
	if err := x.acceptor.Reserve(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	expect(t, x.check(t, "ingest"), api.StatusWarn, "senders wait")
	x.acceptor.Release(n)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if got := x.check(t, "ingest"); got.Status != api.StatusDown {
		t.Errorf("doors that were shut: %+v", got)
	}
}

// lateDoor is a door that opens when it may.
type lateDoor struct {
	door
	may <-chan struct{}
}

// Run waits, and runs the door.
func (d lateDoor) Run(ctx context.Context) error {
	select {
	case <-d.may:
		return d.door.Run(ctx)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestReadyWithAllDoors lets each door in turn open later than everything else: the platform is not ready before, and at
// the moment at which it says so every door can be connected to.
func TestReadyWithAllDoors(t *testing.T) {
	for late := 1; late <= 3; late++ { // the first one follows files, and nobody connects to it
		addresses := freeAddresses(t, 5)
		c := platformConfig(t.TempDir())
		c.Ingest.HTTP.Listen, c.Ingest.OTLP.GRPC, c.Ingest.OTLP.HTTP = addresses[0], addresses[1], addresses[2]
		c.Ingest.Syslog.TCP, c.Ingest.Syslog.UDP = addresses[3], addresses[4]
		x, may := openTestPlatform(t, c), make(chan struct{})
		x.doors[late] = lateDoor{x.doors[late], may}
		stop := runPlatform(t, x)
		until(t, "the other doors to open", func() bool { return strings.Count(x.check(t, "ingest").Detail, "127.0.0.1:") <= 2 })
		for range 20 {
			if got := x.readyz(t); got != http.StatusServiceUnavailable {
				t.Errorf("status %d without door %d, want 503", got, late)
			}
		}
		close(may)
		until(t, "the platform to be ready", func() bool { return x.readyz(t) == http.StatusOK })
		for _, a := range addresses[:4] {
			c, err := net.Dial("tcp", a)
			if err != nil {
				t.Errorf("ready: %v", err)
				continue
			}
			c.Close()
		}
		stop()
	}
}

// readyz asks the platform's API whether it is ready, and returns the status.
func (x *platform) readyz(t *testing.T) int {
	t.Helper()
	r, err := http.Get(x.api.URL() + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return r.StatusCode
}

// TestCheckSources shows which sources are told: silent ones, also those that were silent before the start, and those
// over their quota; not those that were revoked.
func TestCheckSources(t *testing.T) {
	x := idlePlatform(t, func(c *Config) { c.Ingest.Common.SourceQuota.EventsPerSecond = 1 })
	add := func(name string, seen time.Time) {
		t.Helper()
		if _, err := x.state.Sources.Add(t.Context(), state.Source{Tenant: "default", Name: name}, state.Cause{Actor: "test"}); err != nil {
			t.Fatal(err)
		}
		if err := x.state.Sources.Seen(t.Context(), []state.Source{{Tenant: "default", Name: name, Seen: seen.UnixNano()}}); err != nil {
			t.Fatal(err)
		}
	}
	add("recent", time.Now().Add(-time.Hour))
	add("old", time.Now().Add(-25*time.Hour))
	add("gone", time.Now().Add(-25*time.Hour))
	add("tomorrow", time.Now().Add(24*time.Hour)) // by a clock that was ahead
	if err := x.recallSources(t.Context()); err != nil {
		t.Fatal(err)
	}
	if st := x.acceptor.Stats(); len(st) != 4 || st[3].Seen.After(time.Now()) {
		t.Errorf("recalled: %+v", st)
	}
	if err := x.state.Sources.Revoke(t.Context(), "default", "gone", state.Cause{Actor: "test"}); err != nil {
		t.Fatal(err)
	}
	x.acceptor.Look(t.Context(), time.Now())
	got := x.check(t, "sources")
	expect(t, got, api.StatusWarn, "silent for more than 24h0m0s: default/old")
	if strings.Contains(got.Detail, "gone") || strings.Contains(got.Detail, "recent") {
		t.Errorf("told: %s", got.Detail)
	}
	flood := event.Batch{Records: make([]event.BatchRecord, 20)}
	for i := range flood.Records {
		flood.Records[i].Data = []byte{byte('a' + i)}
	}
	for range 2 {
		_ = x.acceptor.Accept(t.Context(), ingest.Sender{Tenant: "default", Source: "loud"}, &flood) // the second is refused
	}
	expect(t, x.check(t, "sources"), api.StatusWarn, "; over quota: default/loud")
}

// TestRememberSources restarts: what was seen is still known.
func TestRememberSources(t *testing.T) {
	db, err := state.Open(t.Context(), state.Deps{}, filepath.Join(t.TempDir(), stateFolder))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Sources.Add(t.Context(), state.Source{Tenant: "acme", Name: "one"}, state.Cause{Actor: "test"}); err != nil {
		t.Fatal(err)
	}
	a, err := ingest.New(&ends{}, slog.New(slog.DiscardHandler), ingest.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	s := ingest.Sender{Tenant: "acme", Source: "one"}
	if err := a.Accept(t.Context(), s, &event.Batch{Records: []event.BatchRecord{{Data: []byte("x")}}}); err != nil {
		t.Fatal(err)
	}
	x := &platform{state: db, acceptor: a, logger: slog.New(slog.DiscardHandler)}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := x.rememberSources(ctx); err != nil {
		t.Fatal(err)
	}
	again, err := ingest.New(&ends{}, slog.New(slog.DiscardHandler), ingest.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	x.acceptor = again
	if err := x.recallSources(t.Context()); err != nil {
		t.Fatal(err)
	}
	if st := again.Stats(); len(st) != 1 || !st[0].Seen.Equal(time.Unix(0, a.Stats()[0].Seen.UnixNano())) {
		t.Errorf("after a restart: %+v", st)
	}
}

// TestMetrics shows what stands on /metrics of what comes in.
func TestMetrics(t *testing.T) {
	x := idlePlatform(t, func(*Config) {})
	a := x.acceptor.Door("http")
	s := ingest.Sender{Tenant: "default", Source: "web"}
	if err := a.Accept(t.Context(), s, &event.Batch{Records: []event.BatchRecord{{Data: []byte("four")}}}); err != nil {
		t.Fatal(err)
	}
	a.Refuse(s, ingest.ErrTooLarge)
	a.RefuseUnknown(ingest.ErrUnauthenticated)
	closed := a.Listening("http")
	defer closed()
	w := httptest.NewRecorder()
	x.metrics.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`gambeson_ingest_records_total{door="http"} 1`, `gambeson_ingest_bytes_total{door="http"} 4`,
		`gambeson_ingest_refused_total{door="http",reason="too_large"} 1`, `gambeson_ingest_refused_total{door="http",reason="unauthenticated"} 1`,
		`gambeson_ingest_connections{port="http"} 0`, `gambeson_ingest_listening{port="http"} 1`, `gambeson_ingest_in_flight_bytes 0`,
		`gambeson_ingest_silent 0`, `gambeson_detect_uba_held 0`, `gambeson_detect_uba_cap `,
	} {
		if !strings.Contains(w.Body.String(), "\n"+want) {
			t.Errorf("not shown: %s", want)
		}
	}
	if t.Failed() {
		t.Logf("%s", w.Body)
	}
}
