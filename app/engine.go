// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"fmt"
	"log/slog"
	"strings"

	"gambeson/detect"
	"gambeson/detect/rules"
	"gambeson/event"
	"gambeson/event/ocsf"
	"gambeson/normalize"
	"gambeson/sigma"
)

// engine is everything that reads and judges events, made once and shared by
// the workers of a command.
type engine struct {
	fields  *event.Fields
	formats []normalize.Format
	stream  normalize.Options
	format  string // the declared format, empty to recognize
	rooms   []detect.Room
	rules   *sigma.Set

	detectors []newRoom  // what rooms were made by
	status    event.Slot // of status_id
}

// engineOptions say what an engine runs.
type engineOptions struct {
	// rules are the rules to run. Where own is false, they are all there is:
	// no other room of detection runs.
	rules  *sigma.Set
	own    bool
	format string
	log    *slog.Logger
}

// detectorDeps is what rooms of detection may be given.
type detectorDeps struct {
	fields *event.Fields
	set    *sigma.Set
	isOCSF func(string) bool
	log    *slog.Logger
}

// rules returns what the room of rules is given.
func (d detectorDeps) rules() rules.Deps {
	return rules.Deps{Rules: d.set.Rules, Fields: d.fields, IsOCSF: d.isOCSF, Log: d.log}
}

// newEngine makes the engine that c describes.
func newEngine(c *Config, o engineOptions) (*engine, error) {
	registry, err := ocsf.Load()
	if err != nil {
		return nil, err
	}
	e := &engine{fields: event.NewFields(), format: o.format, rules: o.rules}
	e.formats = recordFormats(e.fields)
	if _, err := normalize.New(e.formats, o.format); err != nil {
		return nil, usageErrorf("one of: "+formatNames(e.formats), "--format: %w", err)
	}
	e.stream = normalize.Options{MaxRecord: int(c.Scan.MaxRecordBytes), Containers: containers()}
	for _, f := range e.formats {
		if j, ok := f.(normalize.Joiner); ok {
			e.stream.Joiners = append(e.stream.Joiners, j)
		}
	}
	isOCSF := func(name string) bool {
		if strings.ToLower(name) != name {
			return false // as most native names; the registry would look for similar ones
		}
		_, err := registry.Path(name)
		return err == nil
	}
	deps := detectorDeps{fields: e.fields, set: o.rules, isOCSF: isOCSF, log: o.log}
	e.detectors = detectors(deps, c.Detect)
	if !o.own {
		e.detectors = e.detectors[:1] // the room of rules is the first
	}
	for _, newRoom := range e.detectors {
		room, err := newRoom()
		if err != nil {
			return nil, fmt.Errorf("detection: %w", err)
		}
		e.rooms = append(e.rooms, room)
	}
	e.status = e.fields.OCSF("status_id")
	if err := e.fields.Freeze(); err != nil {
		return nil, fmt.Errorf("fields: %w", err)
	}
	return e, nil
}

// stateful returns the rooms that keep state.
func (e *engine) stateful() []detect.Stateful {
	var out []detect.Stateful
	for _, r := range e.rooms {
		if s, ok := r.(detect.Stateful); ok {
			out = append(out, s)
		}
	}
	return out
}

// inspectors returns what looks at events for one worker.
func (e *engine) inspectors() []detect.Inspector {
	out := make([]detect.Inspector, len(e.rooms))
	for i, r := range e.rooms {
		out[i] = r.Inspector()
	}
	return out
}

func formatNames(formats []normalize.Format) string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.Info().Name
	}
	return strings.Join(names, ", ")
}
