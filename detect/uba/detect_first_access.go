// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import "fmt"

// firstAccess finds the first access of a user who is known for the learning
// period and longer, unless peers do the same.
func (d *access) firstAccess(p *profile, f *fact, to dimension, name string) (verdict, bool) {
	u := d.peers.usage(p, to, name, f.Time-int64(d.config.Window), f.Time-int64(d.config.Learn))
	if u.using >= d.config.Peers {
		return verdict{}, false
	}
	v := d.verdict(f, to, name)
	v.rule = d.first
	v.title = fmt.Sprintf("First %s %s of %s", to, name, f.User)
	known, _ := p.used(to, 0, f.Time)
	v.message = fmt.Sprintf("%s, known for %d days and %d accesses with %d other %s values, came to %s %s for the first time%s; %d of %s do so",
		f.User, (f.Time-p.First)/day, p.Count-1, known, to, to, name, f.whence(), u.using, plural(u.peers, "peer", "peers"))
	return v, true
}
