// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package entra

import (
	"bytes"

	"gambeson/event"
)

// kind is what an event is of; it indexes mappings.
type kind uint8

const (
	signInKind kind = iota
	accountKind
	groupKind
	accessKind
	entityKind
	riskKind
	kinds
)

// what is what an audit activity is mapped to.
type what struct {
	kind     kind
	activity uint8
}

// activities are the audit activities that have a class of their own.
func activities() map[string]what {
	m := make(map[string]what)
	for w, list := range map[what][]string{
		{accountKind, 1}:  {"Add user", "Invite external user", "Create user"},
		{accountKind, 2}:  {"Enable account", "Restore user"},
		{accountKind, 3}:  {"Change user password", "Change password (self-service)"},
		{accountKind, 4}:  {"Reset user password", "Reset password (by admin)", "Reset password (self-service)"},
		{accountKind, 5}:  {"Disable account"},
		{accountKind, 6}:  {"Delete user", "Hard Delete user", "Hard delete user"},
		{accountKind, 10}: {"User registered security info", "Admin registered security info", "Enable Strong Authentication", "User registered all required security info"},
		{accountKind, 11}: {"User deleted security info", "Admin deleted security info", "Disable Strong Authentication"},
		{accountKind, 12}: {"Unlock user account (self-service)"},
		{accountKind, other}: {"Update user", "Update StsRefreshTokenValidFrom Timestamp", "User changed default security info",
			"Admin updated security info", "User started security info registration", "Viral user creation"},
		{groupKind, 3}:  {"Add member to group", "Add owner to group"},
		{groupKind, 4}:  {"Remove member from group", "Remove owner from group"},
		{groupKind, 5}:  {"Delete group", "Hard Delete group"},
		{groupKind, 6}:  {"Add group", "Create group"},
		{accessKind, 1}: {"Add member to role", "Add eligible member to role", "Add scoped member to role", "Add member to role in PIM completed (permanent)", "Add eligible member to role in PIM completed (permanent)", "Add eligible member to role in PIM completed (timebound)", "Add member to role completed (PIM activation)", "Add member to role outside of PIM (permanent)"},
		{accessKind, 2}: {"Remove member from role", "Remove eligible member from role", "Remove scoped member from role", "Remove member from role in PIM completed (permanent)", "Remove member from role completed (PIM deactivate)"},
	} {
		for _, name := range list {
			m[name] = w
		}
	}
	return m
}

// verbs are the activities of Entity Management by an activity's first word
// and by operationType.
func verbs() map[string]uint8 {
	return map[string]uint8{
		"Add": 1, "Create": 1, "Register": 6, "Unregister": 7, "Read": 2, "Recover": 2, "Update": 3, "Set": 3, "Change": 3, "Consent": 3,
		"Assign": 3, "Unassign": 3, "Delete": 4, "Remove": 4, "Hard": 4, "Enable": 8, "Disable": 9, "Restore": 13, "Revoke": 4,
	}
}

// targets are the first targets of an activity, by type.
type targets struct {
	all, first, user, group, role event.Node
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
		case "Group":
			slot = &t.group
		case "Role":
			slot = &t.role
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

// modified returns the new value of a target's property, without the quotes
// that Entra writes around it.
func (t targets) modified(property string) []byte {
	for x := range t.all.Children() {
		for p := range x.Child("modifiedProperties").Children() {
			if string(p.Child("displayName").Text()) == property {
				return bytes.Trim(p.Child("newValue").Text(), `"`)
			}
		}
	}
	return nil
}

// readAudit maps an audit activity.
func (a *Format) readAudit(e *event.Event) {
	s := &a.slots
	e.Channel = "AuditLogs"
	t := findTargets(member(e, "targetResources", "TargetResources"))
	name := e.Get(s.activityName).Text()
	w := a.classify(e, name, t)
	e.Activity = w.activity
	a.mappings[w.kind].Apply(e)
	a.user(e, &s.actor)
	if w.activity == other {
		e.Bind(s.activity, e.Get(s.activityName).Node())
	}
	switch string(e.Get(s.result).Text()) {
	case "success", "Success":
		e.SetInt(s.statusID, 1)
	case "failure", "Failure", "timeout":
		e.SetInt(s.statusID, 2)
	}
	switch w.kind {
	case accountKind:
		a.target(e, t.user)
	case groupKind:
		a.target(e, t.user)
		a.group(e, t)
	case accessKind:
		a.target(e, t.first)
		a.role(e, t)
		a.resources(e, t)
	default:
		a.entity(e, t.first)
	}
}

// classify decides by the activity, and by what the event has for the class
// that it would be.
func (a *Format) classify(e *event.Event, name []byte, t targets) what {
	w, ok := a.activities[string(name)]
	switch {
	case ok && w.kind == accountKind && t.user.Exists(), ok && w.kind == accessKind && t.first.Exists():
		return w
	case ok && w.kind == groupKind && (t.group.Exists() || t.modified("Group.DisplayName") != nil):
		return w
	}
	word, _, _ := bytes.Cut(name, []byte(" "))
	if activity, ok := a.verbs[string(word)]; ok {
		return what{entityKind, activity}
	}
	if activity, ok := a.verbs[string(e.Get(a.slots.operation).Text())]; ok {
		return what{entityKind, activity}
	}
	return what{entityKind, other}
}

// target binds the user, or what is one to a role, that is acted upon.
func (a *Format) target(e *event.Event, n event.Node) {
	u := &a.slots.user
	if !n.Exists() {
		return
	}
	e.Bind(u.uid, n.Child("id"))
	if name := n.Child("userPrincipalName"); name.Kind() == event.String && len(name.Text()) > 0 {
		e.Bind(u.name, name)
		e.Bind(u.fullName, n.Child("displayName"))
	} else {
		e.Bind(u.name, n.Child("displayName"))
	}
	switch string(n.Child("type").Text()) {
	case "User":
		e.SetInt(u.typeID, 1)
	case "ServicePrincipal":
		e.SetInt(u.typeID, 4)
	}
	a.user(e, u)
}

func (a *Format) group(e *event.Event, t targets) {
	s := &a.slots
	if t.group.Exists() {
		e.Bind(s.groupUID, t.group.Child("id"))
		if name := t.group.Child("displayName"); len(name.Text()) > 0 && name.Kind() == event.String {
			e.Bind(s.groupName, name)
		}
	}
	if name := t.modified("Group.DisplayName"); len(name) > 0 && !e.Has(s.groupName) {
		e.SetString(s.groupName, name)
	}
	if id := t.modified("Group.ObjectID"); len(id) > 0 && !e.Has(s.groupUID) {
		e.SetString(s.groupUID, id)
	}
}

func (a *Format) role(e *event.Event, t targets) {
	s := &a.slots
	if name := t.modified("Role.DisplayName"); len(name) > 0 {
		e.SetString(s.privileges, name)
		return
	}
	e.Bind(s.privileges, t.role.Child("displayName"))
	if !e.Has(s.privileges) {
		e.Bind(s.privileges, e.Get(s.activityName).Node())
	}
}

func (a *Format) resources(e *event.Event, t targets) {
	s := &a.slots
	i := 0
	for n := range t.all.Children() {
		if id := n.Child("id"); i < maxItems && id.Kind() == event.String && len(id.Text()) > 0 {
			e.BindItem(s.resourceUID, id, i)
			e.BindItem(s.resourceName, n.Child("displayName"), i)
			e.BindItem(s.resourceType, n.Child("type"), i)
			i++
		}
	}
}

func (a *Format) entity(e *event.Event, n event.Node) {
	s := &a.slots
	id := int64(other)
	typ := n.Child("type")
	switch string(typ.Text()) {
	case "Device":
		id = 1
	case "User":
		id = 2
	case "Group":
		id = 3
	case "Directory":
		id = 4
	case "Policy":
		id = 5
	case "":
		id = 0
	}
	e.Bind(s.entityUID, n.Child("id"))
	for _, name := range [...]event.Node{n.Child("displayName"), n.Child("userPrincipalName"), e.Get(s.logger).Node(), e.Get(s.activityName).Node()} {
		if name.Kind() == event.String && len(name.Text()) > 0 {
			e.Bind(s.entityName, name)
			break
		}
	}
	e.SetInt(s.entityTypeID, id)
	if id == other {
		e.Bind(s.entityType, typ)
	}
}
