// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gambeson/api"
	"gambeson/app/demo"
	"gambeson/identity"
	"gambeson/pipeline"
	"gambeson/state"
)

// The load of the benchmarks of the whole path.
const (
	pathEvents      = 200_000
	pathConnections = 8
	pathRate        = 30_000 // records a second, where it is fixed
)

// BenchmarkPath measures the whole path: NDJSON over HTTP, the log with its fsync, normalizing, the own rules and
// rooms, cases. The platform is a process of its own with its default configuration; the sender, which is here, is
// not counted. An operation is a day of the demo, in its formats and volumes, of seven senders; one-sender is a web
// gateway alone, all of it in one shard. It fails where a record is lost, read twice or not read.
//
//	events/s       from the first byte to the last record judged, the sender on the same processors
//	cpu-µs/event   of the server, user and system, with all that follows from the events
//	B/event, allocs/event  allocated by the server
//	peak-MB        the server's largest resident set since it started
//
// and at a fixed rate, for findings of single events,
//
//	p50-ms, p99-ms from when the batch was due to be sent to when the finding's case is in the live stream
func BenchmarkPath(b *testing.B) {
	b.Run("full", func(b *testing.B) { benchmarkPath(b, newLoad(b, pathEvents, ""), 0) })
	b.Run("one-sender", func(b *testing.B) { benchmarkPath(b, newLoad(b, pathEvents*2, demo.Gateway), 0) })
	b.Run("rate-30k", func(b *testing.B) { benchmarkPath(b, newLoad(b, pathEvents, ""), pathRate) })
}

func benchmarkPath(b *testing.B, l *load, rate float64) {
	b.Helper()
	for b.Loop() {
		b.StopTimer()
		p := startPath(b)
		probes := map[int]time.Time{}
		if rate > 0 {
			probes = l.probe()
		}
		live := p.follow()
		before := p.metrics()
		var due []time.Duration
		if rate > 0 {
			due = l.schedule(rate)
		}
		b.StartTimer()

		begin := time.Now()
		var mu sync.Mutex
		l.send(b, p.server, p.tokens, pathConnections, due, func(i int, at time.Time) {
			mu.Lock()
			defer mu.Unlock()
			if _, ok := probes[i]; ok {
				probes[i] = at
			}
		})
		seconds := p.processed(before, l.records).Sub(begin).Seconds()
		b.StopTimer()
		if rate > 0 {
			p.await(probes, live)
		}
		after := p.quiet()
		p.report(before, after, l.records, seconds)
		p.stop()
		if rate > 0 {
			reportLatency(b, probes, live)
		}
		b.StartTimer()
	}
	b.ReportMetric(0, "ns/op")
}

// pathServer is a platform with the senders of a day.
type pathServer struct {
	*server
	b      *testing.B
	tokens map[demo.Source]string
	key    string // of the API
}

func startPath(b *testing.B) *pathServer {
	b.Helper()
	s := newServer(b, func(c *Config) { c.Pipeline = pipeline.DefaultConfig() })
	p := &pathServer{server: s, b: b, tokens: make(map[demo.Source]string)}
	db, err := state.Open(b.Context(), state.Deps{}, filepath.Join(s.data, stateFolder))
	if err != nil {
		b.Fatal(err)
	}
	cause := state.Cause{Actor: "benchmark", Reason: "the day that is replayed"}
	for _, source := range demo.Sources() {
		p.tokens[source], err = db.Sources.Add(b.Context(), state.Source{Tenant: "default", Name: string(source), Format: source.Format()}, cause)
		if err != nil {
			b.Fatal(err)
		}
	}
	p.key, err = db.Tokens.Create(b.Context(), state.Token{
		Tenant: "default", Kind: state.APIToken, Name: "benchmark", Scopes: []string{identity.Administrator.Scope()},
		Expires: time.Now().Add(time.Hour).UnixNano(),
	}, cause)
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	s.start()
	return p
}

// pathMetrics is what the server says of itself.
type pathMetrics struct{ cpu, bytes, allocs, events, letters float64 }

func (m pathMetrics) read() int { return int(m.events + m.letters) }

// metrics asks the server.
func (p *pathServer) metrics() pathMetrics {
	r, err := p.get("/metrics")
	if err != nil {
		p.b.Fatal(err)
	}
	defer r.Body.Close()
	values := make(map[string]float64)
	lines := bufio.NewScanner(r.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		values[name], _ = strconv.ParseFloat(value, 64) // a comment is no number
	}
	if err := lines.Err(); err != nil || r.StatusCode != http.StatusOK {
		p.b.Fatalf("metrics: status %d, %v", r.StatusCode, err)
	}
	one := func(name string) float64 {
		v, ok := values[name]
		if !ok {
			p.b.Fatalf("there is no metric %s", name)
		}
		return v
	}
	return pathMetrics{
		cpu: one("process_cpu_seconds_total"), bytes: one("go_memstats_alloc_bytes_total"), allocs: one("go_memstats_mallocs_total"),
		events: one("gambeson_pipeline_events_total"), letters: one("gambeson_pipeline_deadletters_total"),
	}
}

func (p *pathServer) get(at string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(p.b.Context(), http.MethodGet, "http://"+p.API.Listen+at, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", "Bearer "+p.key)
	return http.DefaultClient.Do(r)
}

// processed waits until all records have been judged, and returns when that was seen.
func (p *pathServer) processed(before pathMetrics, records int) time.Time {
	for range 600 {
		switch n := p.metrics().read() - before.read(); {
		case n == records:
			return time.Now()
		case n > records:
			p.b.Fatalf("%d records were read, and %d sent", n, records)
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.b.Fatalf("%d of %d records were read in time: the others are lost", p.metrics().read()-before.read(), records)
	return time.Time{}
}

// quiet waits until what follows from the records is done, too: until the server is idle.
func (p *pathServer) quiet() pathMetrics {
	const rest = 300 * time.Millisecond
	for m := p.metrics(); ; {
		time.Sleep(rest)
		next := p.metrics()
		if next.cpu-m.cpu < .1*rest.Seconds() {
			return next
		}
		m = next
	}
}

func (p *pathServer) report(before, after pathMetrics, records int, seconds float64) {
	n := float64(records)
	p.b.ReportMetric(n/seconds, "events/s")
	p.b.ReportMetric((after.cpu-before.cpu)/n*1e6, "cpu-µs/event")
	p.b.ReportMetric((after.bytes-before.bytes)/n, "B/event")
	p.b.ReportMetric((after.allocs-before.allocs)/n, "allocs/event")
	if after.letters > before.letters {
		p.b.Errorf("%v records of the day are dead letters", after.letters-before.letters)
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return // another system
	}
	_, peak, _ := strings.Cut(string(status), "VmHWM:")
	kb := 0.
	if _, err := fmt.Sscan(peak, &kb); err != nil {
		p.b.Fatalf("peak of the memory: %v", err)
	}
	p.b.ReportMetric(kb/1e3, "peak-MB")
}

// probeHost begins the names of hosts with an attack of their own.
const probeHost = "probe-"

// probe adds a record with an attack to every second body of Windows events, each on a host of its own; it returns them.
func (l *load) probe() map[int]time.Time {
	probes := make(map[int]time.Time)
	windows := 0
	for i := range l.bodies {
		b := &l.bodies[i]
		if b.source != demo.Windows {
			continue
		}
		if windows++; windows%2 == 0 {
			continue
		}
		name := fmt.Sprint(probeHost, i)
		line := attackOn(name, name, i)
		b.lines = append(append(b.lines, line...), '\n')
		b.records++
		l.records++
		probes[i] = time.Time{}
	}
	return probes
}

// follow notes when the cases of the probes are in the live stream.
func (p *pathServer) follow() *liveProbes {
	r, err := p.get("/api/v1/live")
	if err != nil || r.StatusCode != http.StatusOK {
		p.b.Fatalf("follow: %v, %v", r, err)
	}
	l := &liveProbes{seen: make(map[int]time.Time), done: make(chan struct{})}
	p.b.Cleanup(func() { r.Body.Close() })
	go func() {
		defer close(l.done)
		lines := bufio.NewScanner(r.Body)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			if data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: ")); ok {
				l.take(data, time.Now())
			}
		}
	}()
	return l
}

// await waits until all probes are found. Under load the live stream tells of some cases by their number alone: those are
// read, and count as seen then.
func (p *pathServer) await(probes map[int]time.Time, live *liveProbes) {
	p.b.Helper()
	for range 60 {
		if live.count() == len(probes) {
			return
		}
		time.Sleep(500 * time.Millisecond)
		for next := "?limit=200"; next != ""; {
			var page struct {
				Items []json.RawMessage `json:"items"`
				Next  string            `json:"next"`
			}
			r, err := p.get("/api/v1/cases" + next)
			if err != nil {
				p.b.Fatal(err)
			}
			err = json.NewDecoder(r.Body).Decode(&page)
			r.Body.Close()
			if err != nil || r.StatusCode != http.StatusOK {
				p.b.Fatalf("cases: status %d, %v", r.StatusCode, err)
			}
			for _, c := range page.Items {
				live.take(c, time.Now())
			}
			next = ""
			if page.Next != "" {
				next = "?limit=200&after=" + url.QueryEscape(page.Next)
			}
		}
	}
}

// liveProbes is when each probe was found.
type liveProbes struct {
	mu   sync.Mutex
	seen map[int]time.Time
	done chan struct{}
}

func (l *liveProbes) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.seen)
}

func (l *liveProbes) take(data []byte, at time.Time) {
	var c api.Case
	if json.Unmarshal(data, &c) != nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range c.Entities {
		text, ok := strings.CutPrefix(e.Value, probeHost)
		host, _, _ := strings.Cut(text, ".")
		i, err := strconv.Atoi(host)
		if _, known := l.seen[i]; ok && err == nil && !known {
			l.seen[i] = at
		}
	}
}

// reportLatency compares when probes were due with when they were seen.
func reportLatency(b *testing.B, sent map[int]time.Time, live *liveProbes) {
	b.Helper()
	<-live.done
	var all []float64
	for i, at := range sent {
		seen, ok := live.seen[i]
		if !ok {
			b.Errorf("the attack in body %d was not found", i)
			continue
		}
		all = append(all, float64(seen.Sub(at).Microseconds())/1e3)
	}
	if len(all) == 0 {
		b.Fatal("nothing was found")
	}
	slices.Sort(all)
	b.ReportMetric(all[len(all)/2], "p50-ms")
	b.ReportMetric(all[min(len(all)-1, len(all)*99/100)], "p99-ms")
}
