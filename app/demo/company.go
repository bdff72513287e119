// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// The company's names.
const (
	domain    = "corvane.example"
	netbios   = "CORVANE"
	account   = "493817265504"
	region    = "eu-central-1"
	domainSID = "S-1-5-21-2871340927-1193482751-3420917846"
)

// A company is the people and machines of the scenario.
type company struct {
	offices []*office
	people  []*person
	admins  []*person // accounts of administrators, apart from their own
	victim  *person
	dc, fs  *host
}

// An office has people, an address on the internet and a network.
type office struct {
	place
	prefix string // of host names
	net    int    // 10.net.0.0/16
	zone   time.Duration
	staff  int
}

// A place is where a request comes from.
type place struct {
	ip, city, region, country, lat, long string
	asn                                  int
	org                                  string
}

// A person has an account, a workstation and a phone.
type person struct {
	name, login, email string // login is the same in every system
	sid, oktaID        string
	office             *office
	role               string
	host               *host
	device             string // the browser's token
	home               place
}

// A host is a machine with Windows.
type host struct {
	name, fqdn, ip string
	record         int64 // the number of its last event
}

func offices() []*office {
	return []*office{
		{place: place{"203.0.113.10", "Hamburg", "Hamburg", "Germany", "53.5511", "9.9937", 64501, "hansenet example"}, prefix: "HAM", net: 20, zone: time.Hour, staff: 210},
		{place: place{"203.0.113.74", "Porto", "Porto", "Portugal", "41.1496", "-8.6110", 64502, "ribeira telecom example"}, prefix: "OPO", net: 30, staff: 80},
		{place: place{"203.0.113.138", "Boston", "Massachusetts", "United States", "42.3601", "-71.0589", 64504, "bay fiber example"}, prefix: "BOS", net: 40, zone: -5 * time.Hour, staff: 120},
	}
}

func newCompany(r *rand.Rand) *company {
	c := &company{
		offices: offices(),
		dc:      newHost("HAM-DC-01", "10.20.1.10"),
		fs:      newHost("HAM-FS-01", "10.20.1.21"),
	}
	names := r.Perm(len(firstNames()) * len(lastNames()))
	for _, o := range c.offices {
		for i := range o.staff {
			n := names[len(c.people)]
			first, last := firstNames()[n%len(firstNames())], lastNames()[n/len(firstNames())]
			role := one(r, []string{"sales", "sales", "engineering", "engineering", "engineering", "support", "finance", "logistics"})
			c.people = append(c.people, newPerson(r, o, first, last, role, i, len(c.people)))
		}
	}
	c.victim = newPerson(r, c.offices[0], "Marta", "Keller", "release engineering", c.offices[0].staff, len(c.people))
	c.people = append(c.people, c.victim)
	for _, i := range []int{3, 57, 120} {
		p := *c.people[i]
		p.login, p.sid = "adm-"+p.login[:1]+p.login[strings.IndexByte(p.login, '.')+1:], fmt.Sprintf("%s-%d", domainSID, 1900+i)
		c.admins = append(c.admins, &p)
	}
	return c
}

func newPerson(r *rand.Rand, o *office, first, last, role string, inOffice, number int) *person {
	login := ascii(strings.ToLower(first + "." + last))
	p := &person{
		name: first + " " + last, login: login, email: login + "@" + domain, office: o, role: role,
		sid: fmt.Sprintf("%s-%d", domainSID, 1105+number), oktaID: fmt.Sprintf("00u%s", token(r, 17)), device: hexadecimal(r, 64),
		host: newHost(fmt.Sprintf("%s-WS-%04d", o.prefix, 101+inOffice), fmt.Sprintf("10.%d.%d.%d", o.net, 14+inOffice/200, 20+inOffice%200)),
		home: o.place,
	}
	p.home.ip = fmt.Sprintf("198.18.%d.%d", 20+number/250, 1+number%250)
	p.home.asn, p.home.org = o.asn+20, "home "+o.org
	return p
}

func newHost(name, ip string) *host {
	return &host{name: name, fqdn: strings.ToLower(name) + ".corp." + domain, ip: ip, record: 184_000}
}

// ascii writes a name as accounts do.
func ascii(s string) string {
	return strings.NewReplacer("ã", "a", "ç", "c", "é", "e", "ê", "e", "í", "i", "ó", "o", "'", "").Replace(s)
}

// someone picks a person who is at work at the time.
func (p *plan) someone(at int64) *person {
	now := time.Unix(0, at).UTC()
	for {
		x := one(p.rng, p.people)
		if chance(p.rng, x.office.busy(now)) {
			return x
		}
	}
}

// token returns n letters and digits.
func token(r *rand.Rand, n int) string {
	const of = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
	b := make([]byte, n)
	for i := range b {
		b[i] = of[r.IntN(len(of))]
	}
	return string(b)
}

// hexadecimal returns n digits.
func hexadecimal(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = "0123456789abcdef"[r.IntN(16)]
	}
	return string(b)
}
