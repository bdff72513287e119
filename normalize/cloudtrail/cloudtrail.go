// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package cloudtrail

import (
	"bytes"
	"fmt"

	"gambeson/event"
	"gambeson/normalize"
)

// Format reads CloudTrail records. It is safe for use by many goroutines.
type Format struct {
	shape    *event.Shape
	slots    slots
	mappings [kinds]*normalize.Compiled
	calls    map[string]call
	verbs    map[string]uint8
	texts    normalize.Intern
	targets  map[string][]target // by event source
}

// slots are the fields that the format reads itself and the attributes that
// it derives.
type slots struct {
	eventName, eventSource, eventTime, eventCategory    event.Slot
	errorCode, consoleLogin, readOnly, sourceIP         event.Slot
	userARN, userName                                   event.Slot
	targetName, targetUID                               event.Slot
	statusID, activityName, switchType, protocol        event.Slot
	actorApp, actorUserUID, actorUserName               event.Slot
	resourceName, resourceUID, resourceType, resourceAt event.Slot
}

// New returns the format over the table f, which MUST NOT be frozen yet.
func New(f *event.Fields) *Format {
	c := &Format{
		shape: f.Shape().Flatten("detail").
			Alias("sourceIPAddress", "src_ip"),
		calls:   calls(),
		verbs:   verbs(),
		targets: targets(),
		slots: slots{
			eventName:     f.Native("eventName"),
			eventSource:   f.Native("eventSource"),
			eventTime:     f.Native("eventTime"),
			eventCategory: f.Native("eventCategory"),
			errorCode:     f.Native("errorCode"),
			consoleLogin:  f.Native("responseElements.ConsoleLogin"),
			readOnly:      f.Native("readOnly"),
			sourceIP:      f.Native("sourceIPAddress"),
			userARN:       f.Native("userIdentity.arn"),
			userName:      f.Native("userIdentity.userName"),
			targetName:    f.OCSF("user.name"),
			targetUID:     f.OCSF("user.uid"),
			statusID:      f.OCSF("status_id"),
			activityName:  f.OCSF("activity_name"),
			switchType:    f.OCSF("account_switch_type_id"),
			protocol:      f.OCSF("auth_protocol_id"),
			actorApp:      f.OCSF("actor.app_name"),
			actorUserUID:  f.OCSF("actor.user.uid"),
			actorUserName: f.OCSF("actor.user.name"),
			resourceName:  f.OCSF("resources.name"),
			resourceUID:   f.OCSF("resources.uid"),
			resourceType:  f.OCSF("resources.type"),
			resourceAt:    f.OCSF("resources.owner.account.uid"),
		},
	}
	for i, m := range mappings() {
		c.mappings[i] = m.Compile(f)
	}
	for _, list := range c.targets {
		for i := range list {
			list[i].slot = f.Native(list[i].field)
		}
	}
	return c
}

// Info describes the format.
func (f *Format) Info() normalize.Info {
	return normalize.Info{
		Name: "cloudtrail", Title: "AWS CloudTrail", Vendor: "AWS", Product: "CloudTrail",
		Shapes:   []string{"CloudTrail record", "EventBridge event whose detail is a record"},
		Mappings: mappings(),
		Sources: []string{
			"https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html",
			"https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html",
			"https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html",
			"https://docs.aws.amazon.com/IAM/latest/APIReference/",
		},
	}
}

// Claim is sure of a record that names its version, and an AWS service or an
// event category.
func (f *Format) Claim(e *event.Event) normalize.Confidence {
	r := record(e)
	source := r.Child("eventSource").Text()
	switch {
	case !r.Child("eventName").Exists() && string(r.Child("eventCategory").Text()) != "Insight":
		return normalize.No
	case r.Child("eventVersion").Exists() && r.Child("awsRegion").Exists():
		return normalize.Sure
	case bytes.HasSuffix(source, []byte(".amazonaws.com")):
		return normalize.Likely
	}
	return normalize.No
}

// Read binds the record's fields and maps them by the call that it is of.
func (f *Format) Read(e *event.Event) error {
	if e.Root().Kind() != event.Object {
		return fmt.Errorf("%w: no JSON object", normalize.ErrMalformed)
	}
	e.BindShape(f.shape)
	s := &f.slots
	time, ok := normalize.ParseTime(e.Get(s.eventTime).Text())
	if !ok {
		return fmt.Errorf("%w: no eventTime", normalize.ErrMalformed)
	}
	e.Time = time
	e.Channel = "Management"
	if c := e.Get(s.eventCategory); c.Kind() == event.String {
		e.Channel = f.texts.String(c.Text())
	}
	if e.Channel == "Insight" {
		f.mappings[insight].Apply(e)
		return nil
	}
	name, source := e.Get(s.eventName).Text(), e.Get(s.eventSource).Text()
	if len(name) == 0 || len(source) == 0 {
		return fmt.Errorf("%w: no eventName or eventSource", normalize.ErrMalformed)
	}
	e.Provider = f.texts.String(source)
	c := f.classify(e, name, source)
	e.Activity = c.activity
	f.mappings[c.kind].Apply(e)
	f.derive(e, c)
	return nil
}

// record returns the CloudTrail record in e.
func record(e *event.Event) event.Node {
	if r := e.Root(); r.Child("detail-type").Exists() {
		return r.Child("detail")
	}
	return e.Root()
}

// classify finds out what the call is. Only IAM, STS and the sign-in services
// have calls of their own kinds: other services have users and groups too.
func (f *Format) classify(e *event.Event, name, source []byte) call {
	switch string(source) {
	case "iam.amazonaws.com", "sts.amazonaws.com", "signin.amazonaws.com", "sso.amazonaws.com":
		if c, ok := f.calls[string(name)]; ok {
			return c
		}
	}
	c := call{kind: api, activity: other}
	name = bytes.TrimPrefix(name, []byte("Batch"))
	if a, ok := f.verbs[string(name[:verbLen(name)])]; ok {
		c.activity = a
		return c
	}
	if string(e.Get(f.slots.readOnly).Text()) == "true" {
		c.activity = read
	}
	return c
}

// verbLen returns the length of the first word of a name in camel case.
func verbLen(name []byte) int {
	for i, c := range name {
		if i > 0 && 'A' <= c && c <= 'Z' {
			return i
		}
	}
	return len(name)
}

// derive sets what a mapping cannot say.
func (f *Format) derive(e *event.Event, c call) {
	s := &f.slots
	status := int64(success)
	if v := e.Get(s.errorCode); v.Kind() == event.String || string(e.Get(s.consoleLogin).Text()) == "Failure" {
		status = failure
	}
	e.SetInt(s.statusID, status)
	if c.activity == other {
		e.Bind(s.activityName, e.Get(s.eventName).Node())
	}
	switch {
	case c.kind == role:
		e.SetInt(s.switchType, impersonate)
	case c.protocol != 0:
		e.SetInt(s.protocol, c.protocol)
	}
	if !e.Has(s.actorUserUID) && !e.Has(s.actorUserName) {
		e.Bind(s.actorApp, e.Get(s.eventSource).Node())
	}
	switch {
	case c.kind == api || c.kind == roleAccess:
		f.resources(e)
	case c.kind == account && !e.Has(s.targetName) && !e.Has(s.targetUID):
		e.Bind(s.targetName, e.Get(s.userName).Node())
		e.Bind(s.targetUID, e.Get(s.userARN).Node())
	}
}

// resources binds what the call works on: first the things that its parameters
// name, then those that the record lists.
func (f *Format) resources(e *event.Event) {
	s := &f.slots
	i := 0
	for _, t := range f.targets[e.Provider] {
		for v := e.Get(t.slot); v.Kind() == event.String && i < maxResources; v = v.Next() {
			named := s.resourceName
			if bytes.HasPrefix(v.Text(), []byte("arn:")) {
				named = s.resourceUID
			}
			e.BindItem(named, v.Node(), i)
			e.BindItem(s.resourceType, e.Derive(t.typ, event.String), i)
			i++
		}
	}
	for r := range record(e).Child("resources").Children() {
		if i == maxResources {
			return
		}
		arn := r.Child("ARN")
		if !arn.Exists() {
			arn = r.Child("ARNPrefix")
		}
		if arn.Kind() != event.String {
			continue
		}
		e.BindItem(s.resourceUID, arn, i)
		e.BindItem(s.resourceType, r.Child("type"), i)
		e.BindItem(s.resourceAt, r.Child("accountId"), i)
		i++
	}
}
