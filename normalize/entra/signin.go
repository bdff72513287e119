// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package entra

import (
	"bytes"

	"gambeson/event"
)

const (
	other    = 99
	maxItems = 16
)

// Activities of Authentication.
const (
	logon  = 1
	ticket = 3
)

// readSignIn maps a sign-in.
func (a *Format) readSignIn(e *event.Event) {
	s := &a.slots
	interactive := string(e.Get(s.interactive).Text())
	isNull := e.Get(s.userID).Kind() == event.Null
	principal := (isNull || len(e.Get(s.userID).Text()) == 0) && len(e.Get(s.principalID).Text()) > 0
	switch {
	case principal:
		e.Channel, e.Activity = "ServicePrincipalSignInLogs", ticket
	case interactive == "false":
		e.Channel, e.Activity = "NonInteractiveUserSignInLogs", ticket
	default:
		e.Channel, e.Activity = "SignInLogs", logon
	}
	e.Severity = riskSeverity(e.Get(s.riskDuringSignIn).Text())
	a.mappings[signInKind].Apply(e)
	userType := int64(1)
	if principal {
		userType = 4
	}
	e.SetInt(s.user.typeID, userType)
	a.user(e, &s.user)
	a.signInStatus(e)
	a.protocol(e)
	switch string(e.Get(s.requirement).Text()) {
	case "multiFactorAuthentication":
		e.SetBool(s.isMFA, true)
	case "singleFactorAuthentication":
		e.SetBool(s.isMFA, false)
	}
	a.steps(e)
	a.device(e)
	a.location(e, &s.src)
	e.SetString(s.activityDetails, []byte("Sign-ins"))
	if !e.Has(s.serviceName) {
		e.SetString(s.serviceName, []byte("Microsoft Entra ID"))
	}
}

// user binds the mail address of the user whose name is bound.
func (a *Format) user(e *event.Event, u *userSlots) {
	if v := e.Get(u.name); v.Kind() == event.String && bytes.Count(v.Text(), []byte("@")) == 1 {
		e.Bind(u.email, v.Node())
	}
}

func (a *Format) signInStatus(e *event.Event) {
	s := &a.slots
	v := e.Get(s.errorCode)
	if !v.Exists() {
		v = e.Get(s.resultType)
	}
	e.Bind(s.statusCode, v.Node())
	switch code := v.Text(); {
	case len(code) == 0:
		return
	case string(code) == "0":
		e.SetInt(s.statusID, 1)
		e.SetString(s.statusNative, []byte("Success"))
	case interrupts(code):
		e.SetInt(s.statusID, other)
		e.SetString(s.status, []byte("Interrupted"))
		e.SetString(s.statusNative, []byte("Interrupted"))
	default:
		e.SetInt(s.statusID, 2)
		e.SetString(s.statusNative, []byte("Failure"))
	}
}

// interrupts reports whether the code asks for one more step: another factor,
// a registration, a consent, a choice of the account.
func interrupts(code []byte) bool {
	switch string(code) {
	case "16000", "16001", "50055", "50058", "50072", "50074", "50076", "50079", "50097", "50125", "50127", "50129", "50140", "50158",
		"50203", "65001", "81010", "81012", "81014":
		return true
	}
	return false
}

func (a *Format) protocol(e *event.Event) {
	s := &a.slots
	v := e.Get(s.protocolName)
	switch string(v.Text()) {
	case "", "none":
	case "oAuth2", "deviceCode", "ropc", "authenticationTransfer":
		e.SetInt(s.protocolID, 6)
	case "saml20":
		e.SetInt(s.protocolID, 5)
	default:
		e.SetInt(s.protocolID, other)
		e.Bind(s.protocolText, v.Node())
	}
}

// factor is one authentication method, by what its name begins with.
type factor struct {
	begin string
	id    int64 // OCSF factor_type_id
}

func factors() []factor {
	return []factor{
		{"Password Hash Sync", 11}, {"Passwordless", 5}, {"Password", 11}, {"Mobile app notification", 5}, {"Microsoft Authenticator", 5},
		{"Text message", 1}, {"SMS", 1}, {"Phone call", 3}, {"Call", 3}, {"Voice", 3}, {"OATH", 7}, {"Mobile app verification code", 7},
		{"Software OATH", 7}, {"Hardware OATH", 6}, {"Email", 8}, {"FIDO2", 10}, {"Passkey", 10}, {"Windows Hello", 4},
	}
}

// steps binds a factor for each step that the sign-in took.
func (a *Format) steps(e *event.Event) {
	s := &a.slots
	i := 0
	for step := range member(e, "authenticationDetails", "AuthenticationDetails").Children() {
		if method := step.Child("authenticationMethod"); i < maxItems && method.Kind() == event.String {
			i += a.bindFactor(e, method, i)
		}
	}
	if method := e.Get(s.mfaMethod); i == 0 && method.Kind() == event.String {
		a.bindFactor(e, method.Node(), 0)
	}
}

// bindFactor returns how many factors it has bound.
func (a *Format) bindFactor(e *event.Event, method event.Node, item int) int {
	s := &a.slots
	text := method.Text()
	if len(text) == 0 || string(text) == "Previously satisfied" {
		return 0
	}
	for i := range a.factors {
		if f := &a.factors[i]; bytes.HasPrefix(text, []byte(f.begin)) {
			var digits [2]byte
			e.BindItem(s.factorTypeID, e.Derive(appendSmall(digits[:0], f.id), event.Number), item)
			return 1
		}
	}
	e.BindItem(s.factorTypeID, e.Derive([]byte("99"), event.Number), item)
	e.BindItem(s.factorType, method, item)
	return 1
}

// appendSmall appends a number below 100.
func appendSmall(b []byte, n int64) []byte {
	if n >= 10 {
		b = append(b, byte('0'+n/10))
	}
	return append(b, byte('0'+n%10))
}

// device binds what needs a device that can be named.
func (a *Format) device(e *event.Event) {
	s := &a.slots
	for _, v := range [...]struct {
		from event.Value
		to   event.Slot
	}{{e.Get(s.deviceIDNative), s.deviceUID}, {e.Get(s.deviceNameNative), s.deviceName}} {
		if len(v.from.Text()) > 0 && v.from.Kind() == event.String && v.from.Text()[0] != '{' {
			e.Bind(v.to, v.from.Node())
		}
	}
	if !e.Has(s.deviceUID) && !e.Has(s.deviceName) {
		return
	}
	e.SetInt(s.deviceTypeID, 0)
	e.Bind(s.deviceManaged, e.Get(s.managedNative).Node())
	e.Bind(s.deviceCompliant, e.Get(s.compliantNative).Node())
	if os := e.Get(s.osNative); len(os.Text()) > 0 {
		e.Bind(s.deviceOS, os.Node())
		e.SetInt(s.deviceOSType, osType(os.Text()))
	}
}

func osType(name []byte) int64 {
	for _, x := range [...]struct {
		begin string
		id    int64
	}{{"WindowsPhone", 101}, {"Windows", 100}, {"Mac", 300}, {"Ios", 301}, {"iOS", 301}, {"IPad", 302}, {"iPad", 302}, {"Android", 201}, {"Linux", 200}} {
		if bytes.HasPrefix(name, []byte(x.begin)) {
			return x.id
		}
	}
	return 0
}

// location binds the place of an address, if it has a name.
func (a *Format) location(e *event.Event, to *placeSlots) {
	s := &a.slots
	named := false
	for _, v := range [...]struct {
		from event.Value
		to   event.Slot
	}{{e.Get(s.cityNative), to.city}, {e.Get(s.stateNative), to.region}, {e.Get(s.countryNative), to.country}} {
		if v.from.Kind() == event.String && len(v.from.Text()) > 0 {
			e.Bind(v.to, v.from.Node())
			named = true
		}
	}
	if named {
		e.Bind(to.lat, e.Get(s.latNative).Node())
		e.Bind(to.long, e.Get(s.longNative).Node())
	}
}
