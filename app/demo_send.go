// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"gambeson/app/demo"
	"gambeson/state"
)

// demoBatch is how many bytes or records are sent at once.
const (
	demoBatchBytes   = 256 << 10
	demoBatchRecords = 500
)

// demoSenders sends a day's records through the platform's own doors: syslog
// over TCP, everything else as NDJSON over HTTP.
type demoSenders struct {
	door   string
	client http.Client
	syslog net.Conn
	all    map[demo.Source]*demoSender
	sent   int64
}

// demoSender is what is held of one source until it is sent.
type demoSender struct {
	name    string
	token   string
	body    bytes.Buffer
	records int
	request int
}

func newDemoSenders(ctx context.Context, x *platform, c *Config) (*demoSenders, error) {
	s := &demoSenders{door: "http://" + c.Ingest.HTTP.Listen + "/ingest/ndjson", all: make(map[demo.Source]*demoSender)}
	cause := state.Cause{Actor: "demo", Reason: "the day that is replayed"}
	for _, source := range demo.Sources() {
		src := state.Source{Tenant: c.Tenant, Name: string(source), Format: source.Format()}
		if source == demo.Syslog {
			src.Ranges = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
		}
		token, err := x.state.Sources.Add(ctx, src, cause)
		if errors.Is(err, state.ErrExists) {
			return nil, usageErrorf("name a new folder", "the folder holds a demo already")
		}
		if err != nil {
			return nil, err
		}
		s.all[source] = &demoSender{name: string(source), token: token}
	}
	var err error
	for range 100 { // the door opens beside us
		if s.syslog, err = net.Dial("tcp", c.Ingest.Syslog.TCP); err == nil {
			return s, nil
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("connect to the syslog door: %w", err)
}

// send takes a record of the day.
func (s *demoSenders) send(ctx context.Context, r *demo.Record) error {
	x := s.all[r.Source]
	x.body.Write(r.Raw)
	x.body.WriteByte('\n')
	n := 1 + bytes.Count(r.Raw, []byte("\n"))
	x.records += n
	s.sent += int64(n)
	if x.records < demoBatchRecords && x.body.Len() < demoBatchBytes {
		return nil
	}
	return s.flush(ctx, r.Source)
}

// flush sends what is held of a source, again until it is acknowledged.
func (s *demoSenders) flush(ctx context.Context, source demo.Source) error {
	x := s.all[source]
	if x.records == 0 {
		return nil
	}
	defer func() {
		x.body.Reset()
		x.records = 0
		x.request++
	}()
	if source == demo.Syslog {
		_, err := s.syslog.Write(x.body.Bytes())
		return err
	}
	for {
		status, err := s.post(ctx, x)
		switch {
		case status == http.StatusOK:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable, err != nil:
			if err := pause(ctx, 100*time.Millisecond); err != nil {
				return err
			}
		default:
			return fmt.Errorf("the door answered %d to %s", status, x.name)
		}
	}
}

func (s *demoSenders) post(ctx context.Context, x *demoSender) (status int, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.door, strings.NewReader(x.body.String()))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+x.token)
	r.Header.Set("Idempotency-Key", fmt.Sprintf("%s-%d", x.name, x.request))
	answer, err := s.client.Do(r)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, errors.Join(err, answer.Body.Close())
}

// close sends the rest. Syslog has no acknowledgement: its connection is
// closed, and the door takes what it has read.
func (s *demoSenders) close(ctx context.Context) error {
	var errs []error
	for _, source := range demo.Sources() {
		errs = append(errs, s.flush(ctx, source))
	}
	s.client.CloseIdleConnections()
	errs = append(errs, s.syslog.Close())
	errs = append(errs, pause(ctx, 200*time.Millisecond))
	return errors.Join(errs...)
}

// pause waits for d, or for the end of ctx, whose error it returns.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
