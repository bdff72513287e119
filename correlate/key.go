// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package correlate

import (
	"net/netip"
	"path"
	"strings"

	"gambeson/event"
)

// A key is what an entity is called here, whatever the source calls it.
type key struct {
	Tenant string           `json:"t"`
	Kind   event.EntityKind `json:"k"`
	Value  string           `json:"v"`
}

// maxValue is how much of a name is compared.
const maxValue = 256

// names turns entities into keys.
type names struct {
	stopUsers []string
	stopNets  []netip.Prefix
}

// key returns the key of an entity, and false for one that links nothing.
func (n *names) key(tenant string, e event.FindingEntity) (key, bool) {
	value := strings.ToLower(strings.TrimSpace(e.Value))
	if len(value) > maxValue {
		value = value[:maxValue]
	}
	if value == "" || value == "-" || e.Role == event.Account {
		return key{}, false
	}
	ok := true
	kind := e.Kind
	switch e.Kind {
	case event.User:
		kind, value, ok = n.user(value)
	case event.Host:
		kind, value, ok = n.host(value)
	case event.Address:
		value, ok = n.address(value)
	case event.Workload, event.CloudResource:
	default:
		return key{}, false
	}
	return key{tenant, kind, value}, ok && value != ""
}

// user shortens a user's name.
func (n *names) user(v string) (event.EntityKind, string, bool) {
	switch {
	case strings.HasPrefix(v, "s-1-"):
		return event.User, v, strings.HasPrefix(v, "s-1-5-21-") // the others are the same everywhere
	case strings.HasPrefix(v, "arn:"):
		i := strings.LastIndexByte(v, '/')
		if i < 0 {
			return event.User, v, false // the account's own: nobody in particular
		}
		v = v[i+1:]
	case strings.HasPrefix(v, "system:"):
		own := strings.HasPrefix(v, "system:serviceaccount:") && !strings.HasPrefix(v, "system:serviceaccount:kube-system:")
		return event.User, v, own
	}
	if domain, name, found := strings.Cut(v, `\`); found {
		if systemDomain(domain) {
			return event.User, v, false
		}
		v = name
	}
	if name, domain, found := strings.Cut(v, "@"); found && name != "" && !strings.HasSuffix(domain, "gserviceaccount.com") {
		v = name
	}
	if host, found := strings.CutSuffix(v, "$"); found {
		return event.Host, host, host != ""
	}
	return event.User, v, !numeric(v) && !n.stopUser(v)
}

// systemDomain reports whether the accounts of a Windows domain are those that
// every host has.
func systemDomain(d string) bool {
	switch d {
	case "nt authority", "nt-autorität", "autorite nt", "nt service", "window manager", "font driver host", "iis apppool", "builtin":
		return true
	default:
		return false
	}
}

func (n *names) stopUser(v string) bool {
	for _, p := range n.stopUsers {
		if ok, err := path.Match(p, v); ok && err == nil {
			return true
		}
	}
	return false
}

// numeric reports whether v is an id that means another user on each host.
func numeric(v string) bool { return strings.Trim(v, "0123456789") == "" }

// host shortens a host's name; one that is an address is an address.
func (n *names) host(v string) (event.EntityKind, string, bool) {
	v = strings.TrimLeft(v, `\`)
	if _, err := netip.ParseAddr(v); err == nil {
		v, ok := n.address(v)
		return event.Address, v, ok
	}
	v, _, _ = strings.Cut(v, ".")
	switch v {
	case "localhost", "localhost4", "localhost6", "unknown", "none", "null":
		return event.Host, v, false
	}
	return event.Host, v, true
}

// address writes an address in its one form.
func (n *names) address(v string) (string, bool) {
	a, err := netip.ParseAddr(v)
	if err != nil {
		return v, false
	}
	a = a.WithZone("").Unmap()
	if a.IsLoopback() || a.IsUnspecified() || a.IsMulticast() || a.IsLinkLocalUnicast() || a == netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
		return v, false
	}
	for _, net := range n.stopNets {
		if net.Contains(a) {
			return v, false
		}
	}
	return a.String(), true
}
