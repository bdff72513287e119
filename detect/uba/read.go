// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"bytes"
	"math"
	"net/netip"
	"path"
	"slices"
	"strings"

	"gambeson/event"
	"gambeson/event/ocsf"
)

// maxText is the longest text that is kept of an attribute.
const maxText = 256

// A reader makes acts of events. It is shared by all inspectors.
type reader struct {
	fields slots
	prompt prompts
	ignore []string
	shared []string
}

// slots are the attributes that the room reads.
type slots struct {
	user, actor userSlots

	address, long, lat, radius, country, asn, proxy, vpn event.Slot
	device, deviceName, host, service, serviceName       event.Slot
	operation, api, status, logon                        event.Slot
}

type userSlots struct {
	name, email, uid, domain, account, unit, kind event.Slot
}

func newReader(f *event.Fields, c Config) *reader {
	user := func(at string) userSlots {
		return userSlots{
			name: f.OCSF(at + ".name"), email: f.OCSF(at + ".email_addr"), uid: f.OCSF(at + ".uid"), domain: f.OCSF(at + ".domain"),
			account: f.OCSF(at + ".account.uid"), unit: f.OCSF(at + ".org.ou_name"), kind: f.OCSF(at + ".type_id"),
		}
	}
	return &reader{
		fields: slots{
			user: user("user"), actor: user("actor.user"),
			address: f.OCSF("src_endpoint.ip"), lat: f.OCSF("src_endpoint.location.lat"), long: f.OCSF("src_endpoint.location.long"),
			radius: f.OCSF("src_endpoint.location.horizontal_accuracy"), country: f.OCSF("src_endpoint.location.country"),
			asn: f.OCSF("src_endpoint.autonomous_system.number"), proxy: f.OCSF("src_endpoint.proxy_endpoint.ip"), vpn: f.OCSF("session.is_vpn"),
			device: f.OCSF("device.uid"), deviceName: f.OCSF("device.hostname"), host: f.OCSF("dst_endpoint.hostname"),
			service: f.OCSF("service.name"), serviceName: f.OCSF("dst_endpoint.svc_name"),
			operation: f.OCSF("api.operation"), api: f.OCSF("api.service.name"),
			status: f.OCSF("status_id"), logon: f.OCSF("logon_type_id"),
		},
		prompt: newPrompts(f, c.MFAFatigue),
		ignore: lowered(c.IgnoreUsers), shared: lowered(c.SharedUsers),
	}
}

// OCSF's numbers.
const (
	statusSuccess = 1
	statusFailure = 2

	activityLogon   = 1
	activityTicket  = 3
	activityPreauth = 6
	activitySwitch  = 7

	logonBatch   = 4
	logonService = 5

	userSystem = 3
)

// read makes a of e and reports whether e is an act: an authentication or API
// call of a user, with a time and an outcome.
func (r *reader) read(e *event.Event, a *act) bool {
	if e.Time == 0 {
		return false
	}
	*a = act{}
	status, _ := e.Get(r.fields.status).Int()
	a.OK = status == statusSuccess
	who := &r.fields.user
	switch e.Class {
	case ocsf.Authentication:
		if !r.authentication(e, a, status) {
			return false
		}
	case ocsf.APIActivity:
		a.Kind, who = call, &r.fields.actor
	default:
		return false
	}
	if !r.readUser(e, a, who) && (who == &r.fields.actor || !r.readUser(e, a, &r.fields.actor)) {
		return false
	}
	r.readPlace(e, a)
	r.readTarget(e, a)
	r.qualify(a)
	return true
}

// authentication tells sign-ins from second factors and from what is neither.
func (r *reader) authentication(e *event.Event, a *act, status int64) bool {
	a.Kind = signIn
	if r.prompt.read(e, a) {
		return true
	}
	if status != statusSuccess && status != statusFailure {
		return false
	}
	switch e.Activity {
	case activityLogon:
	case activityTicket:
		a.Kind = ticket
	case activityPreauth:
		a.Kind = ticket
		if a.OK || e.Format == "okta" { // a step; what it led to is told by another event
			return false
		}
	case activitySwitch:
		a.Kind = call
	default:
		return false
	}
	logon, _ := e.Get(r.fields.logon).Int()
	return logon != logonBatch && logon != logonService
}

// readUser reads the user at s and reports whether there is one to watch.
func (r *reader) readUser(e *event.Event, a *act, s *userSlots) bool {
	if kind, _ := e.Get(s.kind).Int(); kind == userSystem {
		return false
	}
	a.User = first(e, s.name, s.email, s.uid)
	a.Domain = strings.ToLower(first(e, s.domain, s.account))
	a.Unit = text(e, s.unit)
	short := strings.ToLower(a.User)
	if domain, name, ok := strings.Cut(short, `\`); ok && name != "" {
		short = name
		if a.Domain == "" {
			a.Domain = domain
		}
	}
	if _, domain, ok := strings.Cut(short, "@"); ok && a.Domain == "" {
		a.Domain = domain
	}
	a.Account = short
	return short != "" && !matches(r.ignore, short)
}

// qualify completes the account's key: a name that many hosts have is one
// account on each; others are one in a domain, whatever the source calls it.
func (r *reader) qualify(a *act) {
	local := a.Host
	if local == "" {
		local = a.Device
	}
	switch {
	case strings.Contains(a.Account, "@"):
	case matches(r.shared, a.Account) && local != "":
		a.Account += "@" + local
	case a.Domain != "" && a.Domain != "." && a.Domain != "-":
		a.Account += "@" + a.Domain
	}
}

// readPlace reads where the user acts from.
func (r *reader) readPlace(e *event.Event, a *act) {
	s := &r.fields
	if ip, err := netip.ParseAddr(text(e, s.address)); err == nil && !ip.IsLoopback() && !ip.IsUnspecified() {
		a.Address = ip.Unmap().WithZone("").String()
	}
	if a.Country = text(e, s.country); len(a.Country) == 2 {
		a.Country = strings.ToUpper(a.Country) // a code, not a name
	}
	a.ASN, _ = e.Get(s.asn).Int()
	a.Proxy = e.Has(s.proxy) || e.Get(s.vpn).Bool()
	lat, ok1 := e.Get(s.lat).Float()
	long, ok2 := e.Get(s.long).Float()
	if ok1 && ok2 && math.Abs(lat) <= 90 && math.Abs(long) <= 180 && (lat != 0 || long != 0) {
		radius, _ := e.Get(s.radius).Float()
		a.Place = &place{Lat: lat, Long: long, Radius: min(max(0, radius)/1000, 20_000)}
	}
}

// readTarget reads what the user reaches, and with what. Hosts report what
// happens on them: there the device is the host that is signed in to.
func (r *reader) readTarget(e *event.Event, a *act) {
	s := &r.fields
	a.Host = strings.ToLower(text(e, s.host))
	a.Device = first(e, s.device, s.deviceName)
	if hostLogs(e.Format) {
		a.Device = ""
		if a.Host == "" {
			a.Host = strings.ToLower(text(e, s.deviceName))
		}
	}
	a.Service = first(e, s.service, s.serviceName)
	if op := text(e, s.operation); op != "" && a.Kind == call {
		a.Operation = text(e, s.api) + ":" + op
	}
}

// hostLogs reports whether the format's events are reports of hosts about
// themselves.
func hostLogs(format string) bool {
	return format == "windows" || format == "linux" || format == "auditd" || format == "ecs"
}

// text returns the text of the slot, no longer than the room keeps, and empty
// for the sign that there is none.
func text(e *event.Event, s event.Slot) string {
	v := e.Get(s)
	if !v.Exists() || v.Kind() == event.Null || !v.Kind().IsScalar() {
		return ""
	}
	t := bytes.TrimSpace(v.Text())
	if len(t) == 1 && t[0] == '-' {
		return ""
	}
	return strings.ToValidUTF8(string(t[:min(len(t), maxText)]), "")
}

func first(e *event.Event, list ...event.Slot) string {
	for _, s := range list {
		if t := text(e, s); t != "" {
			return t
		}
	}
	return ""
}

func lowered(list []string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = strings.ToLower(x)
	}
	return out
}

// matches reports whether one of the patterns, which Validate has checked,
// matches the name.
func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, err := path.Match(p, name)
		return ok && err == nil
	})
}
