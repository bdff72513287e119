// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package correlate

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"

	"gambeson/cases"
	"gambeson/event"
)

// A Correlator says which findings belong together. It belongs to one
// goroutine.
type Correlator struct {
	config   Config
	names    names
	entities *memory[key, entity]
	sessions *memory[key, []visit] // by host
	origins  *memory[key, guests]  // by address, or host, of the other end
	opened   uint64                // cases so far
}

// entity is what is remembered of an entity.
type entity struct {
	known       bool     // a finding named it
	first, last int64    // the event times of its findings
	fan         []uint64 // hashes of those it was named with, in the order they came
	in          *group   // the case; nil where it links nothing
}

// group is a case as the correlator knows it.
type group struct {
	id    event.ID
	seq   uint64 // the place among the cases, in the order they were opened
	first int64
	into  *group // the case that took it in
}

// root returns the case that g is part of now.
func (g *group) root() *group {
	for g.into != nil {
		if g.into.into != nil {
			g.into = g.into.into
		}
		g = g.into
	}
	return g
}

// New returns a correlator that remembers nothing.
func New(config Config) (*Correlator, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	c := &Correlator{config: config}
	for _, p := range config.StopUsers {
		c.names.stopUsers = append(c.names.stopUsers, strings.ToLower(p))
	}
	for _, a := range config.StopAddresses {
		if net, err := parsePrefix(a); err == nil { // as Validate said
			c.names.stopNets = append(c.names.stopNets, net)
		}
	}
	c.forget()
	return c, nil
}

func (c *Correlator) forget() {
	c.entities = newMemory[key, entity](c.config.MaxEntities)
	c.sessions = newMemory[key, []visit](c.config.MaxHosts)
	c.origins = newMemory[key, guests](c.config.MaxHosts)
	c.opened = 0
}

// link is a key that may link a finding.
type link struct {
	key
	value   string // as the source names it
	device  bool   // the host on which it happened
	session bool   // known through a session only
}

// Finding says what a finding does to the cases. Findings come in the order of
// their stream.
func (c *Correlator) Finding(f *event.Finding) cases.Step {
	all := c.links(f)
	links := c.usable(all, f)
	target, merged, why := c.candidates(links, f)
	step := cases.Step{Links: why}
	if target == nil {
		c.opened++
		target = &group{id: f.ID, seq: c.opened, first: f.First}
		step.Opens = true
	}
	step.Case = target.id
	for _, g := range merged {
		step.Merges = append(step.Merges, g.id)
		target.first = min(target.first, g.first)
		g.into = target
	}
	target.first = min(target.first, f.First)
	c.remember(all, links, target, f)
	return step
}

// links returns what may link f, each key once.
func (c *Correlator) links(f *event.Finding) []link {
	var out []link
	for _, e := range f.Entities {
		k, ok := c.names.key(f.Tenant, e)
		if !ok {
			continue
		}
		l := link{key: k, value: e.Value, device: e.Role == event.Device && e.Kind == event.Host}
		if i := slices.IndexFunc(out, func(x link) bool { return x.key == k }); i >= 0 {
			out[i].device = out[i].device || l.device
			continue
		}
		out = append(out, l)
	}
	return append(out, c.visited(f, out)...)
}

// usable returns the links that are no hubs; where there are none, the host on
// which it happened; and where there is none either, one that stands for the
// same analytic about the same things.
func (c *Correlator) usable(all []link, f *event.Finding) []link {
	var out, device []link
	for _, l := range all {
		switch {
		case !c.hub(l.key, f):
			out = append(out, l)
		case l.device:
			device = append(device, l)
		}
	}
	switch {
	case len(out) > 0:
		return out
	case len(device) > 0:
		return device
	}
	var things []string
	for _, e := range f.Entities {
		if e.Kind != event.Process {
			things = append(things, string(e.Kind)+"="+e.Value)
		}
	}
	slices.Sort(things)
	return []link{{key: key{f.Tenant, "analytic", f.Analytic.UID + "\x00" + strings.Join(slices.Compact(things), "\x00")}, value: f.Analytic.Name}}
}

// hub reports whether too many others were named with k lately.
func (c *Correlator) hub(k key, f *event.Finding) bool {
	e := c.entities.get(k)
	return e != nil && c.near(e, f) && len(e.fan) > c.config.MaxFanout || c.crowded(k, f)
}

// near reports whether a finding is within the window of an entity's.
func (c *Correlator) near(e *entity, f *event.Finding) bool {
	w := int64(c.config.Window)
	return f.First-w <= e.last && f.Last+w >= e.first
}

// candidates returns the oldest case that a link leads to, the others, oldest
// first, and why.
func (c *Correlator) candidates(links []link, f *event.Finding) (target *group, others []*group, why []cases.Link) {
	var found []*group
	for _, l := range links {
		e := c.entities.get(l.key)
		if e == nil || e.in == nil || !c.near(e, f) {
			continue
		}
		g := e.in.root()
		if f.Last-g.first > int64(c.config.MaxSpan) {
			continue
		}
		why = append(why, cases.Link{Kind: l.Kind, Value: l.value, Case: g.id})
		if !slices.Contains(found, g) {
			found = append(found, g)
		}
	}
	if len(found) == 0 {
		return nil, nil, nil
	}
	slices.SortFunc(found, func(a, b *group) int { return cmp.Compare(a.seq, b.seq) })
	return found[0], found[1:], why
}

// remember notes that f is in the case g, and who was named with whom.
func (c *Correlator) remember(all, links []link, g *group, f *event.Finding) {
	for _, l := range all {
		if l.session {
			continue // what f does not name itself is no news about it
		}
		e := c.see(l.key, f)
		for _, other := range all {
			if other.key != l.key && !other.session && counts(other.Kind) {
				e.named(other.key, c.config.MaxFanout)
			}
		}
	}
	for _, l := range links {
		c.see(l.key, f).in = g
	}
}

// counts reports whether things of a kind, named with many others, make these
// hubs.
func counts(k event.EntityKind) bool {
	return k == event.User || k == event.Host || k == event.Address
}

// see returns what is remembered of k, up to and with f.
func (c *Correlator) see(k key, f *event.Finding) *entity {
	e := c.entities.use(k)
	if !e.known || !c.near(e, f) {
		*e = entity{known: true, first: f.First, last: f.Last}
	}
	e.first, e.last = min(e.first, f.First), max(e.last, f.Last)
	return e
}

// named notes that k was named together with e. Beyond one more than most, it
// makes no difference.
func (e *entity) named(k key, most int) {
	h := k.hash()
	if len(e.fan) <= most && !slices.Contains(e.fan, h) {
		e.fan = append(e.fan, h)
	}
}

// hash is the same in every run.
func (k key) hash() uint64 {
	h := fnv.New64a()
	for _, s := range [...]string{k.Tenant, string(k.Kind), k.Value} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return h.Sum64()
}

// Held returns how many entities and how many hosts with sessions are
// remembered.
func (c *Correlator) Held() (entities, hosts int) { return c.entities.len(), c.sessions.len() }
