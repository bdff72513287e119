// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ecs

import "gambeson/event"

const maxAnswers = 16

// slots are the fields that the format reads itself and the attributes that
// it derives.
type slots struct {
	timestamp, kind, category, typ, action, outcome, code, dataset, module, provider, id event.Slot
	ruleUUID, ruleID, hostName, hostname, agentName                                      event.Slot
	pid, entityID, userName, userID, targetUser, targetUserID                            event.Slot
	filePath, fileName, dllPath, dllName, registryPath                                   event.Slot
	groupName, groupID, targetGroup                                                      event.Slot
	sourceIP, destinationIP, method, statusCode, question, dnsType                       event.Slot
	answerData, cloudProvider, cloudAccount, cloudRegion                                 event.Slot
	statusID, activityName, answers, actorPID, actorUID, actorUser                       event.Slot
	parentPID, parentID, srcIP, srcHost, dstIP, httpMethod, provider2, account, region   event.Slot
	serviceName, dstHost                                                                 event.Slot
	place                                                                                [2]place
}

// place is where one end of a connection is.
type place struct {
	names             [3]event.Slot // attributes; one is needed
	fromLat, fromLong event.Slot
	lat, long         event.Slot
}

func newSlots(f *event.Fields) slots {
	s := slots{}
	for _, x := range []struct {
		slot *event.Slot
		name string
	}{
		{&s.timestamp, "@timestamp"}, {&s.kind, "event.kind"}, {&s.category, "event.category"}, {&s.typ, "event.type"},
		{&s.action, "event.action"}, {&s.outcome, "event.outcome"}, {&s.code, "event.code"}, {&s.dataset, "event.dataset"},
		{&s.module, "event.module"}, {&s.provider, "event.provider"}, {&s.id, "event.id"}, {&s.ruleUUID, "rule.uuid"},
		{&s.ruleID, "rule.id"}, {&s.hostName, "host.name"}, {&s.hostname, "host.hostname"}, {&s.agentName, "agent.name"},
		{&s.pid, "process.pid"}, {&s.entityID, "process.entity_id"}, {&s.userName, "user.name"}, {&s.userID, "user.id"},
		{&s.targetUser, "user.target.name"}, {&s.targetUserID, "user.target.id"}, {&s.filePath, "file.path"},
		{&s.fileName, "file.name"}, {&s.dllPath, "dll.path"}, {&s.dllName, "dll.name"}, {&s.registryPath, "registry.path"},
		{&s.groupName, "group.name"}, {&s.groupID, "group.id"}, {&s.targetGroup, "user.target.group.name"},
		{&s.sourceIP, "source.ip"}, {&s.destinationIP, "destination.ip"}, {&s.method, "http.request.method"},
		{&s.statusCode, "http.response.status_code"}, {&s.question, "dns.question.name"}, {&s.dnsType, "dns.type"},
		{&s.answerData, "dns.answers.data"}, {&s.cloudProvider, "cloud.provider"}, {&s.cloudAccount, "cloud.account.id"},
		{&s.cloudRegion, "cloud.region"}, {&s.parentPID, "process.parent.pid"}, {&s.parentID, "process.parent.entity_id"},
	} {
		*x.slot = f.Native(x.name)
	}
	for _, x := range []struct {
		slot *event.Slot
		path string
	}{
		{&s.statusID, "status_id"}, {&s.activityName, "activity_name"}, {&s.answers, "answers.rdata"},
		{&s.actorPID, "actor.process.pid"}, {&s.actorUID, "actor.process.uid"}, {&s.actorUser, "actor.user.name"},
		{&s.srcIP, "src_endpoint.ip"}, {&s.srcHost, "src_endpoint.hostname"}, {&s.dstIP, "dst_endpoint.ip"},
		{&s.httpMethod, "http_request.http_method"}, {&s.provider2, "cloud.provider"}, {&s.account, "cloud.account.uid"},
		{&s.region, "cloud.region"}, {&s.serviceName, "service.name"}, {&s.dstHost, "dst_endpoint.hostname"},
	} {
		*x.slot = f.OCSF(x.path)
	}
	for i, end := range [...][2]string{{"src_endpoint.location.", "source.geo."}, {"dst_endpoint.location.", "destination.geo."}} {
		s.place[i] = place{
			names:   [3]event.Slot{f.OCSF(end[0] + "city"), f.OCSF(end[0] + "region"), f.OCSF(end[0] + "country")},
			fromLat: f.Native(end[1] + "location.lat"), fromLong: f.Native(end[1] + "location.lon"),
			lat: f.OCSF(end[0] + "lat"), long: f.OCSF(end[0] + "long"),
		}
	}
	return s
}

// derive sets what a mapping cannot say.
func (c *Format) derive(e *event.Event, k kind) {
	s := &c.slots
	switch outcome := e.Get(s.outcome).Text(); {
	case k == finding: // its status is that of the work on it
	case string(outcome) == "success":
		e.SetInt(s.statusID, 1)
	case string(outcome) == "failure":
		e.SetInt(s.statusID, 2)
	}
	if e.Activity == other {
		e.Bind(s.activityName, c.word(e))
	}
	if hasText(e, s.cloudProvider) {
		e.Bind(s.provider2, e.Get(s.cloudProvider).Node())
		e.Bind(s.account, e.Get(s.cloudAccount).Node())
		e.Bind(s.region, e.Get(s.cloudRegion).Node())
	}
	for i := range s.place {
		if p := &s.place[i]; e.Has(p.names[0]) || e.Has(p.names[1]) || e.Has(p.names[2]) {
			e.Bind(p.lat, e.Get(p.fromLat).Node())
			e.Bind(p.long, e.Get(p.fromLong).Node())
		}
	}
	switch k {
	case process:
		if !e.Has(s.actorPID) && !e.Has(s.actorUID) && !e.Has(s.actorUser) {
			e.Bind(s.actorPID, e.Get(s.pid).Node())
			e.Bind(s.actorUID, e.Get(s.entityID).Node())
		}
	case dns:
		c.dns(e)
	case web:
		if e.Activity != other && e.Activity != 0 {
			var buf [8]byte
			e.SetString(s.httpMethod, upper(buf[:0], e.Get(s.method).Text()))
		}
	case auth:
		if !e.Has(s.serviceName) && !e.Has(s.dstHost) && !e.Has(s.dstIP) {
			e.SetString(s.serviceName, []byte("unknown"))
		}
	}
}

// hasActing reports whether the condition of [acting] holds.
func (c *Format) hasActing(e *event.Event, k kind) bool {
	s := &c.slots
	switch k {
	case process:
		return hasText(e, s.parentPID, s.parentID)
	case account:
		return !hasText(e, s.targetUser, s.targetUserID)
	}
	return hasText(e, s.pid, s.entityID)
}

// word is the source's own word for what happened.
func (c *Format) word(e *event.Event) event.Node {
	for _, slot := range [...]event.Slot{c.slots.action, c.slots.method, c.slots.typ} {
		if v := e.Get(slot); v.Kind() == event.String {
			return v.Node()
		}
	}
	return event.Node{}
}

func (c *Format) dns(e *event.Event) {
	s := &c.slots
	if !e.Has(s.srcIP) && !e.Has(s.dstIP) {
		name := e.Get(s.hostName)
		if !hasText(e, s.hostName) {
			name = e.Get(s.hostname)
		}
		if !name.Exists() {
			name = e.Get(s.agentName)
		}
		e.Bind(s.srcHost, name.Node())
	}
	i := 0
	for v := e.Get(s.answerData); v.Exists() && i < maxAnswers; v = v.Next() {
		if v.Kind() == event.String && len(v.Text()) > 0 {
			e.BindItem(s.answers, v.Node(), i)
			i++
		}
	}
}
