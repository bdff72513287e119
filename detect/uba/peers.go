// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

// peers is the index over all profiles: who uses what, and who belongs to
// which group. It follows from the profiles and is in no snapshot.
type peers struct {
	users   map[usedThing]map[*profile]struct{}
	group   map[*profile]groupName
	members map[groupName]int
}

type usedThing struct {
	pool string
	thing
}

type groupName struct{ pool, name string }

func newPeers() *peers {
	return &peers{
		users: make(map[usedThing]map[*profile]struct{}), group: make(map[*profile]groupName), members: make(map[groupName]int),
	}
}

// link notes that p uses x.
func (i *peers) link(p *profile, x *link) {
	k := usedThing{p.Pool, thing{x.To, x.Name}}
	if i.users[k] == nil {
		i.users[k] = make(map[*profile]struct{}, 1)
	}
	i.users[k][p] = struct{}{}
}

// unlink notes that p does so no longer.
func (i *peers) unlink(p *profile, x *link) {
	k := usedThing{p.Pool, thing{x.To, x.Name}}
	delete(i.users[k], p)
	if len(i.users[k]) == 0 {
		delete(i.users, k)
	}
}

// join moves p to the group with that name.
func (i *peers) join(p *profile, name string) {
	to := groupName{p.Pool, name}
	was, ok := i.group[p]
	if ok && was == to {
		return
	}
	if ok {
		i.leave(p)
	}
	i.group[p] = to
	i.members[to]++
}

func (i *peers) leave(p *profile) {
	g, ok := i.group[p]
	if !ok {
		return
	}
	delete(i.group, p)
	if i.members[g]--; i.members[g] == 0 {
		delete(i.members, g)
	}
}

// add takes in a profile that was restored, and drop lets one go.
func (i *peers) add(p *profile, group string) {
	for k := range p.Links {
		i.link(p, &p.Links[k])
	}
	i.join(p, group)
}

func (i *peers) drop(p *profile) {
	for k := range p.Links {
		i.unlink(p, &p.Links[k])
	}
	i.leave(p)
}

// commonUsers is how many users of a pool make a thing common, whoever they
// are: no access to it is rare, and nobody has to count.
const commonUsers = 256

// usage is how many of a user's peers there are, how many of them use a thing,
// and whether anyone of the pool has used it for long.
type usage struct {
	peers, using int
	established  bool
}

// usage counts, the user p aside, over uses since from; a thing first used
// before since is established.
func (i *peers) usage(p *profile, x thing, from, since int64) usage {
	mine := i.group[p]
	out := usage{peers: i.members[mine] - 1}
	users := i.users[usedThing{p.Pool, x}]
	if len(users) > commonUsers {
		return usage{peers: out.peers, using: len(users), established: true}
	}
	for q := range users {
		at, ok := q.find(x)
		if q == p || !ok || q.Links[at].Last < from {
			continue
		}
		if i.group[q] == mine {
			out.using++
		}
		out.established = out.established || q.Links[at].First < since
	}
	return out
}
