// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package correlate

import (
	"slices"
	"strings"

	"gambeson/event"
	"gambeson/event/ocsf"
)

// A Session is a logon that succeeded: who came to which host, from where.
type Session struct {
	Tenant   string                `json:"tenant"`
	Time     int64                 `json:"time"` // Unix nanoseconds, event time
	Entities []event.FindingEntity `json:"entities"`
}

// OCSF's activity and status of a logon that succeeded.
const (
	activityLogon = 1
	statusSuccess = "1"
)

// SessionOf returns the session that an event of class 3002, Authentication,
// begins, and false for any other event. status is the slot of status_id.
func SessionOf(e *event.Event, status event.Slot) (Session, bool) {
	if e.Class != ocsf.Authentication || e.Activity != activityLogon || e.Time == 0 || string(e.Get(status).Text()) != statusSuccess {
		return Session{}, false
	}
	s := Session{Tenant: e.Tenant, Time: e.Time}
	user, host := false, false
	for _, x := range event.FindingEntities(e) {
		switch x.Kind {
		case event.User:
			user = user || x.Role == event.Target
		case event.Host:
			host = host || x.Role == event.Device
		case event.Address:
		default:
			continue
		}
		s.Entities = append(s.Entities, x)
	}
	return s, user && host
}

// visit is a session on a host.
type visit struct {
	At    int64    `json:"at"`
	Users []key    `json:"users"` // all that the user is called there, ids too
	From  []origin `json:"from,omitempty"`
}

// origin is from where somebody came.
type origin struct {
	Key   key    `json:"key"`
	Value string `json:"value"` // as the source names it
}

// guests are the users that came from somewhere lately.
type guests []guest

type guest struct {
	User uint64 `json:"user"` // hash
	At   int64  `json:"at"`
}

// Session remembers a session.
func (c *Correlator) Session(s *Session) {
	v := visit{At: s.Time}
	var hosts []key
	for _, e := range s.Entities {
		k, ok := c.names.key(s.Tenant, e)
		switch {
		case e.Kind == event.User && e.Role == event.Target:
			if u := userOf(s.Tenant, e.Value); !c.names.stopUser(u.Value) {
				v.Users = append(v.Users, u)
			}
		case !ok:
		case e.Kind == event.Host && e.Role == event.Device:
			hosts = append(hosts, k)
		case e.Role == event.Source:
			v.From = append(v.From, origin{k, e.Value})
		}
	}
	if len(v.Users) == 0 {
		return
	}
	for _, from := range v.From {
		c.came(v.Users[0], from.Key, v.At)
	}
	for _, h := range hosts {
		list := c.sessions.use(h)
		// In the order of time, whatever order they come in: at a full host the
		// oldest goes.
		i, _ := slices.BinarySearchFunc(*list, v.At, func(x visit, at int64) int {
			if x.At <= at {
				return -1
			}
			return 1
		})
		*list = slices.Insert(*list, i, v)
		if len(*list) > c.config.MaxSessions {
			*list = slices.Delete(*list, 0, 1)
		}
	}
}

// came notes that a user came from somewhere. More users than the limit make no
// difference; the ones that were there longest ago go.
func (c *Correlator) came(user, from key, at int64) {
	list := c.origins.use(from)
	h := user.hash()
	if i := slices.IndexFunc(*list, func(g guest) bool { return g.User == h }); i >= 0 {
		(*list)[i].At = max((*list)[i].At, at)
		return
	}
	*list = append(*list, guest{h, at})
	if len(*list) > c.config.MaxFanout+1 {
		oldest := 0
		for i, g := range *list {
			if g.At < (*list)[oldest].At {
				oldest = i
			}
		}
		*list = slices.Delete(*list, oldest, oldest+1)
	}
}

// crowded reports whether too many users came from k around f.
func (c *Correlator) crowded(k key, f *event.Finding) bool {
	list := c.origins.get(k)
	if list == nil {
		return false
	}
	w, n := int64(c.config.Window), 0
	for _, g := range *list {
		if f.First-w <= g.At && g.At <= f.Last+w {
			n++
		}
	}
	return n > c.config.MaxFanout
}

// userOf is a user as one host knows it: by name or number.
func userOf(tenant, value string) key {
	v := strings.ToLower(strings.TrimSpace(value))
	if _, name, found := strings.Cut(v, `\`); found {
		v = name
	}
	return key{tenant, event.User, v[:min(len(v), maxValue)]}
}

// visited returns what the sessions of f's users on f's hosts add to the links
// that it has.
func (c *Correlator) visited(f *event.Finding, have []link) []link {
	var users []key
	for _, e := range f.Entities {
		if u := userOf(f.Tenant, e.Value); e.Kind == event.User && u.Value != "" && !c.names.stopUser(u.Value) {
			users = append(users, u)
		}
	}
	var out []link
	add := func(l link) {
		same := func(x link) bool { return x.key == l.key }
		if !slices.ContainsFunc(have, same) && !slices.ContainsFunc(out, same) {
			out = append(out, l)
		}
	}
	for _, host := range have {
		list := c.sessions.get(host.key)
		if !host.device || list == nil || len(users) == 0 {
			continue
		}
		// Twice: one session says that 11515 is marta.keller, another from where
		// marta.keller came.
		for range 2 {
			for _, v := range *list {
				if v.At > f.Last || f.First-v.At > int64(c.config.SessionWindow) || !slices.ContainsFunc(v.Users, func(u key) bool { return slices.Contains(users, u) }) {
					continue
				}
				users = append(users, v.Users...)
				slices.SortFunc(users, func(a, b key) int { return strings.Compare(a.Value, b.Value) })
				users = slices.Compact(users)
				for _, from := range v.From {
					add(link{key: from.Key, value: from.Value, session: true})
				}
			}
		}
	}
	for _, u := range users {
		if k, ok := c.names.key(f.Tenant, event.FindingEntity{Kind: event.User, Value: u.Value}); ok {
			add(link{key: k, value: u.Value, session: true})
		}
	}
	return out
}
