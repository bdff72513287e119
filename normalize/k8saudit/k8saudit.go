// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package k8saudit

import (
	"bytes"
	"fmt"

	"gambeson/event"
	"gambeson/normalize"
)

// maxGroups bounds the groups that actor.user has.
const maxGroups = 64

// Format reads Kubernetes audit events. It is safe for use by many goroutines.
type Format struct {
	shape   *event.Shape
	mapping *normalize.Compiled
	verbs   map[string]uint8
	slots   slots
}

// slots are the fields that the format reads itself and the attributes that
// it derives.
type slots struct {
	stageTime, requestTime, oldTime, verb, code, uri    event.Slot
	resource, subresource, impersonated, username       event.Slot
	allowed                                             event.Slot
	statusID, activityName, resourceType, app           event.Slot
	groups, impersonatedGroups, userGroups, path, query event.Slot
}

// New returns the format over the table f, which MUST NOT be frozen yet.
func New(f *event.Fields) *Format {
	k := &Format{
		shape: f.Shape(),
		verbs: verbs(),
		slots: slots{
			stageTime:          f.Native("stageTimestamp"),
			requestTime:        f.Native("requestReceivedTimestamp"),
			oldTime:            f.Native("timestamp"),
			verb:               f.Native("verb"),
			code:               f.Native("responseStatus.code"),
			uri:                f.Native("requestURI"),
			resource:           f.Native("objectRef.resource"),
			subresource:        f.Native("objectRef.subresource"),
			impersonated:       f.Native("impersonatedUser.username"),
			username:           f.Native("user.username"),
			allowed:            f.Native("annotations.authorization.k8s.io/decision"),
			statusID:           f.OCSF("status_id"),
			activityName:       f.OCSF("activity_name"),
			resourceType:       f.OCSF("resources.type"),
			app:                f.OCSF("actor.app_uid"),
			groups:             f.Native("user.groups"),
			impersonatedGroups: f.Native("impersonatedUser.groups"),
			userGroups:         f.OCSF("actor.user.groups.name"),
			path:               f.OCSF("http_request.url.path"),
			query:              f.OCSF("http_request.url.query_string"),
		},
	}
	for _, a := range aliases() {
		k.shape.Alias(a[0], a[1])
	}
	k.mapping = mappings()[0].Compile(f)
	return k
}

// Info describes the format.
func (k *Format) Info() normalize.Info {
	return normalize.Info{
		Name: "k8saudit", Title: "Kubernetes audit log", Vendor: "Kubernetes", Product: "kube-apiserver",
		Shapes:   []string{"audit.k8s.io Event, any level and stage", "elements of an audit.k8s.io EventList"},
		Mappings: mappings(),
		Sources: []string{
			"https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
			"https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/",
		},
	}
}

// Claim is sure of an event that names its API group, and of one that an
// EventList left without it.
func (k *Format) Claim(e *event.Event) normalize.Confidence {
	var id, stage, verb bool
	for c := range e.Root().Children() {
		switch string(c.Key()) {
		case "apiVersion":
			if bytes.HasPrefix(c.Text(), []byte("audit.k8s.io/")) {
				return normalize.Sure
			}
		case "auditID":
			id = true
		case "stage":
			stage = true
		case "verb":
			verb = true
		}
	}
	if id && stage && verb {
		return normalize.Sure
	}
	return normalize.No
}

// Read binds the event's fields and maps them.
func (k *Format) Read(e *event.Event) error {
	if e.Root().Kind() != event.Object {
		return fmt.Errorf("%w: no JSON object", normalize.ErrMalformed)
	}
	e.BindShape(k.shape)
	s := &k.slots
	verb := e.Get(s.verb)
	if verb.Kind() != event.String || len(verb.Text()) == 0 {
		return fmt.Errorf("%w: no verb", normalize.ErrMalformed)
	}
	for _, slot := range [...]event.Slot{s.stageTime, s.requestTime, s.oldTime} {
		var ok bool
		if e.Time, ok = normalize.ParseTime(e.Get(slot).Text()); ok {
			break
		}
	}
	if e.Time == 0 {
		return fmt.Errorf("%w: no stageTimestamp", normalize.ErrMalformed)
	}
	e.Channel = "audit"
	e.Provider = "kube-apiserver"
	e.Activity = k.activity(verb.Text(), e.Get(s.subresource).Text())
	k.mapping.Apply(e)
	k.derive(e, verb)
	return nil
}

// activity is the activity of the verb, but a connection into a pod is one
// even where it is opened with a get.
func (k *Format) activity(verb, subresource []byte) uint8 {
	switch string(subresource) {
	case "exec", "attach", "portforward":
		return 1
	}
	if a := k.verbs[string(verb)]; a != 0 {
		return a
	}
	return other
}

// derive sets what a mapping cannot say.
func (k *Format) derive(e *event.Event, verb event.Value) {
	s := &k.slots
	if e.Activity == other {
		e.Bind(s.activityName, verb.Node())
	}
	groups := e.Get(s.groups)
	if e.Has(s.impersonated) {
		e.Bind(s.app, e.Get(s.username).Node())
		groups = e.Get(s.impersonatedGroups)
	}
	for i := 0; groups.Kind() == event.String && i < maxGroups; i++ {
		e.BindItem(s.userGroups, groups.Node(), i)
		groups = groups.Next()
	}
	switch code, ok := e.Get(s.code).Int(); {
	case ok && code >= 400, string(e.Get(s.allowed).Text()) == "forbid":
		e.SetInt(s.statusID, 2)
	case ok && code > 0:
		e.SetInt(s.statusID, 1)
	}
	uri := e.Get(s.uri).Text()
	if path, query, ok := bytes.Cut(uri, []byte("?")); len(path) > 0 {
		e.SetString(s.path, path)
		if ok && len(query) > 0 {
			e.SetString(s.query, query)
		}
	}
	resource := e.Get(s.resource)
	sub := e.Get(s.subresource)
	if resource.Exists() && sub.Exists() && len(sub.Text()) > 0 {
		var buf [64]byte
		typ := append(append(append(buf[:0], resource.Text()...), '/'), sub.Text()...)
		e.SetString(s.resourceType, typ)
	} else {
		e.Bind(s.resourceType, resource.Node())
	}
}
