// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"time"

	"gambeson/detect"
	"gambeson/detect/rules"
	"gambeson/detect/scenario"
	"gambeson/event"
	"gambeson/normalize"
	"gambeson/sigma"
)

// ScenarioRoom makes the room of detection with that name afresh, in its
// default configuration, and what reads a scenario's records for it, in all
// formats that there are. Rules, by file name, take the place of the own ones
// where there are any; only the room of rules has any use for them.
func ScenarioRoom(name string, files map[string][]byte) (scenario.Reader, detect.Room, error) {
	set := &sigma.Set{}
	if name == rules.Name {
		var err error
		if set, err = scenarioRules(files); err != nil {
			return nil, nil, err
		}
	}
	return scenarioRoom(name, set)
}

// scenarioRules parses the rules, or returns the own ones.
func scenarioRules(files map[string][]byte) (*sigma.Set, error) {
	if len(files) == 0 {
		return loadRules(nil, true)
	}
	set := &sigma.Set{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		one := sigma.Parse(name, files[name], sigma.Options{})
		set.Rules = append(set.Rules, one.Rules...)
		set.Problems = append(set.Problems, one.Problems...)
	}
	if set.Failed() {
		return nil, fmt.Errorf("rules of the scenario: %v", set.Problems)
	}
	return set, nil
}

func scenarioRoom(name string, set *sigma.Set) (scenario.Reader, detect.Room, error) {
	c := DefaultConfig()
	e, err := newEngine(&c, engineOptions{rules: set, own: true, log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, nil, err
	}
	for _, room := range e.rooms {
		if room.Name() == name {
			return &scenarioReader{engine: e, tenant: c.Tenant, sources: make(map[string]*normalize.Normalizer)}, room, nil
		}
	}
	return nil, nil, fmt.Errorf("no room is named %q", name)
}

// scenarioReader implements [scenario.Reader] as a scan would read files.
type scenarioReader struct {
	engine  *engine
	tenant  string
	sources map[string]*normalize.Normalizer
}

// Records implements [scenario.Reader].
func (r *scenarioReader) Records(s scenario.Source) ([]scenario.Record, error) {
	stream, err := normalize.Open(bytes.NewReader(s.Data), r.engine.stream)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	var out []scenario.Record
	e := r.NewEvent()
	for {
		n, err := stream.Next(e)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Name, err)
		}
		out = append(out, scenario.Record{Source: s.Name, Number: n, Raw: bytes.Clone(e.Raw())})
	}
}

// Read implements [scenario.Reader].
func (r *scenarioReader) Read(e *event.Event, x scenario.Record) error {
	n := r.sources[x.Source]
	if n == nil {
		var err error
		if n, err = normalize.New(r.engine.formats, ""); err != nil {
			return err
		}
		r.sources[x.Source] = n
	}
	e.Reset(x.Raw)
	e.Tenant, e.Source, e.Record = r.tenant, x.Source, x.Number
	e.ID = event.PositionID(r.tenant, x.Source, "", uint64(x.Number))
	e.Observed = scenarioTime().UnixNano()
	return n.Normalize(e)
}

// NewEvent implements [scenario.Reader].
func (r *scenarioReader) NewEvent() *event.Event { return event.New(r.engine.fields) }

// scenarioTime is when all records of scenarios are taken to have been
// received: it gives those without a year theirs.
func scenarioTime() time.Time { return time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC) }
