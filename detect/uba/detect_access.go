// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"gambeson/detect"
	"gambeson/event"
)

// AccessConfig says which accesses are out of the ordinary.
type AccessConfig struct {
	// Learn is how long a user must have been known before a first access is a finding.
	Learn time.Duration `yaml:"learn"`
	// History is how many accesses of the user must be known by then.
	History int `yaml:"history"`
	// Novel is how many first accesses of a kind within the learning period make a user who often goes to new places, such
	// as an administrator or a backup account: one more is no finding.
	Novel int `yaml:"novel"`
	// Daily is the largest number of findings on one user a day.
	Daily int `yaml:"daily"`
	// PeerBy are the attributes that make a peer group, the first that a user has: department, domain, service or host,
	// the last two the one that the user uses most.
	PeerBy []string `yaml:"peer_by"`
	// Peers is how many peers must use a thing for a first access to it to be no finding.
	Peers int `yaml:"peers"`
	// RareAmong is the least number of peers for a rare access to be a finding.
	RareAmong int `yaml:"rare_among"`
	// RareUsers is how many of them may use a thing that is still rare.
	RareUsers int `yaml:"rare_users"`
	// Window is how long an access is remembered.
	Window time.Duration `yaml:"window"`
}

// DefaultAccessConfig returns a week of learning and a month of memory.
func DefaultAccessConfig() AccessConfig {
	return AccessConfig{
		Learn: 7 * 24 * time.Hour, History: 20, Novel: 5, Daily: 10,
		PeerBy: []string{"department", "domain", "service"}, Peers: 2, RareAmong: 10, RareUsers: 1, Window: 30 * 24 * time.Hour,
	}
}

// Validate returns an error that names what is wrong.
func (c AccessConfig) Validate() error {
	var errs []error
	for _, b := range c.PeerBy {
		if !slices.Contains([]string{"department", "domain", "service", "host"}, b) {
			errs = append(errs, fmt.Errorf("peer_by: %q is none of department, domain, service, host", b))
		}
	}
	return errors.Join(append(errs,
		between("learn", c.Learn, time.Hour, 365*24*time.Hour), between("window", c.Window, c.Learn, 730*24*time.Hour),
		between("history", c.History, 1, 1_000_000), between("novel", c.Novel, 1, 1_000_000), between("daily", c.Daily, 1, 1000),
		between("peers", c.Peers, 1, 1_000_000), between("rare_among", c.RareAmong, 2, 1_000_000),
		between("rare_users", c.RareUsers, 0, 1_000_000),
	)...)
}

// access finds users who reach what they never reached. Of a user who is known
// for long, any first access (detect_first_access.go); of one who is not, only
// to what the peers leave alone (detect_rare_access.go).
type access struct {
	*table[*profile]
	config AccessConfig
	peers  *peers
	first  event.Analytic
	rare   event.Analytic
}

func newAccess(c Config) *access {
	d := &access{
		table:  newTable(c.MaxUsers, c.MaxPerKey, int64(c.Access.Window), func() *profile { return new(profile) }),
		config: c.Access,
		peers:  newPeers(),
		first:  analytic("first_access", "First access"),
		rare:   analytic("rare_access", "Rare access"),
	}
	d.dropped = func(_ string, p *profile) { d.peers.drop(p) }
	return d
}

func (d *access) name() string { return "access" }

func (d *access) by() keyKind { return byPool }

func (d *access) wants(a *act) bool {
	return a.OK && a.Kind != challenge && (a.Host != "" || a.Service != "" || a.Operation != "" || a.Country != "")
}

func (d *access) observe(f *fact, out *detect.Results) {
	d.update(f.Key+"\x00"+f.Account, f.Time, func(p *profile) {
		if p.Count == 0 {
			p.Pool, p.First = f.Key, f.Time
		}
		d.prune(p)
		p.First = min(p.First, f.Time)
		p.Count++
		p.Domain = f.Domain
		if f.Unit != "" {
			p.Unit = f.Unit
		}
		d.peers.join(p, p.group(d.config.PeerBy))
		var odd []verdict
		things := f.things()
		for _, x := range things {
			if v, ok := d.judge(p, f, x); ok {
				odd = append(odd, v)
			}
		}
		for _, x := range things {
			d.note(p, x, f.Time)
		}
		d.peers.join(p, p.group(d.config.PeerBy))
		if len(odd) > 0 && d.allow(p, f.Time) {
			out.Findings = append(out.Findings, merge(odd).finding(f))
		}
	})
}

// A thing is what is come to, or from.
type thing struct {
	to   dimension
	name string
}

// String is how messages call it.
func (x thing) String() string { return string(x.to) + " " + x.name }

// things lists what the act comes to, the most telling first.
func (a *act) things() []thing {
	country := fromNamed
	if len(a.Country) == 2 {
		country = fromCountry
	}
	all := []thing{{country, a.Country}, {toHost, a.Host}, {toOperation, a.Operation}, {toService, a.Service}}
	return slices.DeleteFunc(all, func(x thing) bool { return x.name == "" })
}

// merge makes one verdict of those on one act: the first, which mentions the
// others.
func merge(odd []verdict) verdict {
	v := odd[0]
	for _, x := range odd[1:] {
		v.severity = max(v.severity, x.severity)
		v.message += "; " + x.message
	}
	return v
}

// load adds the restored profile to the index.
func (d *access) load(s savedRow) error {
	if err := d.table.load(s); err != nil {
		return err
	}
	if r := d.rows[s.Key]; r != nil {
		d.peers.add(r.value, r.value.group(d.config.PeerBy))
	}
	return nil
}

// prune drops links that are older than the window.
func (d *access) prune(p *profile) {
	p.Links = slices.DeleteFunc(p.Links, func(x link) bool {
		old := x.Last < d.now-int64(d.config.Window)
		if old {
			d.peers.unlink(p, &x)
		}
		return old
	})
}

// note remembers that p came to x.
func (d *access) note(p *profile, x thing, time int64) {
	at, ok := p.find(x)
	if ok {
		l := &p.Links[at]
		l.First, l.Last = min(l.First, time), max(l.Last, time)
		l.Count++
		return
	}
	l := link{To: x.to, Name: x.name, First: time, Last: time, Count: 1}
	p.Links = slices.Insert(p.Links, at, l)
	d.peers.link(p, &l)
	if len(p.Links) > d.per {
		old := p.forget()
		d.peers.unlink(p, &old)
	}
}

// judge says whether p's coming to x is a finding.
func (d *access) judge(p *profile, f *fact, x thing) (verdict, bool) {
	if _, known := p.find(x); known {
		return verdict{}, false
	}
	learn := int64(d.config.Learn)
	known, novel := p.used(x.to, f.Time-learn, f.Time-f.Time%day)
	seasoned := f.Time-p.First >= learn && p.Count > d.config.History
	switch {
	case p.Full || novel >= d.config.Novel:
		return verdict{}, false
	case !seasoned:
		return d.rareAccess(p, f, x)
	case known == 0:
		return verdict{}, false // not all of the user's sources tell this
	default:
		return d.firstAccess(p, f, x, known)
	}
}

const day = int64(24 * time.Hour)

// allow counts a finding and reports whether the user may have one more today.
func (d *access) allow(p *profile, time int64) bool {
	if today := time / day; today > p.Day {
		p.Day, p.Found = today, 0
	}
	p.Found++
	return p.Found <= d.config.Daily
}

// usage counts who else uses x.
func (d *access) usage(p *profile, f *fact, x thing) usage {
	return d.peers.usage(p, x, f.Time-int64(d.config.Window), f.Time-int64(d.config.Learn))
}

// verdict completes what both findings have.
func (d *access) verdict(f *fact, x thing) verdict {
	v := verdict{severity: event.SeverityLow, attacks: []string{"T1078"}, entity: "user " + f.Account + " " + x.String(), window: f.Time / day}
	switch x.to {
	case toHost:
		v.attacks = []string{"T1021", "T1078"}
	case toOperation:
		v.attacks = []string{"T1078.004"}
	case fromCountry, fromNamed:
		v.severity = event.SeverityMedium
	case toService:
	}
	return v
}
