// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package app

import (
	"context"
	"io"

	"gambeson/detect"
	"gambeson/detect/rules"
	"gambeson/detect/uba"
	"gambeson/event"
	"gambeson/ingest"
	"gambeson/ingest/file"
	"gambeson/ingest/http"
	"gambeson/ingest/otlp"
	"gambeson/ingest/stdin"
	"gambeson/ingest/syslog"
	"gambeson/normalize"
	"gambeson/normalize/auditd"
	"gambeson/normalize/cloudtrail"
	"gambeson/normalize/ecs"
	"gambeson/normalize/entra"
	"gambeson/normalize/envoy"
	"gambeson/normalize/evtx"
	"gambeson/normalize/json"
	"gambeson/normalize/k8saudit"
	"gambeson/normalize/line"
	"gambeson/normalize/linux"
	"gambeson/normalize/nginx"
	"gambeson/normalize/ocsf"
	"gambeson/normalize/okta"
	"gambeson/normalize/windows"
	"gambeson/respond/notify"
)

// The lists below are all the rooms there are. Nothing registers itself: what
// is not listed does not run, and a test finds a folder that was forgotten.

// walkers lists the ways in which a scan finds its inputs.
func walkers() []walker {
	return []walker{
		file.Walk,
	}
}

// walker visits the inputs below roots in order.
type walker func(ctx context.Context, roots []string, visit func(file.Input) error) error

// doors lists the transports through which events come into a running
// platform.
func doors(d ingest.Deps, c IngestConfig) []newDoor {
	return []newDoor{
		func() (door, error) { return file.NewFollower(d, c.Follow) },
		func() (door, error) { return http.New(d, c.HTTP) },
		func() (door, error) { return otlp.New(d, c.OTLP) },
		func() (door, error) { return syslog.New(d, c.Syslog) },
	}
}

// inputs lists the doors that take what one program writes to this one.
func inputs(d ingest.Deps, in io.Reader, c IngestConfig) []newDoor {
	return []newDoor{
		func() (door, error) { return stdin.New(d, in, c.Stdin), nil },
	}
}

// newDoor makes a door.
type newDoor func() (door, error)

// door takes events in until its context ends; Shutdown lets what has begun
// come to its end.
type door interface {
	Run(ctx context.Context) error
	Shutdown(ctx context.Context) error
}

// responders lists what acts on cases in a running platform.
func responders(d responderDeps, c RespondConfig) []newResponder {
	return []newResponder{
		func() (responder, error) { return notify.New(d.notify(), c.Notify) },
	}
}

// newResponder makes a responder.
type newResponder func() (responder, error)

// responder acts on cases until its context ends.
type responder interface {
	Run(ctx context.Context) error
}

// containers lists the binary files that hold records.
func containers() []normalize.Container {
	return []normalize.Container{
		evtx.Container{},
	}
}

// recordFormats lists the formats. Of two that are equally sure of a record the
// first one reads it.
func recordFormats(f *event.Fields) []normalize.Format {
	return []normalize.Format{
		windows.New(f),
		cloudtrail.New(f),
		okta.New(f),
		k8saudit.New(f),
		auditd.New(f),
		linux.New(f),
		entra.New(f),
		envoy.New(f),
		nginx.New(f),
		ocsf.New(f),
		ecs.New(f),
		json.New(f),
		line.New(f),
	}
}

// detectors lists the rooms of detection.
func detectors(d detectorDeps, c DetectConfig) []newRoom {
	return []newRoom{
		func() (detect.Room, error) { return rules.New(d.rules(), c.Rules) },
		func() (detect.Room, error) { return uba.New(uba.Deps{Fields: d.fields}, c.UBA) },
	}
}

// newRoom makes a room of detection.
type newRoom func() (detect.Room, error)
