// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package ecs

import (
	"bytes"

	"gambeson/event"
)

// kind is what a document is about; it indexes mappings.
type kind uint8

const (
	base kind = iota
	finding
	process
	file
	module
	registry
	network
	dns
	web
	auth
	account
	group
	kinds
)

const other = 99

// is reports whether one of the field's values is one of the words.
func (c *Format) is(e *event.Event, slot event.Slot, words ...string) bool {
	for v := e.Get(slot); v.Exists(); v = v.Next() {
		for _, w := range words {
			if string(v.Text()) == w {
				return true
			}
		}
	}
	return false
}

// hasText reports whether one of the fields has a scalar that is not empty.
func hasText(e *event.Event, slots ...event.Slot) bool {
	for _, s := range slots {
		if v := e.Get(s); len(v.Text()) > 0 && v.Kind() != event.Null {
			return true
		}
	}
	return false
}

// classify returns the kind whose class the document has everything for.
func (c *Format) classify(e *event.Event) kind {
	s := &c.slots
	host := hasText(e, s.hostName, s.hostname, s.agentName)
	acted := hasText(e, s.pid, s.entityID, s.userName, s.userID)
	category := func(words ...string) bool { return c.is(e, s.category, words...) }
	ends := hasText(e, s.sourceIP, s.destinationIP)
	switch {
	case (c.is(e, s.kind, "alert", "signal") || category("intrusion_detection", "malware", "threat")) && hasText(e, s.id, s.ruleUUID, s.ruleID):
		return finding
	case category("process") && host && hasText(e, s.pid, s.entityID):
		return process
	case category("file") && host && acted && hasText(e, s.filePath, s.fileName):
		return file
	case category("library", "driver") && host && acted && hasText(e, s.dllPath, s.dllName):
		return module
	case category("registry") && host && acted && hasText(e, s.registryPath):
		return registry
	case category("authentication", "session") && hasText(e, s.userName, s.userID):
		return auth
	case category("iam") && c.is(e, s.typ, "group") && hasText(e, s.groupName, s.groupID, s.targetGroup):
		return group
	case category("iam") && hasText(e, s.userName, s.userID, s.targetUser, s.targetUserID):
		return account
	case category("web", "network", "api") && hasText(e, s.method, s.statusCode):
		return web
	case (category("network") || hasText(e, s.dnsType)) && hasText(e, s.question) && (ends || host):
		return dns
	case category("network") && ends:
		return network
	}
	return base
}

// activity returns the OCSF activity_id of a document of kind k, by
// event.type and event.action.
func (c *Format) activity(e *event.Event, k kind) uint8 {
	s := &c.slots
	typ := func(words ...string) bool { return c.is(e, s.typ, words...) }
	for _, x := range c.types[k] {
		if typ(x.typ) {
			return x.activity
		}
	}
	action := e.Get(s.action).Text()
	switch k {
	case base:
		if len(action) > 0 {
			return other
		}
		return 0
	case finding, module:
		return 1
	case auth:
		if bytes.Contains(action, []byte("logout")) || bytes.Contains(action, []byte("logged-out")) || bytes.Contains(action, []byte("logoff")) {
			return 2
		}
		return 1
	case dns:
		if c.is(e, s.dnsType, "answer") {
			return 2
		}
		return 1
	case network:
		return 6
	case web:
		return methodActivity(e.Get(s.method).Text())
	}
	return other
}

// typed is the activity for a value of event.type.
type typed struct {
	typ      string
	activity uint8
}

func activities(k kind) []typed {
	switch k {
	case process:
		return []typed{{"start", 1}, {"end", 2}, {"access", 3}}
	case file:
		return []typed{{"creation", 1}, {"access", 2}, {"change", 3}, {"deletion", 4}}
	case registry:
		return []typed{{"creation", 1}, {"access", 2}, {"change", 3}, {"deletion", 4}}
	case network:
		return []typed{{"start", 1}, {"denied", 5}, {"end", 2}}
	case auth:
		return []typed{{"start", 1}, {"end", 2}}
	case account:
		return []typed{{"creation", 1}, {"deletion", 6}}
	case group:
		return []typed{{"creation", 6}, {"deletion", 5}}
	default:
		return nil
	}
}

// methodActivity is the activity of HTTP Activity for a method.
func methodActivity(method []byte) uint8 {
	var buf [8]byte
	switch string(upper(buf[:0], method)) {
	case "CONNECT":
		return 1
	case "DELETE":
		return 2
	case "GET":
		return 3
	case "HEAD":
		return 4
	case "OPTIONS":
		return 5
	case "POST":
		return 6
	case "PUT":
		return 7
	case "TRACE":
		return 8
	case "PATCH":
		return 9
	case "":
		return 0
	}
	return other
}

// upper appends a short method in upper case, and nothing of a long one.
func upper(b, method []byte) []byte {
	if len(method) > cap(b) {
		return append(b, '?')
	}
	for _, c := range method {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		b = append(b, c)
	}
	return b
}
