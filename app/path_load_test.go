// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"gambeson/app/demo"
)

// A load is a day of the demo as senders ship it: bodies of lines, in the order in which they are full.
type load struct {
	bodies  []loadBody
	records int // lines
	bytes   int
}

type loadBody struct {
	source  demo.Source
	key     string // Idempotency-Key
	lines   []byte
	records int
}

// newLoad makes a day of at least so many records. only, unless empty, leaves out all other sources.
func newLoad(tb testing.TB, events int, only demo.Source) *load {
	tb.Helper()
	params := demo.DefaultParams()
	params.Events = events
	l := &load{}
	open := make(map[demo.Source]*loadBody)
	full := func(b *loadBody) {
		b.key = fmt.Sprintf("%s-%d", b.source, len(l.bodies))
		l.bodies = append(l.bodies, *b)
		l.records += b.records
		l.bytes += len(b.lines)
		delete(open, b.source)
	}
	err := demo.Generate(tb.Context(), params, func(r *demo.Record) error {
		if only != "" && r.Source != only {
			return nil
		}
		b := open[r.Source]
		if b == nil {
			b = &loadBody{source: r.Source}
			open[r.Source] = b
		}
		b.lines = append(append(b.lines, r.Raw...), '\n')
		b.records += 1 + bytes.Count(r.Raw, []byte("\n"))
		if b.records >= demoBatchRecords || len(b.lines) >= demoBatchBytes {
			full(b)
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	for _, s := range demo.Sources() {
		if b := open[s]; b != nil {
			full(b)
		}
	}
	return l
}

// at returns when a body is due at a rate of records a second: when its last record is there.
func (l *load) schedule(rate float64) []time.Duration {
	out := make([]time.Duration, len(l.bodies))
	n := 0
	for i, b := range l.bodies {
		n += b.records
		out[i] = time.Duration(float64(n) / rate * float64(time.Second))
	}
	return out
}

// send ships the bodies over so many connections, each again until it is acknowledged; a body whose time, counted from
// the call, has not come waits for it. sending is told of each body before it goes.
func (l *load) send(tb testing.TB, s *server, tokens map[demo.Source]string, connections int, due []time.Duration, sending func(i int, due time.Time)) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), time.Minute)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}}
	defer client.CloseIdleConnections()
	begin := time.Now()
	next := make(chan int)
	var wg sync.WaitGroup
	for range connections {
		wg.Go(func() {
			for i := range next {
				at := time.Now()
				if due != nil {
					at = begin.Add(due[i])
				}
				sending(i, at)
				b := &l.bodies[i]
				if err := post(ctx, client, "http://"+s.Ingest.HTTP.Listen+"/ingest/ndjson", tokens[b.source], b); err != nil {
					tb.Errorf("body %d: %v", i, err)
				}
			}
		})
	}
	for i := range l.bodies {
		if due != nil {
			time.Sleep(time.Until(begin.Add(due[i])))
		}
		next <- i
	}
	close(next)
	wg.Wait()
}

// post sends a body until it is acknowledged.
func post(ctx context.Context, client *http.Client, door, token string, b *loadBody) error {
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, door, bytes.NewReader(b.lines))
		if err != nil {
			return err
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Idempotency-Key", b.key)
		answer, err := client.Do(r)
		if err != nil {
			return err
		}
		text, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		switch {
		case err != nil:
			return err
		case answer.StatusCode == http.StatusOK:
			return nil
		case answer.StatusCode != http.StatusServiceUnavailable && answer.StatusCode != http.StatusTooManyRequests:
			return fmt.Errorf("the door answers %d: %s", answer.StatusCode, text)
		}
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
}
