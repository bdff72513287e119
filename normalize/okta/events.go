// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package okta

import (
	"bytes"
	"strings"

	"gambeson/event"
)

// kind is what an event is of; it indexes mappings.
type kind uint8

const (
	auth kind = iota
	account
	access
	group
	entity
	api
	kinds
)

// what is what an eventType is mapped to.
type what struct {
	kind     kind
	activity uint8 // OCSF activity_id
	mfa      bool  // a second factor is at work
	push     bool  // by a push notification
}

const other = 99

// Activities of Authentication.
const (
	logon, logoff, ticket, preauth, accountSwitch = 1, 2, 3, 6, 7
)

func events() map[string]what {
	return map[string]what{
		"user.session.start":                            {kind: auth, activity: logon},
		"user.session.end":                              {kind: auth, activity: logoff},
		"user.session.expire":                           {kind: auth, activity: logoff},
		"user.session.clear":                            {kind: auth, activity: logoff},
		"user.session.impersonation.initiate":           {kind: auth, activity: accountSwitch},
		"user.authentication.sso":                       {kind: auth, activity: logon},
		"user.authentication.auth_via_radius":           {kind: auth, activity: logon},
		"user.authentication.auth_via_richclient":       {kind: auth, activity: logon},
		"user.authentication.auth_via_mfa":              {kind: auth, activity: preauth, mfa: true},
		"user.authentication.slo":                       {kind: auth, activity: logoff},
		"user.authentication.universal_logout":          {kind: auth, activity: logoff},
		"user.mfa.attempt_bypass":                       {kind: auth, activity: preauth, mfa: true},
		"user.mfa.okta_verify":                          {kind: auth, activity: preauth, mfa: true, push: true},
		"user.mfa.okta_verify.deny_push":                {kind: auth, activity: preauth, mfa: true, push: true},
		"user.mfa.okta_verify.deny_push_upgrade_needed": {kind: auth, activity: preauth, mfa: true, push: true},
		"system.push.send_factor_verify_push":           {kind: auth, activity: preauth, mfa: true, push: true},
		"system.mfa.factor.activate":                    {kind: entity, activity: 10},
		"policy.evaluate_sign_on":                       {kind: auth, activity: preauth},

		"user.lifecycle.create":           {kind: account, activity: 1},
		"user.lifecycle.activate":         {kind: account, activity: 2},
		"user.lifecycle.reactivate":       {kind: account, activity: 2},
		"user.lifecycle.unsuspend":        {kind: account, activity: 2},
		"user.lifecycle.deactivate":       {kind: account, activity: 5},
		"user.lifecycle.suspend":          {kind: account, activity: 5},
		"user.lifecycle.delete.initiated": {kind: account, activity: 6},
		"user.lifecycle.delete.completed": {kind: account, activity: 6},
		"user.account.update_password":    {kind: account, activity: 3},
		"user.account.reset_password":     {kind: account, activity: 4},
		"user.account.expire_password":    {kind: account, activity: 4},
		"user.account.lock":               {kind: account, activity: 9},
		"user.account.lock.limit":         {kind: account, activity: 9},
		"user.account.unlock":             {kind: account, activity: 12},
		"user.account.unlock_by_admin":    {kind: account, activity: 12},
		"user.account.unlock_token":       {kind: account, activity: 12},
		"user.mfa.factor.activate":        {kind: account, activity: 10},
		"user.mfa.factor.unsuspend":       {kind: account, activity: 10},
		"user.mfa.factor.deactivate":      {kind: account, activity: 11},
		"user.mfa.factor.suspend":         {kind: account, activity: 11},
		"user.mfa.factor.reset_all":       {kind: account, activity: 11},

		"user.account.privilege.grant":       {kind: access, activity: 1},
		"user.account.privilege.revoke":      {kind: access, activity: 2},
		"application.user_membership.add":    {kind: access, activity: 1},
		"application.user_membership.remove": {kind: access, activity: 2},

		"group.user_membership.add":    {kind: group, activity: 3},
		"group.user_membership.remove": {kind: group, activity: 4},
		"group.lifecycle.create":       {kind: group, activity: 6},
		"group.lifecycle.delete":       {kind: group, activity: 5},
		"group.privilege.grant":        {kind: group, activity: 1},
		"group.privilege.revoke":       {kind: group, activity: 2},
	}
}

// prefix decides where the exact eventType is not in events.
type prefix struct {
	begin string
	what  what
}

func prefixes() []prefix {
	return []prefix{
		{"user.authentication.", what{kind: auth, activity: preauth}},
		{"user.session.", what{kind: auth, activity: other}},
		{"app.oauth2.", what{kind: auth, activity: ticket}},
		{"user.lifecycle.", what{kind: account, activity: other}},
		{"user.account.", what{kind: account, activity: other}},
		{"user.mfa.", what{kind: account, activity: other}},
		{"user.credential.", what{kind: account, activity: other}},
		{"group.", what{kind: group, activity: other}},
	}
}

// actions are the activities of Entity Management by an eventType's last word.
func actions() map[string]uint8 {
	return map[string]uint8{
		"create": 1, "add": 1, "read": 2, "update": 3, "change": 3, "delete": 4, "remove": 4, "revoke": 4, "move": 5, "enroll": 6,
		"unenroll": 7, "enable": 8, "enabled": 8, "disable": 9, "disabled": 9, "activate": 10, "deactivate": 11, "suspend": 12,
		"resume": 13, "unsuspend": 13,
	}
}

// classify decides by the eventType, and by what the event has for the class
// that it would be.
func (o *Format) classify(name []byte, t targets) what {
	w, ok := o.events[string(name)]
	if !ok {
		w = o.byPrefix(name)
	}
	if w.kind == group && !t.group.Exists() {
		w = what{kind: entity, activity: o.action(name)}
	}
	if w.kind == entity && !t.first.Exists() {
		w = what{kind: api, activity: apiActivity(w.activity)}
	}
	return w
}

func (o *Format) byPrefix(name []byte) what {
	for _, p := range o.prefixes {
		if bytes.HasPrefix(name, []byte(p.begin)) {
			return p.what
		}
	}
	return what{kind: entity, activity: o.action(name)}
}

func (o *Format) action(name []byte) uint8 {
	if a, ok := o.actions[string(name[bytes.LastIndexByte(name, '.')+1:])]; ok {
		return a
	}
	return other
}

// apiActivity is the activity of API Activity for one of Entity Management.
func apiActivity(a uint8) uint8 {
	switch {
	case a <= 4:
		return a
	case a == other:
		return other
	}
	return 3
}

// targets are the things that an event is upon, by type.
type targets struct {
	first, user, group, app event.Node
	all                     event.Node
}

func findTargets(list event.Node) targets {
	t := targets{all: list}
	for x := range list.Children() {
		if x.Kind() != event.Object {
			continue
		}
		var slot *event.Node
		switch string(x.Child("type").Text()) {
		case "User":
			slot = &t.user
		case "UserGroup":
			slot = &t.group
		case "AppInstance":
			slot = &t.app
		}
		if slot != nil && !slot.Exists() {
			*slot = x
		}
		if !t.first.Exists() {
			t.first = x
		}
	}
	return t
}

// lowerCased are the fields that rules also spell in lower case.
func lowerCased() []string {
	return []string{
		"actor.alternateId", "actor.displayName", "actor.id", "actor.type", "client.ipAddress", "client.userAgent.rawUserAgent",
		"client.geographicalContext.country", "client.geographicalContext.city", "displayMessage", "eventType", "legacyEventType",
		"debugContext.debugData.requestUri", "debugContext.debugData.behaviors", "debugContext.debugData.logOnlySecurityData",
		"debugContext.debugData.risk", "debugContext.debugData.threatSuspected", "securityContext.isProxy", "securityContext.asNumber",
		"securityContext.asOrg", "target.displayName", "target.alternateId", "authenticationContext.externalSessionId",
		"authenticationContext.credentialType",
	}
}

func lower(path string) string { return strings.ToLower(path) }
