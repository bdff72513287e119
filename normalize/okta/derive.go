// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package okta

import (
	"bytes"

	"gambeson/event"
	"gambeson/normalize"
)

const maxTargets = 16

// slots are the fields that the format reads itself and the attributes that
// it derives.
type slots struct {
	eventType, published, severity, result, isProxy, clientIP, lat, long                                          event.Slot
	deviceType, osName                                                                                            event.Slot
	statusID, status, activityName, isMFA, factorTypeID, factorType, factorProvider, factor, credential, provider event.Slot
	user, actor                                                                                                   userSlots
	groupUID, groupName, serviceUID, serviceName, privileges                                                      event.Slot
	entityUID, entityName, entityType, entityTypeID                                                               event.Slot
	resourceUID, resourceName, resourceType                                                                       event.Slot
	proxyIP, locationLat, locationLong, city, region, country, postal                                             event.Slot
	srcIP, srcService, deviceUID, deviceName, deviceTypeID, deviceOS, deviceOSType                                event.Slot
}

type userSlots struct{ uid, name, fullName, email, typ, typeID event.Slot }

func newUserSlots(f *event.Fields, path string) userSlots {
	return userSlots{
		uid: f.OCSF(path + ".uid"), name: f.OCSF(path + ".name"), fullName: f.OCSF(path + ".full_name"),
		email: f.OCSF(path + ".email_addr"), typ: f.OCSF(path + ".type"), typeID: f.OCSF(path + ".type_id"),
	}
}

func newSlots(f *event.Fields) slots {
	const geo = "client.geographicalContext.geolocation."
	return slots{
		eventType: f.Native("eventType"), published: f.Native("published"), severity: f.Native("severity"),
		result: f.Native("outcome.result"), isProxy: f.Native("securityContext.isProxy"), clientIP: f.Native("client.ipAddress"),
		lat: f.Native(geo + "lat"), long: f.Native(geo + "lon"),
		deviceType: f.Native("client.device"), osName: f.Native("client.userAgent.os"),
		statusID: f.OCSF("status_id"), status: f.OCSF("status"), activityName: f.OCSF("activity_name"), isMFA: f.OCSF("is_mfa"),
		factorTypeID: f.OCSF("auth_factors.factor_type_id"), factorType: f.OCSF("auth_factors.factor_type"),
		factorProvider: f.OCSF("auth_factors.provider"), factor: f.Native("debugContext.debugData.factor"),
		credential: f.Native("authenticationContext.credentialType"), provider: f.Native("authenticationContext.credentialProvider"),
		user: newUserSlots(f, "user"), actor: newUserSlots(f, "actor.user"),
		groupUID: f.OCSF("group.uid"), groupName: f.OCSF("group.name"),
		serviceUID: f.OCSF("service.uid"), serviceName: f.OCSF("service.name"), privileges: f.OCSF("privileges"),
		entityUID: f.OCSF("entity.uid"), entityName: f.OCSF("entity.name"), entityType: f.OCSF("entity.type"),
		entityTypeID: f.OCSF("entity.type_id"),
		resourceUID:  f.OCSF("resources.uid"), resourceName: f.OCSF("resources.name"), resourceType: f.OCSF("resources.type"),
		proxyIP: f.OCSF("src_endpoint.proxy_endpoint.ip"), locationLat: f.OCSF("src_endpoint.location.lat"),
		locationLong: f.OCSF("src_endpoint.location.long"), city: f.OCSF("src_endpoint.location.city"),
		region: f.OCSF("src_endpoint.location.region"), country: f.OCSF("src_endpoint.location.country"),
		postal: f.OCSF("src_endpoint.location.postal_code"),
		srcIP:  f.OCSF("src_endpoint.ip"), srcService: f.OCSF("src_endpoint.svc_name"),
		deviceUID: f.OCSF("device.uid"), deviceName: f.OCSF("device.name"), deviceTypeID: f.OCSF("device.type_id"),
		deviceOS: f.OCSF("device.os.name"), deviceOSType: f.OCSF("device.os.type_id"),
	}
}

// derive sets what a mapping cannot say.
func (o *Format) derive(e *event.Event, w what, t targets) {
	s := &o.slots
	o.status(e)
	if w.activity == other {
		e.Bind(s.activityName, e.Get(s.eventType).Node())
	}
	actor := record(e).Child("actor")
	s.actor.bind(e, actor)
	switch w.kind {
	case auth, account, access:
		s.user.bind(e, subject(w, actor, t))
	case group:
		s.user.bind(e, t.user)
	}
	switch w.kind {
	case auth:
		o.authentication(e, w, t)
	case group:
		e.Bind(s.groupUID, t.group.Child("id"))
		e.Bind(s.groupName, t.group.Child("displayName"))
	case access:
		if !e.Has(s.privileges) {
			e.Bind(s.privileges, firstOf(t.app, t.first).Child("displayName"))
		}
		if !e.Has(s.privileges) {
			e.Bind(s.privileges, e.Get(s.eventType).Node())
		}
	case entity:
		o.entity(e, t.first)
	}
	o.source(e)
	o.device(e)
	if w.kind == access || w.kind == api {
		o.resources(e, t)
	}
}

// subject is the user that the event is about.
func subject(w what, actor event.Node, t targets) event.Node {
	isUser := string(actor.Child("type").Text()) == "User"
	if w.kind == auth && w.activity != accountSwitch && isUser {
		return actor
	}
	return firstOf(t.user, actor)
}

func firstOf(a, b event.Node) event.Node {
	if a.Exists() {
		return a
	}
	return b
}

// bind binds what an actor or a target of Okta says.
func (u *userSlots) bind(e *event.Event, n event.Node) {
	e.Bind(u.uid, known(n.Child("id")))
	e.Bind(u.fullName, known(n.Child("displayName")))
	if login := known(n.Child("alternateId")); login.Exists() {
		e.Bind(u.name, login)
		if bytes.Count(login.Text(), []byte("@")) == 1 && !bytes.ContainsAny(login.Text(), " \t") {
			e.Bind(u.email, login)
		}
	} else {
		e.Bind(u.name, n.Child("displayName"))
	}
	typ := n.Child("type")
	switch string(typ.Text()) {
	case "":
	case "User":
		e.SetInt(u.typeID, 1)
	case "SystemPrincipal":
		e.SetInt(u.typeID, 3)
	case "PublicClientApp", "PublicClientAppEntity":
		e.SetInt(u.typeID, 4)
	default:
		e.SetInt(u.typeID, other)
		e.Bind(u.typ, typ)
	}
}

// known returns n unless it says that the value is not known.
func known(n event.Node) event.Node {
	if t := n.Text(); len(t) == 0 || n.Kind() != event.String || string(t) == "unknown" {
		return event.Node{}
	}
	return n
}

func (o *Format) status(e *event.Event) {
	s := &o.slots
	switch v := e.Get(s.result); string(v.Text()) {
	case "SUCCESS", "ALLOW":
		e.SetInt(s.statusID, 1)
	case "FAILURE", "DENY":
		e.SetInt(s.statusID, 2)
	case "", "UNKNOWN":
		e.SetInt(s.statusID, 0)
	default:
		e.SetInt(s.statusID, other)
		e.Bind(s.status, v.Node())
	}
}

func (o *Format) authentication(e *event.Event, w what, t targets) {
	s := &o.slots
	if t.app.Exists() {
		e.Bind(s.serviceUID, t.app.Child("id"))
		e.Bind(s.serviceName, t.app.Child("displayName"))
	} else {
		e.SetString(s.serviceName, []byte("Okta"))
	}
	if w.mfa {
		e.SetBool(s.isMFA, true)
	}
	o.factor(e, w)
}

// factor binds the factor that was asked for or used.
func (o *Format) factor(e *event.Event, w what) {
	s := &o.slots
	v := e.Get(s.factor)
	if v.Kind() != event.String {
		v = e.Get(s.credential)
	}
	id, ok := o.factors[string(v.Text())]
	switch {
	case w.push:
		id = 5
	case v.Kind() != event.String:
		return
	case !ok:
		id = other
		e.Bind(s.factorType, v.Node())
	}
	e.SetInt(s.factorTypeID, id)
	e.Bind(s.factorProvider, known(e.Get(s.provider).Node()))
}

func (o *Format) entity(e *event.Event, n event.Node) {
	s := &o.slots
	e.Bind(s.entityUID, n.Child("id"))
	e.Bind(s.entityName, firstOf(known(n.Child("displayName")), n.Child("alternateId")))
	typ := n.Child("type")
	id := int64(other)
	switch string(typ.Text()) {
	case "Device", "DeviceEnrollment":
		id = 1
	case "User":
		id = 2
	case "UserGroup":
		id = 3
	case "Org", "Organization":
		id = 4
	case "PolicyEntity", "PolicyRule", "Policy":
		id = 5
	case "NetworkZone", "IPZone", "Zone":
		id = 7
	}
	e.SetInt(s.entityTypeID, id)
	if id == other {
		e.Bind(s.entityType, typ)
	}
}

// source binds what is known of the address only together with something else.
func (o *Format) source(e *event.Event) {
	s := &o.slots
	if !e.Has(s.srcIP) {
		e.SetString(s.srcService, []byte("Okta"))
	}
	if ip := e.Get(s.clientIP); string(e.Get(s.isProxy).Text()) == "true" && normalize.IsIP(ip.Text()) {
		e.Bind(s.proxyIP, ip.Node())
	}
	if e.Has(s.city) || e.Has(s.region) || e.Has(s.country) || e.Has(s.postal) {
		e.Bind(s.locationLat, e.Get(s.lat).Node())
		e.Bind(s.locationLong, e.Get(s.long).Node())
	}
}

// device binds what kind of device it is, where there is one to be named.
func (o *Format) device(e *event.Event) {
	s := &o.slots
	if !e.Has(s.deviceUID) && !e.Has(s.deviceName) {
		return
	}
	id := int64(0)
	switch string(e.Get(s.deviceType).Text()) {
	case "Computer":
		id = 2
	case "Tablet":
		id = 4
	case "Mobile", "Game console":
		id = 5
	}
	e.SetInt(s.deviceTypeID, id)
	if v := e.Get(s.osName); known(v.Node()).Exists() && string(v.Text()) != "Unknown" {
		e.Bind(s.deviceOS, v.Node())
		e.SetInt(s.deviceOSType, osType(v.Text()))
	}
}

func osType(name []byte) int64 {
	for _, x := range [...]struct {
		begin string
		id    int64
	}{{"Windows Phone", 101}, {"Windows", 100}, {"Mac OS X (iPhone)", 301}, {"Mac OS X (iPad)", 302}, {"Mac", 300}, {"iOS", 301},
		{"iPadOS", 302}, {"Android", 201}, {"Linux", 200}, {"Ubuntu", 200}, {"Fedora", 200}, {"Chrome OS", 200}} {
		if bytes.HasPrefix(name, []byte(x.begin)) {
			return x.id
		}
	}
	return 0
}

func (o *Format) resources(e *event.Event, t targets) {
	s := &o.slots
	i := 0
	for n := range t.all.Children() {
		if i == maxTargets {
			return
		}
		if id := n.Child("id"); id.Kind() == event.String {
			e.BindItem(s.resourceUID, id, i)
			e.BindItem(s.resourceName, n.Child("displayName"), i)
			e.BindItem(s.resourceType, n.Child("type"), i)
			i++
		}
	}
}
