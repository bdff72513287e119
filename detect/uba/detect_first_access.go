// SPDX-FileCopyrightText: 2026 The Gambeson Authors
// SPDX-License-Identifier: Apache-2.0

package uba

import "fmt"

// firstAccess finds the first access of a user who is known for the learning
// period and longer, unless peers do the same. known is how many things of the
// kind the user has used.
func (d *access) firstAccess(p *profile, f *fact, x thing, known int) (verdict, bool) {
	u := d.usage(p, f, x)
	if u.using >= d.config.Peers {
		return verdict{}, false
	}
	v := d.verdict(f, x)
	v.rule = d.first
	v.title = fmt.Sprintf("First access of %s: %s", f.User, x)
	v.message = fmt.Sprintf("%s, known for %d days and %d accesses with %s, came to %s for the first time%s; %d of %s did so",
		f.User, (f.Time-p.First)/day, p.Count-1, x.to.count(known), x, f.whence(), u.using, plural(u.peers, "peer", "peers"))
	return v, true
}
