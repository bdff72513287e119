// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"strconv"
	"strings"
	"time"
)

// A signIn is an event of the identity provider about one person.
type signIn struct {
	who     *person
	from    place
	event   string
	message string
	result  string // SUCCESS, FAILURE, CHALLENGE
	reason  string
	factor  string // of a challenge
	app     string // signed in to
	device  string // the browser's token, else the person's own
	agent   string
	mobile  bool
}

const (
	chrome  = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
	firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
	phone   = "D2DD7D3915.com.okta.android.auth/8.6.1 DeviceSDK/0.19.0 Android/16 Google/Pixel_9"
)

// okta writes an event of the System Log.
func (w *writer) okta(s signIn) {
	w.object("")
	w.oktaUser("actor", s.who)
	w.oktaClient(s)
	w.lit("device", "null")
	w.lit("authenticationContext", `{"authenticationProvider":null,"credentialProvider":null,"credentialType":null,"issuer":null,"interface":null,"authenticationStep":0,"rootSessionId":"idx`+
		s.who.oktaID[3:11]+`","externalSessionId":"102`+s.who.oktaID[3:15]+`"}`)
	w.strs("displayMessage", s.message, "eventType", s.event)
	w.object("outcome")
	w.str("result", s.result)
	if s.reason == "" {
		w.lit("reason", "null")
	} else {
		w.str("reason", s.reason)
	}
	w.end()
	w.time("published", millis)
	w.object("securityContext")
	w.num("asNumber", int64(s.from.asn))
	w.strs("asOrg", s.from.org, "isp", s.from.org, "domain", strings.ReplaceAll(s.from.org, " ", "-"))
	w.lit("isProxy", "false")
	w.end()
	severity := "INFO"
	if s.result == "FAILURE" {
		severity = "WARN"
	}
	w.str("severity", severity)
	w.oktaDebug(s)
	w.lit("legacyEventType", "null")
	w.object("transaction")
	w.strs("type", "WEB", "id", hexadecimal(w.rng, 32))
	w.lit("detail", "{}")
	w.end()
	w.uuid("uuid")
	w.str("version", "0")
	w.lit("request", `{"ipChain":[`)
	w.object("")
	w.str("ip", s.from.ip)
	w.geography(s.from)
	w.str("version", "V4")
	w.lit("source", "null")
	w.end()
	w.b = append(w.b, "]}"...)
	w.oktaTarget(s)
	w.end()
}

func (w *writer) oktaUser(key string, p *person) {
	w.object(key)
	w.strs("id", p.oktaID, "type", "User", "alternateId", p.email, "displayName", p.name)
	w.lit("detailEntry", "null")
	w.end()
}

func (w *writer) oktaClient(s signIn) {
	w.object("client")
	agent, os, browser, device := chrome, "Windows 10", "CHROME", "Computer"
	if s.agent != "" {
		agent, os, browser = s.agent, "Linux", "FIREFOX"
	}
	if s.mobile {
		agent, os, browser, device = phone, "Android", "UNKNOWN", "Mobile"
	}
	w.object("userAgent")
	w.strs("rawUserAgent", agent, "os", os, "browser", browser)
	w.end()
	w.strs("zone", "null", "device", device)
	w.lit("id", "null")
	w.str("ipAddress", s.from.ip)
	w.geography(s.from)
	w.end()
}

func (w *writer) geography(p place) {
	w.object("geographicalContext")
	w.strs("city", p.city, "state", p.region, "country", p.country)
	w.lit("postalCode", "null")
	w.lit("geolocation", `{"lat":`+p.lat+`,"lon":`+p.long+`}`)
	w.end()
}

func (w *writer) oktaDebug(s signIn) {
	token := s.device
	if token == "" {
		token = s.who.device
	}
	w.object("debugContext")
	w.object("debugData")
	if s.factor != "" {
		w.str("factor", s.factor)
	}
	w.strs("requestId", hexadecimal(w.rng, 32), "dtHash", token, "requestUri", "/idp/idx/identify", "threatSuspected", "false")
	w.end()
	w.end()
}

func (w *writer) oktaTarget(s signIn) {
	if s.app == "" {
		w.lit("target", "null")
		return
	}
	w.lit("target", "[")
	w.object("")
	w.strs("id", "0oa"+strconv.Itoa(70_000+len(s.app)*131), "type", "AppInstance", "alternateId", s.app, "displayName", s.app)
	w.lit("detailEntry", "null")
	w.end()
	w.b = append(w.b, ']')
}

// apps are what a person signs in to.
func apps(role string) []string {
	list := []string{"Mail", "Mail", "Calendar", "Chat", "Wiki", "Time Sheets", "Travel", "Learning"}
	switch role {
	case "engineering", "release engineering":
		return append(list, "Code Review", "Code Review", "Build Server", "AWS Account Federation", "Monitoring")
	case "sales", "support":
		return append(list, "Customers", "Customers", "Tickets")
	case "finance":
		return append(list, "Ledger", "Payroll", "Invoices")
	default:
		return append(list, "Warehouse", "Freight")
	}
}

// oktaEvent plans an event of the System Log.
func (p *plan) oktaEvent(at int64, s signIn) {
	p.add(at, Okta, func(w *writer) { w.okta(s) })
}

// login plans the start of a session: the password, which may be mistyped, a
// second factor, and the first application.
func (p *plan) login(at int64, who *person, from place) {
	for chance(p.rng, 70) {
		p.oktaEvent(at, signIn{who: who, from: from, event: "user.session.start", message: "User login to Okta", result: "FAILURE", reason: "INVALID_CREDENTIALS"})
		at = p.soon(at, 20*time.Second)
	}
	p.oktaEvent(at, signIn{who: who, from: from, event: "policy.evaluate_sign_on", message: "Evaluation of sign-on policy", result: "CHALLENGE", reason: "Sign-on policy evaluation resulted in CHALLENGE"})
	at += 400e6
	p.oktaEvent(at, signIn{who: who, from: from, event: "system.push.send_factor_verify_push", message: "A push was sent to a user for verification", result: "SUCCESS", factor: "OKTA_VERIFY_PUSH"})
	at = p.soon(at+2e9, 15*time.Second)
	p.oktaEvent(at, signIn{who: who, from: from, event: "user.authentication.auth_via_mfa", message: "Authentication of user via MFA", result: "SUCCESS", factor: "OKTA_VERIFY_PUSH"})
	p.oktaEvent(at+200e6, signIn{who: who, from: from, event: "user.session.start", message: "User login to Okta", result: "SUCCESS"})
	p.app(p.soon(at+300e6, 3*time.Second), who, from)
}

// app plans a single sign-on.
func (p *plan) app(at int64, who *person, from place) {
	p.oktaEvent(at, signIn{who: who, from: from, event: "user.authentication.sso", message: "User single sign on to app", result: "SUCCESS", app: one(p.rng, apps(who.role))})
}

// browseApps plans what people do with the identity provider during the day.
func browseApps(p *plan, at int64) {
	who := p.someone(at)
	from := who.office.place
	if who.oktaID[3]%4 == 0 && who != p.victim { // a fourth works at home
		from = who.home
	}
	switch {
	case chance(p.rng, 60):
		p.login(at, who, from)
	case chance(p.rng, 30):
		p.oktaEvent(at, signIn{who: who, from: from, event: "user.session.end", message: "User logout from Okta", result: "SUCCESS"})
	default:
		p.app(at, who, from)
	}
}

// mornings plans how everybody arrives.
func mornings(p *plan) {
	for _, who := range p.people {
		if chance(p.rng, 80) || who == p.victim { // on leave
			continue
		}
		minutes := 7*60 + 10 + p.rng.IntN(150) + p.rng.IntN(40)
		local := time.Date(p.start.Year(), p.start.Month(), p.start.Day(), 0, minutes, p.rng.IntN(60), p.rng.IntN(1e9), time.UTC)
		at := local.Add(-who.office.zone).UnixNano()
		from := who.office.place
		if who.oktaID[3]%4 == 0 {
			from = who.home
		} else {
			p.unlock(at-40e9, who)
		}
		p.login(at, who, from)
	}
	p.unlock(p.start.UnixNano()+8e9, p.victim)
	p.login(p.start.UnixNano()+41e9, p.victim, p.victim.office.place)
}
