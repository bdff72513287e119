// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"gambeson/api/client"
	"gambeson/app/demo"
	"gambeson/cases"
	"gambeson/state"
	"gambeson/telemetry"
)

// demoResult is what `gambeson demo --once` prints.
type demoResult struct {
	Events     int64    `json:"events"` // sent
	Findings   int64    `json:"findings"`
	Cases      int      `json:"cases"`
	Techniques []string `json:"techniques"` // of the gravest case
	Sources    []string `json:"sources"`    // that its findings come from
	Seconds    float64  `json:"seconds"`    // since the process started
	CPUSeconds float64  `json:"cpu_seconds"`
	PeakRSS    int64    `json:"peak_rss_bytes"`
	Loss       int64    `json:"loss"` // acknowledged, and neither read nor a dead letter
}

// demoShow is the platform with a day that is replayed into it.
type demoShow struct {
	*program
	config   *Config
	platform *platform
	started  time.Time
	sent     int64
}

// runDemo runs the platform on the folder dir, replays the day, and tells what
// came of it.
func (p *program) runDemo(ctx context.Context, c *Config, dir string, once bool) error {
	r := &demoShow{program: p, config: c, started: time.Now()}
	if err := r.prepare(dir); err != nil {
		return err
	}
	log, err := telemetry.NewLogger(p.Stderr, telemetry.LogConfig{Level: slog.LevelWarn.String(), Format: c.Log.Format})
	if err != nil {
		return err
	}
	p.boundGarbage()
	if r.platform, err = openPlatform(ctx, c, log, secretsIn(p.LookupEnv)); err != nil {
		return err
	}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		ended <- r.platform.run(inner)
		stop() // whoever waits for the platform waits in vain
	}()
	stays := !once && p.StdoutTerminal
	if stays {
		err = r.invite(inner)
	}
	if err == nil {
		err = r.replay(inner)
	}
	if err == nil {
		err = r.report(inner, once)
	}
	if err == nil && stays {
		r.wait(inner)
	}
	stop()
	return errors.Join(err, <-ended, r.platform.close())
}

// prepare makes the configuration that of a demo: everything in dir, doors
// where nobody else listens.
func (r *demoShow) prepare(dir string) error {
	c := r.config
	c.Data = dir
	c.Ingest.OTLP.GRPC, c.Ingest.OTLP.HTTP = "", ""
	c.Pipeline.IdleTick = 200 * time.Millisecond
	c.Bus.MinFree, c.Bus.WarnFree = 256<<20, 256<<20
	for _, address := range []*string{&c.Ingest.HTTP.Listen, &c.Ingest.Syslog.TCP, &c.API.Listen} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return fmt.Errorf("find a free port: %w", err)
		}
		*address = l.Addr().String()
		if err := l.Close(); err != nil {
			return err
		}
	}
	return nil
}

// replay sends the day and waits until everything has been dealt with.
func (r *demoShow) replay(ctx context.Context) error {
	s, err := newDemoSenders(ctx, r.platform, r.config)
	if err != nil {
		return err
	}
	stop := r.progress()
	err = demo.Generate(ctx, r.config.Demo.params(), func(x *demo.Record) error { return s.send(ctx, x) })
	err = errors.Join(err, s.close(ctx))
	r.sent = s.sent
	if err == nil {
		err = r.drain(ctx)
	}
	stop()
	return err
}

// drain waits until no reader is behind.
func (r *demoShow) drain(ctx context.Context) error {
	quiet := 0
	for quiet < 3 {
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
		all, err := r.platform.log.Stats(ctx)
		if err != nil {
			return err
		}
		quiet++
		for _, s := range all {
			for _, g := range s.Groups {
				if g.Lag > 0 {
					quiet = 0
				}
			}
		}
	}
	return nil
}

// progress keeps one line on a terminal up to date until the returned function
// is called.
func (r *demoShow) progress() (stop func()) {
	m := r.platform.meter
	return r.progressLine(func() string {
		return fmt.Sprintf("%s events read, %s findings", grouped(m.Events.Load()), grouped(m.Findings.Load()))
	})
}

// result sums up what the state holds.
func (r *demoShow) result(ctx context.Context) (demoResult, *cases.Case, error) {
	m := r.platform.meter
	out := demoResult{
		Events: r.sent, Findings: m.Findings.Load(), Seconds: time.Since(r.started).Seconds(), CPUSeconds: cpuSeconds(), PeakRSS: peakRSS(),
		Loss: r.sent - m.Events.Load() - m.DeadLetters.Load(), Techniques: []string{}, Sources: []string{},
	}
	var worst *cases.Case
	var after state.Cursor
	for {
		page, next, err := r.platform.state.Cases.List(ctx, state.CaseFilter{Tenant: r.config.Tenant}, state.NewestFirst, after, state.MaxPage)
		if err != nil {
			return out, nil, err
		}
		for i := range page {
			out.Cases++
			if c := &page[i]; worst == nil || graver(c, worst) {
				worst = c
			}
		}
		if next == (state.Cursor{}) {
			break
		}
		after = next
	}
	if worst != nil {
		out.Techniques, out.Sources = worst.Techniques, worst.Sources
	}
	return out, worst, nil
}

func graver(a, b *cases.Case) bool {
	if a.Severity != b.Severity {
		return a.Severity > b.Severity
	}
	return a.Findings > b.Findings
}

// report prints the result, or tells the gravest case.
func (r *demoShow) report(ctx context.Context, once bool) error {
	result, worst, err := r.result(ctx)
	if err != nil {
		return err
	}
	if result.Loss != 0 {
		err = fmt.Errorf("%d of %d events are lost", result.Loss, result.Events)
	}
	if once {
		return errors.Join(r.object(result), err)
	}
	fmt.Fprintf(r.Stdout, "%s events of %d sources in %.1f s: %s, %s.\n", grouped(result.Events), len(demo.Sources()), result.Seconds,
		plural(result.Findings, "finding"), plural(int64(result.Cases), "case"))
	if worst == nil {
		return errors.Join(err, checkFailed())
	}
	local, readErr := localSession(client.Handler(r.platform.api.Local()), worst.Tenant, "")
	if readErr != nil {
		return errors.Join(err, readErr)
	}
	story, readErr := readStory(ctx, local, worst.ID.String())
	if readErr != nil {
		return errors.Join(err, readErr)
	}
	if _, e := io.WriteString(r.Stdout, "\nThe gravest of them:\n\n"); e != nil {
		return e
	}
	return errors.Join(err, writeStory(r.Stdout, story))
}

// invite prints the address that signs a browser in, while the day is still
// being replayed.
func (r *demoShow) invite(ctx context.Context) error {
	address, err := r.platform.api.Enter(ctx, r.config.Tenant)
	if err != nil || address == "" { // a folder that was set up before
		return err
	}
	fmt.Fprintf(r.Stderr, "Open this, once, to be signed in: %s\n", address)
	return nil
}

// wait keeps the platform up until it is interrupted.
func (r *demoShow) wait(ctx context.Context) {
	fmt.Fprintf(r.Stderr, "\nThe platform runs on, with its API at %s\nCtrl-C ends it.\n", r.platform.api.URL())
	<-ctx.Done()
}
