// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import (
	"fmt"

	"gambeson/event"
)

// rareAccess finds the access of a user of whom little is known yet to what is
// in use, but not by the user's peers. What nobody else uses is no finding: it
// may be the user's own.
func (d *access) rareAccess(p *profile, f *fact, to dimension, name string) (verdict, bool) {
	d.peers.join(p, p.group(d.config.PeerBy))
	u := d.peers.usage(p, to, name, f.Time-int64(d.config.Window), f.Time-int64(d.config.Learn))
	if !u.established || u.peers < d.config.RareAmong || u.using > d.config.RareUsers {
		return verdict{}, false
	}
	v := d.verdict(f, to, name)
	v.rule = d.rare
	v.severity = max(v.severity, event.SeverityLow)
	v.title = fmt.Sprintf("Rare %s %s of %s", to, name, f.User)
	v.message = fmt.Sprintf("%s, known for %d days and %d accesses, came to %s %s%s: of %s only %d do so",
		f.User, (f.Time-p.First)/day, p.Count-1, to, name, f.whence(), plural(u.peers, "peer", "peers"), u.using)
	return v, true
}
